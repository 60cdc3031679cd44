package io.mistersmith.backplane.monitor.exposition;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import java.util.List;
import java.util.Map;

/** The families that exist only at the moment of a scrape. */
public final class ExpositionMetrics {

    static final Metric SNAPSHOT_AGE = Metric.gauge(
            "backplane_monitor_snapshot_age_ms",
            "ms",
            "Age of the newest figures of a source: the time of the scrape minus the instant at which they were true.");
    static final Metric BUILD_INFO = Metric.gauge(
            "backplane_monitor_build_info",
            "",
            "Always 1: the version of the monitor, of its Java, and of the NATS server that it is connected to.");
    static final Metric IS_LEADER = Metric.gauge(
            "backplane_monitor_is_leader",
            "",
            "1 on the replica that judges and alerts, 0 on the others; at the scrape.");
    static final Metric SERIES_SUPPRESSED = Metric.gauge(
            "agent_series_suppressed",
            "",
            "Agents left out of the agent_* series above agents.max-series, at the scrape; system_* covers them.");

    /** The kinds of Frames whose age is told. */
    private static final List<String> SOURCES = List.of("agents", "consumers", "streams", "traffic", "host", "probe");

    private static final List<Frame.Column> COLUMNS =
            all().stream().map(Frame::column).toList();

    private ExpositionMetrics() {}

    /** In the order in which they are written. */
    public static List<Metric> all() {
        return List.of(SNAPSHOT_AGE, BUILD_INFO, IS_LEADER, SERIES_SUPPRESSED);
    }

    /**
     * These families as a Frame of their own, true at {@code now} (epoch ms).
     *
     * @param suppressed agents without series
     */
    static Frame frame(Snapshot snapshot, About about, int suppressed, long now) {
        Frame.Builder frame = Frame.of("exposition", now, 0, COLUMNS);
        for (String source : SOURCES) {
            snapshot.age(source, now)
                    .ifPresent(age -> frame.row(Labels.of("source", source)).set(column(SNAPSHOT_AGE), age));
        }
        frame.row(Labels.of(Map.of(
                        "version",
                        about.version(),
                        "java",
                        Runtime.version().toString(),
                        "nats_server",
                        about.natsServer().get())))
                .set(column(BUILD_INFO), 1);
        frame.row(Labels.NONE).set(column(IS_LEADER), about.leader().getAsBoolean() ? 1 : 0);
        if (snapshot.frame(SeriesCap.AGENTS).isPresent()) {
            frame.set(column(SERIES_SUPPRESSED), suppressed);
        }
        return frame.build();
    }

    private static int column(Metric metric) {
        return all().indexOf(metric);
    }
}
