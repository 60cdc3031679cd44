package io.mistersmith.backplane.monitor.wire;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What an agent says of itself on {@code agents.<agent_id>.heartbeat}; wire contract §1. Immutable. One that exists is valid:
 * the constructor refuses, by {@link IllegalArgumentException}, what a reader would reject.
 *
 * @param agentId one subject token, {@value #AGENT_ID}
 * @param timestamp when it is sent
 * @param sequence from 0, one more with each heartbeat of a life
 * @param intervalMillis how often this agent beats, {@value #MIN_INTERVAL_MILLIS}…{@value #MAX_INTERVAL_MILLIS}
 * @param uptimeSeconds since the agent's process started
 * @param resources empty when neither figure is known
 * @param queueDepth messages waiting inside the agent
 * @param reconnects the agent's own NATS reconnects since it started
 * @param operations by kind ({@code task}, {@code spawn}, {@code message}, {@code queue}, {@code context}, others); keeps its
 *     order
 */
public record Heartbeat(
        String agentId,
        Instant timestamp,
        long sequence,
        Optional<String> agentType,
        Optional<String> status,
        OptionalLong intervalMillis,
        OptionalDouble uptimeSeconds,
        Optional<Resources> resources,
        OptionalLong queueDepth,
        OptionalLong reconnects,
        Map<String, Operation> operations) {

    /** What an agent id looks like. */
    public static final String AGENT_ID = "[A-Za-z0-9_-]{1,64}";

    public static final long MIN_INTERVAL_MILLIS = HeartbeatDecoder.MIN_INTERVAL_MILLIS;
    public static final long MAX_INTERVAL_MILLIS = HeartbeatDecoder.MAX_INTERVAL_MILLIS;

    /** Most {@code durations_ms} of one operation in one heartbeat; more travel as {@code buckets_ms}. */
    public static final int MAX_DURATIONS = HeartbeatDecoder.MAX_DURATIONS;

    /** Most {@code buckets_ms} of one operation in one heartbeat. */
    public static final int MAX_BUCKETS = HeartbeatDecoder.MAX_BUCKETS;

    public Heartbeat {
        if (!AgentId.isValid(agentId)) {
            throw new IllegalArgumentException("agent_id must match " + AGENT_ID + ", not \"" + agentId + "\"");
        }
        Objects.requireNonNull(timestamp, "timestamp");
        integer("sequence", sequence);
        intervalMillis.ifPresent(i -> {
            if (i < MIN_INTERVAL_MILLIS || i > MAX_INTERVAL_MILLIS) {
                throw new IllegalArgumentException(
                        "interval_ms must be " + MIN_INTERVAL_MILLIS + "…" + MAX_INTERVAL_MILLIS + ", not " + i);
            }
        });
        uptimeSeconds.ifPresent(u -> upTo("uptime_seconds", HeartbeatDecoder.MAX_UPTIME_SECONDS, u));
        queueDepth.ifPresent(q -> integer("queue_depth", q));
        reconnects.ifPresent(r -> integer("reconnects", r));
        atMost("operations", HeartbeatDecoder.MAX_OPERATIONS, operations.size());
        operations = Collections.unmodifiableMap(new LinkedHashMap<>(operations));
    }

    /** The smallest valid one. */
    public static Heartbeat minimal(String agentId, Instant timestamp, long sequence) {
        return new Heartbeat(
                agentId,
                timestamp,
                sequence,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Map.of());
    }

    /** Where it is published. */
    public String subject() {
        return "agents." + agentId + ".heartbeat";
    }

    /**
     * @param cpuPercent 0–100 × cores
     */
    public record Resources(OptionalDouble cpuPercent, OptionalDouble memoryMb) {
        public Resources {
            cpuPercent.ifPresent(c -> upTo("cpu_percent", Double.MAX_VALUE, c));
            memoryMb.ifPresent(m -> upTo("memory_mb", Double.MAX_VALUE, m));
        }
    }

    /**
     * What became of one kind of operation.
     *
     * @param count since the agent started
     * @param errors of those, failed
     * @param durationsMillis of those that finished since the previous heartbeat
     * @param buckets the same as a histogram, for agents too fast to list them; upper bounds rise
     */
    public record Operation(long count, long errors, List<Double> durationsMillis, List<Bucket> buckets) {
        public Operation {
            integer("count", count);
            integer("errors", errors);
            if (errors > count) {
                throw new IllegalArgumentException("errors must be at most count (" + count + "), not " + errors);
            }
            durationsMillis = List.copyOf(durationsMillis);
            buckets = List.copyOf(buckets);
            atMost("durations_ms", MAX_DURATIONS, durationsMillis.size());
            atMost("buckets_ms", MAX_BUCKETS, buckets.size());
            durationsMillis.forEach(d -> upTo("durations_ms", HeartbeatDecoder.MAX_DURATION_MILLIS, d));
            for (int i = 1; i < buckets.size(); i++) {
                if (!(buckets.get(i).upperMillis > buckets.get(i - 1).upperMillis)) {
                    throw new IllegalArgumentException("buckets_ms: bounds must rise, not from "
                            + buckets.get(i - 1).upperMillis + " to " + buckets.get(i).upperMillis);
                }
            }
        }
    }

    /**
     * @param upperMillis inclusive; {@link Double#POSITIVE_INFINITY} is {@code null} on the wire
     * @param count durations up to it and above the bound before
     */
    public record Bucket(double upperMillis, long count) {
        public Bucket {
            if (upperMillis != Double.POSITIVE_INFINITY) {
                upTo("a bucket's bound", HeartbeatDecoder.MAX_DURATION_MILLIS, upperMillis);
            }
            upTo("a bucket's count", HeartbeatDecoder.MAX_BUCKET_COUNT, (double) count);
        }
    }

    private static void integer(String field, long value) {
        if (value < 0 || value > HeartbeatDecoder.MAX_INTEGER) {
            throw new IllegalArgumentException(field + " must be 0…" + HeartbeatDecoder.MAX_INTEGER + ", not " + value);
        }
    }

    private static void upTo(String field, double limit, double value) {
        if (!(value >= 0 && value <= limit)) {
            throw new IllegalArgumentException(field + " must be 0…" + limit + ", not " + value);
        }
    }

    private static void atMost(String field, int limit, int size) {
        if (size > limit) {
            throw new IllegalArgumentException(field + " has at most " + limit + " entries, not " + size);
        }
    }
}
