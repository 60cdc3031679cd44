/**
 * Rules judge what the sources observed: {@link io.mistersmith.backplane.monitor.baseline.DefaultRules} is the table of the
 * built-in baselines, {@link io.mistersmith.backplane.monitor.baseline.Evaluator} turns the latest Frames into the messages of
 * violations' lives, {@link io.mistersmith.backplane.monitor.baseline.BaselineVerticle} is the shell around it.
 *
 * <p>Pure but for the verticle: the clock and the source of random ids are arguments.
 */
@NullMarked
package io.mistersmith.backplane.monitor.baseline;

import org.jspecify.annotations.NullMarked;
