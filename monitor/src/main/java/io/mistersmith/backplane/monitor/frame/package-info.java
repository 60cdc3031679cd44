/**
 * The vocabulary of the one direction of data: what a source observed ({@link
 * io.mistersmith.backplane.monitor.frame.Frame}), named by {@link io.mistersmith.backplane.monitor.frame.Metric} and {@link
 * io.mistersmith.backplane.monitor.frame.Labels}, and the arithmetic of windows and quantiles.
 *
 * <p>Pure: no Vert.x, no NATS, no clock, no thread, no I/O.
 */
@NullMarked
package io.mistersmith.backplane.monitor.frame;

import org.jspecify.annotations.NullMarked;
