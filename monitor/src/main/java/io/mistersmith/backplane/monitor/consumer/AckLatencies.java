package io.mistersmith.backplane.monitor.consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.WindowedSketch;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long consumers take from a delivery to its acknowledgement, from the metrics that a server emits where the operator
 * switched sampling on: the kind {@code ack-latency}. Safe for any thread; the clock is an argument.
 */
final class AckLatencies {

    /** Where servers tell every sampled acknowledgement. */
    static final String SUBJECT = "$JS.EVENT.METRIC.CONSUMER.ACK.>";

    static final double[] QUANTILES = {0.5, 0.95, 0.99};

    private static final Logger LOG = LoggerFactory.getLogger(AckLatencies.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration WINDOW = Duration.ofSeconds(60);
    private static final int SLOTS = 12;
    private static final double NANOS_PER_MILLI = 1e6;

    /** A consumer. */
    record Key(String stream, String consumer) {}

    private Map<Key, Labels> sampled = Map.of();
    private final Map<Labels, WindowedSketch> latencies = new HashMap<>();

    /**
     * Whose metrics count; all others are forgotten.
     *
     * @param consumers those with sampling, with the labels of their row, which several may share
     */
    synchronized void watch(Map<Key, Labels> consumers) {
        sampled = Map.copyOf(consumers);
        latencies.keySet().retainAll(sampled.values());
    }

    /** A metric that a server emitted. */
    synchronized void take(byte[] json, long now) {
        try {
            JsonNode metric = MAPPER.readTree(json);
            Labels labels = sampled.get(new Key(
                    metric.path("stream").asText(), metric.path("consumer").asText()));
            if (labels != null && metric.path("ack_time").isNumber()) {
                latencies
                        .computeIfAbsent(labels, l -> new WindowedSketch(WINDOW.toMillis(), SLOTS))
                        .record(now, Math.max(0, metric.path("ack_time").asDouble()) / NANOS_PER_MILLI);
            }
        } catch (IOException e) {
            LOG.debug("not a metric of an acknowledgement: {}", e.getMessage());
        }
    }

    /** A row for each consumer that acknowledged something within the last {@code 60 s}. */
    synchronized Frame frame(long now, long validFor) {
        Frame.Builder frame = Frame.of("ack-latency", now, validFor, ConsumerMetrics.ACK_LATENCIES);
        latencies.forEach((labels, sketch) -> {
            double count = sketch.count(now);
            if (count > 0) {
                frame.row(labels);
                for (int q = 0; q < QUANTILES.length; q++) {
                    frame.set(q, sketch.quantile(now, QUANTILES[q]));
                }
                frame.set(QUANTILES.length, count);
            }
        });
        return frame.build();
    }

    synchronized boolean isEmpty() {
        return sampled.isEmpty();
    }
}
