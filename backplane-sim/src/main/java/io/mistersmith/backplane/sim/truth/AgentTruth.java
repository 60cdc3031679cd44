package io.mistersmith.backplane.sim.truth;

import io.mistersmith.backplane.monitor.wire.Heartbeat;
import io.mistersmith.backplane.monitor.wire.Heartbeat.Operation;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One agent as it spoke: sums over its lives, by the wire contract's table of sequences. Not thread-safe.
 */
final class AgentTruth {

    /** Operations since the simulator started, over all lives. */
    record Count(long count, long errors) {}

    /** What a monitor that heard everything shows of it. */
    record Row(
            String agentId,
            @Nullable String agentType,
            String state,
            @Nullable String status,
            long sequence,
            Instant lastHeartbeatAt,
            long lastHeartbeatAgeMs,
            long heartbeats,
            long heartbeatsLost,
            long missed,
            long restarts,
            long reconnects,
            @Nullable Double cpuPercent,
            @Nullable Double memoryMb,
            @Nullable Long queueDepth,
            Map<String, Count> operations) {}

    private final Map<String, long[]> formerLives = new HashMap<>();
    private Heartbeat last;
    private Instant lastAt;
    private long heartbeats = 1;
    private long lost;
    private long missed;
    private long restarts;
    private long formerReconnects;

    AgentTruth(Heartbeat first, Instant at) {
        last = first;
        lastAt = at;
    }

    /** @return how many were missed just before this one */
    long published(Heartbeat heartbeat, Instant at) {
        long gap = 0;
        if (heartbeat.sequence() > last.sequence()) {
            gap = heartbeat.sequence() - last.sequence() - 1;
        } else {
            restarts++;
            last.operations().forEach((kind, o) -> {
                long[] sum = formerLives.computeIfAbsent(kind, k -> new long[2]);
                sum[0] += o.count();
                sum[1] += o.errors();
            });
            formerReconnects += last.reconnects().orElse(0);
        }
        heartbeats++;
        missed += gap;
        last = heartbeat;
        lastAt = at;
        return gap;
    }

    void lost() {
        lost++;
    }

    Count count(String kind) {
        long[] former = formerLives.getOrDefault(kind, new long[2]);
        Operation now = last.operations().get(kind);
        return now == null
                ? new Count(former[0], former[1])
                : new Count(former[0] + now.count(), former[1] + now.errors());
    }

    String type() {
        return last.agentType().orElse("");
    }

    /** As the metrics contract says it: up, late (1.5 intervals without a heartbeat), down (3), stopped. */
    String state(Instant now) {
        if (last.status().filter("stopping"::equals).isPresent()) {
            return "stopped";
        }
        double intervals = (double) age(now) / last.intervalMillis().orElse(5_000);
        return intervals < 1.5 ? "up" : intervals < 3 ? "late" : "down";
    }

    long missed() {
        return missed;
    }

    long restarts() {
        return restarts;
    }

    long reconnects() {
        return formerReconnects + last.reconnects().orElse(0);
    }

    Row row(Instant now) {
        Map<String, Count> operations = new TreeMap<>();
        formerLives.keySet().forEach(kind -> operations.put(kind, count(kind)));
        last.operations().keySet().forEach(kind -> operations.put(kind, count(kind)));
        return new Row(
                last.agentId(),
                last.agentType().orElse(null),
                state(now),
                last.status().orElse(null),
                last.sequence(),
                lastAt,
                age(now),
                heartbeats,
                lost,
                missed,
                restarts,
                reconnects(),
                number(last.resources()
                        .map(r -> r.cpuPercent().orElse(Double.NaN))
                        .orElse(Double.NaN)),
                number(last.resources()
                        .map(r -> r.memoryMb().orElse(Double.NaN))
                        .orElse(Double.NaN)),
                last.queueDepth().isPresent() ? last.queueDepth().getAsLong() : null,
                operations);
    }

    private long age(Instant now) {
        return Math.max(0, now.toEpochMilli() - lastAt.toEpochMilli());
    }

    private static @Nullable Double number(double value) {
        return Double.isNaN(value) ? null : value;
    }
}
