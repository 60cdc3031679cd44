package io.mistersmith.backplane.sim;

import io.mistersmith.backplane.sim.fleet.FleetPlan;
import io.mistersmith.backplane.sim.fleet.OperationPlan;
import io.mistersmith.backplane.sim.random.LogNormal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** What the fleet does. */
final class FleetOptions {
    @Option(names = "--agents", paramLabel = "N", defaultValue = "20", description = "Default: ${DEFAULT-VALUE}")
    int agents;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            defaultValue = "5s",
            converter = Distribution.OneDuration.class,
            description = "Between an agent's heartbeats. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    Duration interval;

    @Option(
            names = "--types",
            paramLabel = "TYPE:WEIGHT,…",
            defaultValue = "worker:12,planner:3,executor:2,critic:2,supervisor:1",
            description = "How agents are dealt over types. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    String types;

    @Option(
            names = "--task-rate",
            paramLabel = "PER_SECOND",
            defaultValue = "4",
            description = "Tasks over the fleet; each causes messages and the like. Default: ${DEFAULT-VALUE}")
    double taskRate;

    @Option(
            names = "--task-duration",
            paramLabel = "MEDIAN/P95",
            defaultValue = "1.2s/5s",
            converter = Distribution.OfDurations.class,
            description = "Log-normal, as all durations. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    LogNormal task;

    @Option(
            names = "--spawn-duration",
            paramLabel = "MEDIAN/P95",
            defaultValue = "600ms/1.2s",
            converter = Distribution.OfDurations.class,
            description = "Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    LogNormal spawn;

    @Option(
            names = "--message-duration",
            paramLabel = "MEDIAN/P95",
            defaultValue = "4ms/15ms",
            converter = Distribution.OfDurations.class,
            description = "Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    LogNormal message;

    @Option(
            names = "--queue-duration",
            paramLabel = "MEDIAN/P95",
            defaultValue = "3ms/10ms",
            converter = Distribution.OfDurations.class,
            description = "Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    LogNormal queue;

    @Option(
            names = "--context-duration",
            paramLabel = "MEDIAN/P95",
            defaultValue = "0.15ms/0.4ms",
            converter = Distribution.OfDurations.class,
            description = "Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    LogNormal context;

    @Option(
            names = "--errors",
            paramLabel = "OPERATION=RATIO",
            split = ",",
            description = "What share fails, as task=0.02,message=0. Default: task=0.001,message=0.0005, others 0")
    Map<String, Double> errors = new LinkedHashMap<>();

    FleetPlan plan() {
        for (String kind : errors.keySet()) {
            if (!List.of("task", "spawn", "message", "queue", "context").contains(kind)) {
                throw new IllegalArgumentException("--errors " + kind
                        + ": there is no such operation; there are task, spawn, message, queue and context");
            }
        }
        return new FleetPlan(
                agents,
                interval,
                weights(),
                taskRate,
                List.of(
                        new OperationPlan(OperationPlan.TASK, 1, task, errors.getOrDefault("task", 0.001)),
                        new OperationPlan("spawn", 0.05, spawn, errors.getOrDefault("spawn", 0.0)),
                        new OperationPlan("message", 4, message, errors.getOrDefault("message", 0.0005)),
                        new OperationPlan("queue", 4, queue, errors.getOrDefault("queue", 0.0)),
                        new OperationPlan("context", 4, context, errors.getOrDefault("context", 0.0))));
    }

    private Map<String, Integer> weights() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (String part : types.split(",", -1)) {
            if (!part.matches("[a-z][a-z0-9_]{0,31}:[1-9]\\d{0,5}")) {
                throw new IllegalArgumentException("--types: \"" + part + "\" is no type and weight, as worker:8");
            }
            int colon = part.indexOf(':');
            weights.merge(part.substring(0, colon), Integer.valueOf(part.substring(colon + 1)), Integer::sum);
        }
        return weights;
    }
}
