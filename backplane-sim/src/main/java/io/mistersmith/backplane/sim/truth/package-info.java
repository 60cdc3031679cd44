/**
 * What really happened, folded from what was really sent: the figures that a monitor should show.
 */
@NullMarked
package io.mistersmith.backplane.sim.truth;

import org.jspecify.annotations.NullMarked;
