package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.WindowedSketch;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.mistersmith.backplane.monitor.wire.Violation.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what was told of violations, for {@code /metrics}. Not thread-safe. */
final class ViolationCounts {

    static final String KIND = "violations";

    private static final long WINDOW_MILLIS = 300_000;
    private static final int SLOTS = 30;
    private static final List<Frame.Column> COLUMNS = List.of(
            Frame.column(BaselineMetrics.OPEN),
            Frame.column(BaselineMetrics.TOTAL),
            Frame.column(BaselineMetrics.DETECTION_LATENCY, "quantile", "0.5"),
            Frame.column(BaselineMetrics.DETECTION_LATENCY, "quantile", "0.95"),
            Frame.column(BaselineMetrics.DETECTION_LATENCY, "quantile", "0.99"));

    private final long validForMillis;
    private final Map<Labels, Integer> open = new LinkedHashMap<>();
    private final Map<Labels, Long> told = new LinkedHashMap<>();
    private final WindowedSketch latency = new WindowedSketch(WINDOW_MILLIS, SLOTS);

    ViolationCounts(long validForMillis) {
        this.validForMillis = validForMillis;
    }

    /** Takes a message that is being published at {@code now}, epoch ms. */
    void told(Violation message, long now) {
        String severity = message.severity()
                .or(message::previousSeverity)
                .map(Severity::word)
                .orElse("");
        told.merge(
                Labels.of(Map.of(
                        "severity", severity,
                        "rule", message.rule(),
                        "event", message.event().word())),
                1L,
                Long::sum);
        if (message.event() == Event.OPENED || message.event() == Event.ESCALATED) {
            latency.record(now, (double) Math.max(0, now - message.observedAt()));
        }
    }

    /** Takes everything that is open. */
    void open(List<Violation> all) {
        open.replaceAll((labels, count) -> 0);
        for (Violation violation : all) {
            for (Severity severity : Severity.values()) {
                Labels labels = Labels.of("severity", severity.word(), "rule", violation.rule());
                int one = violation.severity().filter(severity::equals).isPresent() ? 1 : 0;
                open.merge(labels, one, Integer::sum);
            }
        }
    }

    Frame frame(long now) {
        Frame.Builder frame = Frame.of(KIND, now, validForMillis, COLUMNS);
        open.forEach((labels, count) -> frame.row(labels).set(0, count));
        told.forEach((labels, count) -> frame.row(labels).set(1, (double) count));
        frame.row(Labels.NONE);
        frame.set(2, latency.quantile(now, 0.5));
        frame.set(3, latency.quantile(now, 0.95));
        frame.set(4, latency.quantile(now, 0.99));
        return frame.build();
    }
}
