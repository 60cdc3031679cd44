package io.mistersmith.backplane.sim.fleet;

import io.mistersmith.backplane.monitor.wire.Heartbeat;
import io.mistersmith.backplane.monitor.wire.Heartbeat.Operation;
import io.mistersmith.backplane.monitor.wire.Heartbeat.Resources;
import io.mistersmith.backplane.sim.random.Draws;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** One agent: works, counts, beats; starts anew when it was killed. Not thread-safe. */
final class Agent {

    final String id;
    final String type;

    private final FleetPlan plan;
    private final RandomGenerator random;
    private final double tasksPerSecond;
    private final double usualMemoryMb;
    private final Map<String, long[]> counts = new LinkedHashMap<>();

    private Instant startedAt;
    private Instant workedUntil;
    private Instant nextBeat;
    private long sequence;
    private long reconnects;
    private double cpuPercent;
    private boolean alive = true;

    /** Beats first within one interval from {@code start}, each agent at its own moment. */
    Agent(String id, String type, FleetPlan plan, long seed, Instant start) {
        this.id = id;
        this.type = type;
        this.plan = plan;
        this.random = Draws.generator(seed, id);
        this.tasksPerSecond = plan.tasksPerSecond() / plan.agents();
        this.usualMemoryMb = 90 + 90 * random.nextDouble();
        this.cpuPercent = 12;
        this.startedAt = start;
        this.workedUntil = start;
        this.nextBeat = start.plusNanos((long) (plan.interval().toNanos() * random.nextDouble()));
        plan.operations().forEach(o -> counts.put(o.kind(), new long[2]));
    }

    boolean alive() {
        return alive;
    }

    Instant nextBeat() {
        return nextBeat;
    }

    /** As {@code kill -9}: no goodbye, and what was done since the last heartbeat is never told. */
    void kill() {
        alive = false;
    }

    /** A new process under the old id, which beats at once. */
    void revive(Instant now) {
        alive = true;
        startedAt = now;
        workedUntil = now;
        nextBeat = now;
        sequence = 0;
        reconnects = 0;
        counts.values().forEach(c -> {
            c[0] = 0;
            c[1] = 0;
        });
    }

    void reconnected() {
        reconnects++;
    }

    /** What it has to say at {@code now}, of all it did since it said something last. */
    Heartbeat beat(Instant now, OptionalDouble taskErrorRatio, boolean stopping) {
        Map<String, Operation> operations = work(now, taskErrorRatio);
        boolean busy = operations.containsKey(OperationPlan.TASK)
                && operations.get(OperationPlan.TASK).durationsMillis().size() > 0;
        Heartbeat heartbeat = new Heartbeat(
                id,
                now,
                sequence,
                Optional.of(type),
                Optional.of(stopping ? "stopping" : sequence == 0 ? "starting" : busy ? "busy" : "idle"),
                OptionalLong.of(plan.interval().toMillis()),
                OptionalDouble.of(Duration.between(startedAt, now).toMillis() / 1000.0),
                Optional.of(resources()),
                OptionalLong.of(Draws.poisson(1 + 2 * tasksPerSecond, random)),
                OptionalLong.of(reconnects),
                operations);
        sequence++;
        // a process that was held up does not make good for the beats that it missed
        while (!nextBeat.isAfter(now)) {
            nextBeat = nextBeat.plus(plan.interval());
        }
        return heartbeat;
    }

    private Map<String, Operation> work(Instant now, OptionalDouble taskErrorRatio) {
        double seconds = Math.max(0, Duration.between(workedUntil, now).toNanos() / 1e9);
        workedUntil = now;
        int tasks = Draws.poisson(tasksPerSecond * seconds, random);
        Map<String, Operation> operations = new LinkedHashMap<>();
        for (OperationPlan operation : plan.operations()) {
            boolean isTask = operation.kind().equals(OperationPlan.TASK);
            int n = isTask ? tasks : Draws.poisson(tasks * operation.perTask(), random);
            double errorRatio = isTask ? taskErrorRatio.orElse(operation.errorRatio()) : operation.errorRatio();
            long[] count = counts.computeIfAbsent(operation.kind(), k -> new long[2]);
            List<Double> durations = new ArrayList<>(n);
            for (int i = 0; i < n; i++) {
                // on the wire a thousandth of a millisecond is enough; the truth is what was told
                durations.add(Math.rint(operation.durationMillis().sample(random) * 1000) / 1000);
                count[1] += random.nextDouble() < errorRatio ? 1 : 0;
            }
            count[0] += n;
            operations.put(
                    operation.kind(),
                    n <= Heartbeat.MAX_DURATIONS
                            ? new Operation(count[0], count[1], durations, List.of())
                            : new Operation(count[0], count[1], List.of(), Buckets.of(durations)));
        }
        return operations;
    }

    /** CPU wanders around its usual 12 %, memory stays near its own usual value: both far below the baselines' limits. */
    private Resources resources() {
        cpuPercent = Math.max(0.5, Math.min(45, cpuPercent + 0.3 * (12 - cpuPercent) + 2.5 * random.nextGaussian()));
        double memoryMb = usualMemoryMb + 4 * random.nextGaussian();
        return new Resources(OptionalDouble.of(tenths(cpuPercent)), OptionalDouble.of(tenths(memoryMb)));
    }

    private static double tenths(double value) {
        return Math.rint(value * 10) / 10;
    }
}
