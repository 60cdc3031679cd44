/**
 * How options are read and figures are said. Pure.
 */
@NullMarked
package io.mistersmith.backplane.sim.text;

import org.jspecify.annotations.NullMarked;
