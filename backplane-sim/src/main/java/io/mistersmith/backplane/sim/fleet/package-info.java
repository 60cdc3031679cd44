/**
 * Agents that behave: a seeded model, advanced by a clock argument, and the shell that puts its heartbeats on NATS.
 */
@NullMarked
package io.mistersmith.backplane.sim.fleet;

import org.jspecify.annotations.NullMarked;
