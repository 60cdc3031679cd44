/**
 * Seeded draws. Pure: the same generator in the same state gives the same values.
 */
@NullMarked
package io.mistersmith.backplane.sim.random;

import org.jspecify.annotations.NullMarked;
