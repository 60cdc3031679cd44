package io.mistersmith.backplane.monitor.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.exposition.TextWriter.Part;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Histogram;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TextWriterTest {

    private static final long NOW = 1_000_000;
    private static final Metric LAG = Metric.gauge("lag_ms", "ms", "How far behind.");
    private static final Metric DONE = Metric.counter("done_total", "Messages done.");
    private static final Metric TOOK = Metric.histogram("took_ms", "ms", "How long it took.");

    private final TextWriter writer = new TextWriter();

    @Test
    void family_ofSeveralFramesAndColumns_standsTogether() {
        Frame one = Frame.of(
                        "one",
                        NOW,
                        1000,
                        List.of(
                                Frame.column(LAG, "quantile", "0.5"),
                                Frame.column(DONE),
                                Frame.column(LAG, "quantile", "0.99")))
                .row(Labels.of("source", "a"))
                .values(1, 2, 3.5)
                .build();
        Frame two = Frame.of("two", NOW, 1000, List.of(Frame.column(LAG)))
                .row(Labels.NONE)
                .values(4)
                .build();

        assertThat(text(Format.TEXT, one, two)).isEqualTo("""
                # HELP lag_ms How far behind.
                # TYPE lag_ms gauge
                lag_ms{source="a",quantile="0.5"} 1
                lag_ms{source="a",quantile="0.99"} 3.5
                lag_ms 4
                # HELP done_total Messages done.
                # TYPE done_total counter
                done_total{source="a"} 2
                """);
    }

    @Test
    void openMetrics_counter_hasTotalInTheSampleOnly() {
        Frame frame = Frame.of("one", NOW, 1000, List.of(Frame.column(DONE)))
                .row(Labels.NONE)
                .values(2)
                .build();
        assertThat(text(Format.OPENMETRICS, frame)).isEqualTo("""
                # HELP done Messages done.
                # TYPE done counter
                done_total 2
                """);
    }

    @Test
    void help_withQuotesAndLines_isEscapedAsEachFormatAsks() {
        Metric odd = Metric.gauge("odd", "", "a \\ \"b\"\nc");
        Frame frame = Frame.of("odd", NOW, 1000, List.of(Frame.column(odd)))
                .row(Labels.NONE)
                .values(1)
                .build();
        assertThat(text(Format.TEXT, frame)).startsWith("# HELP odd a \\\\ \"b\"\\nc\n");
        assertThat(text(Format.OPENMETRICS, frame)).startsWith("# HELP odd a \\\\ \\\"b\\\"\\nc\n");
    }

    @Test
    void whatIsNotKnownOrHidden_isNotThere() {
        Metric hidden = Metric.hidden("secret", "", "For rules.");
        Frame frame = Frame.of("x", NOW, 1000, List.of(Frame.column(LAG), Frame.column(DONE), Frame.column(hidden)))
                .row(Labels.of("a", "1"))
                .values(Double.NaN, Double.NaN, 1)
                .row(Labels.of("a", "2"))
                .values(Double.NaN, 3, 1)
                .build();
        assertThat(text(Format.TEXT, frame))
                .isEqualTo("# HELP done_total Messages done.\n# TYPE done_total counter\ndone_total{a=\"2\"} 3\n");
    }

    @Test
    void staleFrame_countersAndHistogramsStand_gaugesGo() {
        Frame.Builder builder = Frame.of(
                        "x", NOW - 1001, 1000, List.of(Frame.column(LAG), Frame.column(DONE), Frame.column(TOOK)))
                .row(Labels.NONE)
                .values(1, 2)
                .histogram(2, new Histogram(new double[] {1}, new long[] {1, 0}, 0.5));
        PromText read = PromText.text(text(Format.TEXT, builder.build()));
        assertThat(read.types.keySet()).containsExactly("done_total", "took_ms");
        Frame atTheEdge = Frame.of("x", NOW - 1000, 1000, List.of(Frame.column(LAG)))
                .row(Labels.NONE)
                .values(1)
                .build();
        assertThat(PromText.text(text(Format.TEXT, atTheEdge)).types.keySet()).containsExactly("lag_ms");
    }

    @Test
    void histogram_isCumulative_inBothFormats() {
        Frame frame = Frame.of("x", NOW, 1000, List.of(Frame.column(TOOK)))
                .row(Labels.of("operation", "task"))
                .histogram(0, new Histogram(new double[] {2.5, 10}, new long[] {1, 2, 3}, 99.5))
                .row(Labels.of("operation", "none yet"))
                .row(Labels.NONE)
                .histogram(0, new Histogram(new double[] {2.5}, new long[] {0, 0}, 0))
                .build();
        String samples = """
                # HELP took_ms How long it took.
                # TYPE took_ms histogram
                took_ms_bucket{operation="task",le="2.5"} 1
                took_ms_bucket{operation="task",le="10.0"} 3
                took_ms_bucket{operation="task",le="+Inf"} 6
                took_ms_sum{operation="task"} 99.5
                took_ms_count{operation="task"} 6
                took_ms_bucket{le="2.5"} 0
                took_ms_bucket{le="+Inf"} 0
                took_ms_sum 0
                took_ms_count 0
                """;
        assertThat(text(Format.TEXT, frame)).isEqualTo(samples);
        assertThat(text(Format.OPENMETRICS, frame)).isEqualTo(samples);
        PromText.text(samples);
    }

    @Test
    void layout_whenAFrameChangesItsColumns_follows() {
        Frame before = Frame.of("x", NOW, 1000, List.of(Frame.column(LAG)))
                .row(Labels.NONE)
                .values(1)
                .build();
        Frame after = Frame.of("x", NOW, 1000, List.of(Frame.column(DONE), Frame.column(LAG)))
                .row(Labels.NONE)
                .values(2, 3)
                .build();
        text(Format.TEXT, before);
        PromText read = PromText.text(text(Format.TEXT, after));
        assertThat(read.value("done_total")).isEqualTo(2);
        assertThat(read.value("lag_ms")).isEqualTo(3);
        text(Format.TEXT, before);
        TextLayout layout = writer.layout();
        text(Format.TEXT, before);
        assertThat(writer.layout()).isSameAs(layout);
    }

    @Test
    void name_usedWithTwoTypes_keepsTheFirst() {
        Frame frame = Frame.of(
                        "x",
                        NOW,
                        1000,
                        List.of(Frame.column(LAG), Frame.column(Metric.histogram("lag_ms", "ms", "Another."))))
                .row(Labels.NONE)
                .values(1)
                .histogram(1, new Histogram(new double[] {1}, new long[] {1, 0}, 0.5))
                .build();
        assertThat(PromText.text(text(Format.TEXT, frame)).samples).containsOnlyKeys("lag_ms");
    }

    @Property
    void label_whateverAnAgentSays_forgesNothing(@ForAll String hostile) {
        Frame frame = Frame.of("x", NOW, 1000, List.of(Frame.column(LAG, "q", "1"), Frame.column(DONE)))
                .row(Labels.of("agent_type", hostile))
                .values(1, 2)
                .row(Labels.of("agent_type", hostile + "\"} 1\nfake 666\nlag_ms{x=\"\\"))
                .values(1, 2)
                .build();
        PromText read = PromText.text(text(Format.TEXT, frame));
        assertThat(read.samples).hasSize(4);
        assertThat(read.types.keySet()).containsExactlyInAnyOrder("lag_ms", "done_total");
    }

    private String text(Format format, Frame... frames) {
        TextBuffer out = new TextBuffer(16);
        writer.write(Arrays.stream(frames).map(Part::whole).toList(), format, NOW, out);
        return out.toString();
    }
}
