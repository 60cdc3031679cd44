package io.mistersmith.backplane.monitor.config;

import java.time.Duration;

/**
 * {@code consumers}: which JetStream streams and consumers are watched, and how often.
 *
 * @param window over which lagging, stalled and stopped are judged
 * @param maxRequestsPerSecond ceiling on what the monitor may ask of JetStream
 */
public record ConsumersConfig(
        Duration pollInterval, Globs streams, Globs consumers, Duration window, int maxRequestsPerSecond) {}
