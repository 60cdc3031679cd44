/**
 * What a monitor of many consumers costs, measured from outside: it and its server are processes of their own.
 */
@NullMarked
package io.mistersmith.backplane.sim.bench;

import org.jspecify.annotations.NullMarked;
