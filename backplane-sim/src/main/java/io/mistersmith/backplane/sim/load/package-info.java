/**
 * JetStream and core traffic: a seeded model of what is published when, and the shells that publish and consume it.
 */
@NullMarked
package io.mistersmith.backplane.sim.load;

import org.jspecify.annotations.NullMarked;
