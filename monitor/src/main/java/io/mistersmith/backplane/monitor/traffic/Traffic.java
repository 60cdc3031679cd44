package io.mistersmith.backplane.monitor.traffic;

import static io.mistersmith.backplane.monitor.frame.Frame.column;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Makes Frames of the figures of all sources. One thread. */
final class Traffic {

    static final String KIND = "traffic";
    static final String SOURCES_KIND = "traffic-sources";

    private static final long VALID_MILLIS = 3000;
    private static final double[] QUANTILES = {0.5, 0.95, 0.99};

    private static final List<Frame.Column> SOURCE_COLUMNS = List.of(
            column(TrafficMetrics.SIZE, "quantile", "0.5"),
            column(TrafficMetrics.SIZE, "quantile", "0.95"),
            column(TrafficMetrics.SIZE, "quantile", "0.99"),
            column(TrafficMetrics.SIZE_SAMPLES),
            column(TrafficMetrics.SOURCE_THROUGHPUT),
            column(TrafficMetrics.PUBLISH_RATE),
            column(TrafficMetrics.SAMPLED));

    private static final List<Frame.Column> COLUMNS = List.of(
            column(TrafficMetrics.SIZE_P95),
            column(TrafficMetrics.SIZE_SAMPLES),
            column(TrafficMetrics.THROUGHPUT),
            column(TrafficMetrics.DROPPED, "source", "traffic"));

    /** One source at a tick. */
    record Source(SourceWindow window, boolean sampled) {}

    private final SizeWindow sizes = new SizeWindow();

    /** Where the sizes of all sources come together. */
    SizeWindow sizes() {
        return sizes;
    }

    /** What was before says nothing about now. */
    void restart() {
        sizes.clear();
    }

    /**
     * @param at epoch ms
     * @param now monotonic ms
     */
    Frame sources(long at, long now, Collection<Source> sources) {
        Frame.Builder frame = Frame.of(SOURCES_KIND, at, VALID_MILLIS, SOURCE_COLUMNS);
        for (Source source : sources) {
            SourceWindow window = source.window();
            frame.row(window.labels())
                    .values(
                            window.size(now, QUANTILES[0]),
                            window.size(now, QUANTILES[1]),
                            window.size(now, QUANTILES[2]),
                            window.sizeSamples(now),
                            window.megabytesPerSecond(now),
                            window.messagesPerSecond(now),
                            source.sampled() ? 1 : 0);
        }
        return frame.build();
    }

    /** The whole backplane; {@code dropped} since the start. */
    Frame total(long at, long now, Collection<Source> sources, long dropped) {
        double[] known = sources.stream()
                .mapToDouble(s -> s.window().megabytesPerSecond(now))
                .filter(mb -> !Double.isNaN(mb))
                .toArray();
        double throughput =
                known.length == 0 ? Double.NaN : Arrays.stream(known).sum();
        return Frame.of(KIND, at, VALID_MILLIS, COLUMNS)
                .row(Labels.NONE)
                .values(sizes.quantile(now, 0.95), sizes.count(now), throughput, (double) dropped)
                .build();
    }

    /** The same things while NATS is away: known to be, nothing known of them but what was counted. */
    List<Frame> unknown(long at, Collection<Source> sources, long dropped) {
        Frame.Builder each = Frame.of(SOURCES_KIND, at, VALID_MILLIS, SOURCE_COLUMNS);
        sources.forEach(s -> each.row(s.window().labels()));
        Frame whole = Frame.of(KIND, at, VALID_MILLIS, COLUMNS)
                .row(Labels.NONE)
                .set(COLUMNS.size() - 1, (double) dropped)
                .build();
        return List.of(each.build(), whole);
    }
}
