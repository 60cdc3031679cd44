package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Metric;
import java.util.List;

/** What the judging tells of itself. */
public final class BaselineMetrics {

    /** Violations that are open now. */
    public static final Metric OPEN = Metric.gauge(
            "backplane_violations_open",
            "",
            "Violations that are open now, by severity and rule; a group counts as one. A rule that had one since the monitor"
                    + " started shows 0.");

    /** Messages about violations. */
    public static final Metric TOTAL = Metric.counter(
            "backplane_violations_total",
            "Messages about violations since the monitor started, by rule, event (opened, escalated, deescalated, resolved) and"
                    + " severity: the new one, of what resolved the last one.");

    /** From datum to violation. */
    public static final Metric DETECTION_LATENCY = Metric.gauge(
            "backplane_detection_latency_ms",
            "ms",
            "Time from the receipt of the datum that broke a rule (for an age: from the moment it passed the threshold) to the"
                    + " publication of the violation that opened or escalated, over the last 5 min; relative error at most 1 %.");

    private BaselineMetrics() {}

    public static List<Metric> all() {
        return List.of(OPEN, TOTAL, DETECTION_LATENCY);
    }
}
