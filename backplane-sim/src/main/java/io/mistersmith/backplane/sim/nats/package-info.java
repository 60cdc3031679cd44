/**
 * The connection to NATS: made in the background, kept for ever.
 */
@NullMarked
package io.mistersmith.backplane.sim.nats;

import org.jspecify.annotations.NullMarked;
