package io.mistersmith.backplane.monitor.probe;

import io.mistersmith.backplane.monitor.frame.Metric;
import java.util.List;

/** What is measured of round trips. */
public final class ProbeMetrics {

    static final Metric SAMPLES = Metric.hidden(
            "backplane_probe_samples", "", "Round trips within the last 60 s, on which their quantiles rest");

    static final Metric RTT = Metric.gauge(
                    "backplane_probe_rtt_ms",
                    "ms",
                    "The monitor's own publish → receive round trip through NATS over the last 60 s")
            .restingOn(SAMPLES);

    static final Metric LOST = Metric.counter(
            "backplane_probe_lost_total",
            "The monitor's own messages that NATS took and that were not back within 2 s while it was reached");

    static final Metric LOST_IN_A_ROW =
            Metric.hidden("backplane_probe_lost_in_a_row", "", "Round trips lost since the last one that came back");

    private ProbeMetrics() {}

    public static List<Metric> all() {
        return List.of(SAMPLES, RTT, LOST, LOST_IN_A_ROW);
    }
}
