package io.mistersmith.backplane.monitor.exposition;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.FrameWriter;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.frame.Rows;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/**
 * A scrape of a fleet of which 2 000 agents have series, each time of another Frame and with other ones, and one agent's
 * health: {@code ./backplane bench LargeFleetScrape}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LargeFleetScrapeBenchmark {

    private static final long NOW = 1_763_938_320_000L;
    private static final int FIGURES = 9;
    private static final int OPERATIONS = 5;

    @Param({"10000", "100000"})
    public int agents = 10_000;

    private final Scrape scrape = new Scrape(
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            new About("1.2.3", Instant.EPOCH, () -> "2.9.10", () -> true),
            2_000);
    private final Random random = new Random(1);
    private final List<Snapshot> snapshots = new ArrayList<>();
    private int turn;

    @Setup
    public void snapshots() {
        Rows rows = Rows.of(IntStream.range(0, agents)
                .mapToObj(LargeFleetScrapeBenchmark::agent)
                .toList());
        List<Violation> open = List.of(
                Violations.on(agent(7)),
                Violations.group(IntStream.range(100, 1_100)
                        .mapToObj(LargeFleetScrapeBenchmark::agent)
                        .toList()));
        FrameWriter writer = new FrameWriter(SeriesCap.AGENTS, columns());
        FrameWriter operations = new FrameWriter(SeriesCap.AGENT_OPERATIONS, operationColumns());
        for (int i = 0; i < 4; i++) {
            snapshots.add(new Snapshot(
                    List.of(frame(writer, rows, FIGURES + 1), frame(operations, rows, 2 * OPERATIONS)), open));
        }
    }

    private static Labels agent(int i) {
        return Labels.of("agent_id", "analyzer-" + (1_000_000 + i), "agent_type", "worker");
    }

    private static List<Frame.Column> columns() {
        List<Frame.Column> columns = new ArrayList<>();
        for (int i = 0; i < FIGURES; i++) {
            columns.add(Frame.column(Metric.gauge("agent_figure_of_kind_" + i, "", "A figure.")));
        }
        columns.add(Frame.column(Metric.hidden(SeriesCap.CHANGED_AT, "ms", "When it changed.")));
        return columns;
    }

    private static List<Frame.Column> operationColumns() {
        Metric count = Metric.counter("agent_operation_count_total", "Operations.");
        Metric errors = Metric.counter("agent_error_count_total", "Of those, failed.");
        return IntStream.range(0, OPERATIONS)
                .boxed()
                .flatMap(i -> List.of(
                        Frame.column(count, "operation", "kind" + i), Frame.column(errors, "operation", "kind" + i))
                        .stream())
                .toList();
    }

    private Frame frame(FrameWriter writer, Rows rows, int columns) {
        writer.begin(rows);
        for (int row = 0; row < rows.size(); row++) {
            writer.next(NOW);
            for (int c = 0; c < columns; c++) {
                writer.set(c, c == FIGURES ? NOW - random.nextInt(5_000) : random.nextInt(100_000));
            }
        }
        return writer.end(NOW, 5_000);
    }

    @Benchmark
    public int scrape() {
        return scrape.write(snapshots.get(turn++ % snapshots.size()), Format.TEXT, NOW)
                .length();
    }

    @Benchmark
    public Object health() {
        return AgentHealth.of("analyzer-" + (1_000_000 + agents - 1), snapshots.get(0), NOW);
    }
}
