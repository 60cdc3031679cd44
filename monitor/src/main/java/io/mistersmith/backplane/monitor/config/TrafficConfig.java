package io.mistersmith.backplane.monitor.config;

import java.util.List;

/**
 * {@code traffic}: whose sizes and rates are measured.
 *
 * @param streams by name
 * @param maxBytesPerSecond over all plain subscriptions to streams; above it they are time-sampled
 * @param maxMessagesPerSecond over all streams; above it sizes are time-sampled, counts stay exact
 * @param taps core subjects, measured by plain subscription
 */
public record TrafficConfig(Globs streams, long maxBytesPerSecond, int maxMessagesPerSecond, List<Tap> taps) {

    public TrafficConfig {
        taps = List.copyOf(taps);
    }

    /**
     * @param name the {@code source} label
     * @param subject may have wildcards; payloads are transferred
     */
    public record Tap(String name, String subject) {}
}
