package io.mistersmith.backplane.monitor.link;

import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.frame.SharedMetrics;
import java.util.List;

/** What is measured of connections. */
public final class LinkMetrics {

    static final Metric RECONNECTS = SharedMetrics.RECONNECTIONS;

    static final Metric BLIND = Metric.hidden(
            "backplane_monitor_blind_ms", "ms", "How long the monitor has not reached NATS; 0 while it does");

    static final Metric RECEIVED_BYTES = Metric.counter(
            "backplane_monitor_received_bytes_total",
            "Bytes of the messages that the monitor received from NATS, over all of its connections: payloads, headers, and the"
                    + " protocol's line of each");

    static final Metric REQUESTS =
            Metric.counter("backplane_monitor_requests_total", "Requests that the monitor sent to JetStream, by kind");

    static final Metric FEATURE_UP = Metric.gauge(
            "backplane_monitor_feature_up",
            "",
            "1 while the monitor can do what the feature stands for; /health says why not, where it is 0");

    private LinkMetrics() {}

    public static List<Metric> all() {
        return List.of(RECONNECTS, BLIND, RECEIVED_BYTES, REQUESTS, FEATURE_UP);
    }
}
