package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.FrameWriter;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.frame.Rows;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

/** The built-in rules over many agents, some of them silent. {@code ./backplane bench Evaluator} */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EvaluatorBenchmark {

    private static final long NOW = 1_763_938_320_000L;

    private static final List<Frame.Column> COLUMNS = Stream.of(
                    Metric.gauge("agent_memory_usage_mb", "MB", "h"),
                    Metric.gauge("agent_cpu_usage_percent", "%", "h"),
                    Metric.gauge("agent_queue_depth", "", "h"),
                    Metric.gauge("agent_last_heartbeat_age_ms", "ms", "h"),
                    Metric.hidden("agent_heartbeat_interval_ms", "ms", "h"),
                    Metric.hidden("agent_state", "", "h"),
                    Metric.counter("agent_restarts_total", "h"))
            .map(Frame::column)
            .toList();

    @Param({"10000", "100000"})
    public int agents = 10_000;

    /** Of them; a violation each, or one of all together. */
    @Param({"0", "20", "1000"})
    public int silent;

    private final Evaluator evaluator =
            new Evaluator(DefaultRules.ALL, "benchmark", Duration.ofSeconds(1), RandomGenerator.getDefault());
    private final FrameWriter writer = new FrameWriter("agents", COLUMNS);
    private Frame[] frames = {};
    private Frame[] changes = {};
    private int turn;

    @Setup
    public void frames() {
        Rows rows = Rows.of(IntStream.range(0, agents)
                .mapToObj(i -> Labels.of("agent_id", "agent-" + i, "agent_type", "worker"))
                .toList());
        frames = new Frame[] {frame(rows, 0), frame(rows, 1)};
        changes = new Frame[] {changes(rows, 7_501), changes(rows, 0)};
        acceptAndEvaluate();
    }

    private Frame frame(Rows rows, int age) {
        writer.begin(rows);
        for (int i = 0; i < rows.size(); i++) {
            writer.next(NOW);
            int silence = i < silent ? 7_501 : i % 5000 + age;
            double[] figures = {i % 200, i % 50, i % 60, silence, 5000, 0, 0};
            for (int c = 0; c < figures.length; c++) {
                writer.set(c, figures[c]);
            }
        }
        return writer.end(NOW, Long.MAX_VALUE);
    }

    /** Ten agents that are otherwise. */
    private static Frame changes(Rows rows, int age) {
        Frame.Builder frame = Frame.of("agents", NOW, Long.MAX_VALUE, COLUMNS);
        for (int i = 0; i < 10; i++) {
            frame.row(rows.labels(rows.size() - 1 - i)).values(1, 1, 1, age, 5000, 0, 0);
        }
        return frame.build();
    }

    /** Each Frame is taken in once, and judged once. */
    @Benchmark
    public List<?> acceptAndEvaluate() {
        evaluator.accept(frames[turn ^= 1]);
        return evaluator.evaluate(NOW);
    }

    /** Ten fall silent, and speak again: half of it is one frame of changes. */
    @Benchmark
    public List<?> changes() {
        evaluator.accept(frames[0]);
        evaluator.judge(changes[0], NOW);
        return evaluator.judge(changes[1], NOW);
    }
}
