package io.mistersmith.backplane.monitor.exposition;

import io.mistersmith.backplane.monitor.exposition.TextWriter.Part;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
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

/** 100 000 series (10 metrics of 10 000 things) into a buffer that is used again. Budget: 10 ms. {@code ./backplane bench TextWriter} */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TextWriterBenchmark {

    /** Integers and thousandths, or doubles of seventeen digits. */
    @Param({"short", "long"})
    public String figures = "short";

    private final TextWriter writer = new TextWriter();
    private final TextBuffer out = new TextBuffer(1 << 16);
    private List<Part> parts = List.of();

    @Setup
    public void frames() {
        Random random = new Random(1);
        List<Frame.Column> columns = IntStream.range(0, 10)
                .mapToObj(i -> Frame.column(Metric.gauge("agent_figure_of_kind_" + i, "", "A figure.")))
                .toList();
        Frame.Builder frame = Frame.of("agents", 0, 1000, columns);
        for (int row = 0; row < 10_000; row++) {
            frame.row(Labels.of("agent_id", "agent-" + row, "agent_type", "worker"));
            for (int c = 0; c < 10; c++) {
                double value = random.nextDouble() * 1000;
                boolean whole = c % 2 == 0;
                frame.set(
                        c, figures.equals("long") ? value : whole ? Math.rint(value) : Math.rint(value * 1000) / 1000);
            }
        }
        parts = List.of(Part.whole(frame.build()));
    }

    @Benchmark
    public int text() {
        out.truncate(0);
        writer.write(parts, Format.TEXT, 0, out);
        return out.length();
    }

    @Benchmark
    public int gzip() {
        text();
        return out.gzip().length;
    }
}
