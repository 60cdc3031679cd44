package io.mistersmith.backplane.monitor.host;

import io.mistersmith.backplane.monitor.frame.Metric;
import java.util.List;

/** What is measured of this host. */
public final class HostMetrics {

    static final Metric CPU = Metric.gauge(
            "system_cpu_utilization_percent",
            "%",
            "How busy all CPUs of this host were since the measurement before (host.interval)");

    static final Metric MEMORY = Metric.gauge(
            "system_memory_utilization_percent",
            "%",
            "Part of this host's physical memory that is not available to new work, now");

    static final Metric LOAD = Metric.gauge(
            "system_load_average_1m", "", "Load average of this host over the last minute, as its kernel says");

    private HostMetrics() {}

    public static List<Metric> all() {
        return List.of(CPU, MEMORY, LOAD);
    }
}
