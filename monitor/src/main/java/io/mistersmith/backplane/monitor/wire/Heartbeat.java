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
import java.util.regex.Pattern;

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

    public static final long MIN_INTERVAL_MILLIS = 100;
    public static final long MAX_INTERVAL_MILLIS = 3_600_000;

    /** Most {@code durations_ms} of one operation in one heartbeat; more travel as {@code buckets_ms}. */
    public static final int MAX_DURATIONS = 1_024;

    /** Most {@code buckets_ms} of one operation in one heartbeat. */
    public static final int MAX_BUCKETS = 256;

    private static final Pattern ID = Pattern.compile(AGENT_ID);

    public Heartbeat {
        if (!ID.matcher(agentId).matches()) {
            throw new IllegalArgumentException("agent_id must match " + AGENT_ID + ", not \"" + agentId + "\"");
        }
        Objects.requireNonNull(timestamp, "timestamp");
        notNegative("sequence", sequence);
        intervalMillis.ifPresent(i -> {
            if (i < MIN_INTERVAL_MILLIS || i > MAX_INTERVAL_MILLIS) {
                throw new IllegalArgumentException(
                        "interval_ms must be " + MIN_INTERVAL_MILLIS + "…" + MAX_INTERVAL_MILLIS + ", not " + i);
            }
        });
        uptimeSeconds.ifPresent(u -> notNegative("uptime_seconds", u));
        queueDepth.ifPresent(q -> notNegative("queue_depth", q));
        reconnects.ifPresent(r -> notNegative("reconnects", r));
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
            cpuPercent.ifPresent(c -> notNegative("cpu_percent", c));
            memoryMb.ifPresent(m -> notNegative("memory_mb", m));
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
            notNegative("count", count);
            notNegative("errors", errors);
            if (errors > count) {
                throw new IllegalArgumentException("errors must be at most count (" + count + "), not " + errors);
            }
            durationsMillis = List.copyOf(durationsMillis);
            buckets = List.copyOf(buckets);
            atMost("durations_ms", MAX_DURATIONS, durationsMillis.size());
            atMost("buckets_ms", MAX_BUCKETS, buckets.size());
            durationsMillis.forEach(d -> notNegative("durations_ms", d));
        }
    }

    /**
     * @param upperMillis inclusive; {@link Double#POSITIVE_INFINITY} is {@code null} on the wire
     * @param count durations up to it and above the bound before
     */
    public record Bucket(double upperMillis, long count) {
        public Bucket {
            if (!(upperMillis >= 0)) {
                throw new IllegalArgumentException("a bucket's bound must be ≥ 0, not " + upperMillis);
            }
            notNegative("a bucket's count", count);
        }
    }

    private static void notNegative(String field, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(field + " must be ≥ 0, not " + value);
        }
    }

    private static void notNegative(String field, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(field + " must be a finite number ≥ 0, not " + value);
        }
    }

    private static void atMost(String field, int limit, int size) {
        if (size > limit) {
            throw new IllegalArgumentException(field + " has at most " + limit + " entries, not " + size);
        }
    }
}
