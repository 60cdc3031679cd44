/**
 * What goes wrong and when: a schedule, pure and seeded, and the shell that plays it.
 */
@NullMarked
package io.mistersmith.backplane.sim.fault;

import org.jspecify.annotations.NullMarked;
