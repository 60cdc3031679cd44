package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.config.AgentsConfig;
import io.mistersmith.backplane.monitor.wire.HeartbeatDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a large fleet costs beside its heartbeats: {@code ./backplane bench LargeFleet -prof gc}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class LargeFleetBenchmark {

    private static final int INTERVAL_MILLIS = 5_000;

    /** So often the reader looks at those whose deadline is there. */
    private static final int LOOK_MILLIS = 16;

    @Param({"10000", "100000"})
    public int agents = 10_000;

    private final HeartbeatDecoder decoder = new HeartbeatDecoder();
    private Fleet fleet = new Fleet(Beats.CONFIG, Beats.SILENCES);
    private long now = 1_763_938_320_000L;
    private long beats;
    private double owed;

    /** All have been heard for two minutes. */
    @Setup
    public void fill() {
        fleet = new Fleet(
                new AgentsConfig("agents.*.heartbeat", "", Duration.ofSeconds(5), agents, 2000, Duration.ofHours(24)),
                Beats.SILENCES);
        fleet.seeing(now, false);
        for (int i = 0; i < agents; i++) {
            beat();
        }
        for (int i = 0; i < 3 * INTERVAL_MILLIS / LOOK_MILLIS; i++) {
            beatAndLook();
        }
    }

    private void beat() {
        long n = beats++;
        String id = "analyzer-" + (1_000_000 + n % agents);
        String body = "{\"agent_id\":\"" + id + "\",\"timestamp\":" + now + ",\"sequence\":" + n / agents
                + ",\"agent_type\":\"worker\",\"status\":\"busy\",\"interval_ms\":" + INTERVAL_MILLIS
                + ",\"resource_usage\":{\"cpu_percent\":" + n % 97 + ",\"memory_mb\":245.0},\"queue_depth\":" + n % 3
                + ",\"operations\":{" + operation("task", n) + "," + operation("spawn", n) + ","
                + operation("message", n) + "," + operation("queue", n) + "," + operation("context", n) + "}}";
        decoder.decode(body.getBytes(StandardCharsets.UTF_8), id);
        fleet.fold(decoder.heartbeat(), now);
    }

    private static String operation(String name, long n) {
        return "\"" + name + "\":{\"count\":" + n + ",\"errors\":0}";
    }

    /** What comes until the next look, and that; most of it is writing and reading the heartbeats. */
    @Benchmark
    public Object beatAndLook() {
        owed += LOOK_MILLIS * (double) agents / INTERVAL_MILLIS;
        for (; owed >= 1; owed--) {
            beat();
        }
        now += LOOK_MILLIS;
        return fleet.look(now, now);
    }

    /** The same without the look. */
    @Benchmark
    public void beatOnly() {
        owed += LOOK_MILLIS * (double) agents / INTERVAL_MILLIS;
        for (; owed >= 1; owed--) {
            beat();
        }
    }

    /** All agents are told, with their operations. */
    @Benchmark
    public Object tick() {
        now += 1;
        return fleet.tick(now, now, 5_000);
    }

    /** What they add up to. */
    @Benchmark
    public Object sums() {
        return fleet.sums(now);
    }
}
