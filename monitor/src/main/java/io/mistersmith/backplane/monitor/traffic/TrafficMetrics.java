package io.mistersmith.backplane.monitor.traffic;

import io.mistersmith.backplane.monitor.frame.Metric;
import java.util.List;

/** What is measured of messages in streams and on taps. */
public final class TrafficMetrics {

    /** On how many messages the size figures rest. */
    static final Metric SIZE_SAMPLES = Metric.hidden(
            "backplane_message_size_samples", "", "Messages measured within the last 60 s, on which sizes rest");

    static final Metric SIZE = Metric.gauge(
                    "backplane_message_size_bytes",
                    "bytes",
                    "Payload size of the messages of a stream or tap over the last 60 s, relative error at most 1 %")
            .restingOn(SIZE_SAMPLES);

    static final Metric SAMPLED = Metric.gauge(
            "backplane_source_sampled",
            "",
            "1 while a stream is above the traffic budget: its sizes come from time samples, its MB/s is exact count × sampled"
                    + " mean size, its count stays exact");

    static final Metric SOURCE_THROUGHPUT = Metric.gauge(
            "backplane_source_throughput_mb_per_second",
            "MB/s",
            "Payload of a stream or tap over the last 10 s, in 10^6 bytes per second");

    static final Metric PUBLISH_RATE =
            Metric.gauge("backplane_publish_rate", "/s", "Messages per second of a stream or tap over the last 10 s");

    static final Metric SIZE_P95 = Metric.gauge(
                    "backplane_message_size_p95",
                    "bytes",
                    "95 % of all measured messages of the last 60 s, over all streams and taps, have at most so much payload;"
                            + " relative error at most 1 %")
            .restingOn(SIZE_SAMPLES);

    static final Metric THROUGHPUT = Metric.gauge(
            "backplane_throughput_mb_per_second",
            "MB/s",
            "Payload over the last 10 s, in 10^6 bytes per second, summed over all streams and taps whose sizes are known;"
                    + " what two of them hear counts twice");

    static final Metric DROPPED = Metric.counter(
            "backplane_monitor_messages_dropped_total",
            "Messages lost in the monitor, because it did not keep up or failed on them, by source.");

    private TrafficMetrics() {}

    public static List<Metric> all() {
        return List.of(SIZE_SAMPLES, SIZE, SAMPLED, SOURCE_THROUGHPUT, PUBLISH_RATE, SIZE_P95, THROUGHPUT, DROPPED);
    }
}
