package io.mistersmith.backplane.monitor.frame;

/** Families of which several sources tell, each under a label value of its own: they must not differ in a word. */
public final class SharedMetrics {

    /** Label {@code source}: {@code monitor}, {@code agents}, {@code server}. */
    public static final Metric RECONNECTIONS = Metric.counter(
            "backplane_reconnection_count_total",
            "Reconnects to NATS since the monitor looks on, by who told of them: monitor, its own connections; agents, what"
                    + " heartbeats report; server, what the system account shows.");

    /** Label {@code source}: who was too slow. */
    public static final Metric MESSAGES_DROPPED = Metric.counter(
            "backplane_monitor_messages_dropped_total",
            "Messages dropped because the monitor did not keep up, by source.");

    private SharedMetrics() {}
}
