package io.mistersmith.backplane.sim.fleet;

import io.mistersmith.backplane.sim.random.LogNormal;

/**
 * How one kind of operation goes.
 *
 * @param kind as on the wire
 * @param perTask how many of them a task causes on average; {@code task} itself has 1
 * @param durationMillis how long each takes
 * @param errorRatio 0–1
 */
public record OperationPlan(String kind, double perTask, LogNormal durationMillis, double errorRatio) {

    public static final String TASK = "task";

    public OperationPlan {
        if (!(perTask >= 0 && perTask < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(kind + " per task must be ≥ 0, not " + perTask);
        }
        if (!(errorRatio >= 0 && errorRatio <= 1)) {
            throw new IllegalArgumentException(kind + " errors must be a ratio from 0 to 1, not " + errorRatio);
        }
    }
}
