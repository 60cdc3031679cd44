/**
 * Proves the monitor's consumer figures: plays publishers and consumers against a private nats-server, knows what is true
 * of them, and compares it with {@code /metrics} and with the violations.
 */
@NullMarked
package io.mistersmith.backplane.sim.verify;

import org.jspecify.annotations.NullMarked;
