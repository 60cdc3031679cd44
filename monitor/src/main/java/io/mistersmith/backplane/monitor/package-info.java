/**
 * The monitor: sources observe, frames carry, rules judge, sinks tell; in that direction and no other. {@code Main} holds the
 * commands, {@code Monitor} is the composition root, the only class that knows all packages.
 */
@NullMarked
package io.mistersmith.backplane.monitor;

import org.jspecify.annotations.NullMarked;
