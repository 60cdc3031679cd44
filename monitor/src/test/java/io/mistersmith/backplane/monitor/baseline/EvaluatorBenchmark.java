package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The built-in rules over 10 000 agents in good health. {@code ./backplane bench Evaluator} */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EvaluatorBenchmark {

    private static final int AGENTS = 10_000;
    private static final long NOW = 1_763_938_320_000L;

    private final Evaluator evaluator =
            new Evaluator(DefaultRules.ALL, "benchmark", Duration.ofSeconds(1), RandomGenerator.getDefault());
    private final Frame[] frames = {frame(0), frame(1)};
    private int turn;

    private static Frame frame(int age) {
        List<Frame.Column> columns = Stream.of(
                        Metric.gauge("agent_memory_usage_mb", "MB", "h"),
                        Metric.gauge("agent_cpu_usage_percent", "%", "h"),
                        Metric.gauge("agent_queue_depth", "", "h"),
                        Metric.gauge("agent_last_heartbeat_age_ms", "ms", "h"),
                        Metric.hidden("agent_heartbeat_interval_ms", "ms", "h"),
                        Metric.hidden("agent_state", "", "h"),
                        Metric.counter("agent_restarts_total", "h"))
                .map(Frame::column)
                .toList();
        Frame.Builder frame = Frame.of("agents", NOW, Long.MAX_VALUE, columns);
        for (int i = 0; i < AGENTS; i++) {
            frame.row(Labels.of("agent_id", "agent-" + i, "agent_type", "worker"))
                    .values(i % 200, i % 50, i % 60, i % 5000 + age, 5000, 0, 0);
        }
        return frame.build();
    }

    /** Each Frame is taken in once, and judged once. */
    @Benchmark
    public List<?> acceptAndEvaluate() {
        evaluator.accept(frames[turn ^= 1]);
        return evaluator.evaluate(NOW);
    }
}
