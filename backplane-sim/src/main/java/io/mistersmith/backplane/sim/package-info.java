/** The simulator: a fleet, publishers and consumers with known truth against a real NATS. */
@NullMarked
package io.mistersmith.backplane.sim;

import org.jspecify.annotations.NullMarked;
