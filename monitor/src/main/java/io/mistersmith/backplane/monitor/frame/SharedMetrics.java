package io.mistersmith.backplane.monitor.frame;

/** Families of which several sources tell, each under a label value of its own: they must not differ in a word. */
public final class SharedMetrics {

    /** Label {@code source}: {@code monitor}, {@code agents}, {@code server}. */
    public static final Metric RECONNECTIONS = Metric.counter(
            "backplane_reconnection_count_total",
            "Reconnects to NATS since the monitor looks on, by who told of them: monitor, its own connections; agents, what"
                    + " heartbeats report; server, what the system account shows.");

    /** Label {@code source}: who lost them. */
    public static final Metric MESSAGES_DROPPED = Metric.counter(
            "backplane_monitor_messages_dropped_total",
            "Messages lost in the monitor, because it did not keep up or failed on them, by source.");

    private SharedMetrics() {}
}
