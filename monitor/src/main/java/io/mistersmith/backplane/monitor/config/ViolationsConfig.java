package io.mistersmith.backplane.monitor.config;

import java.time.Duration;

/**
 * {@code violations}: where they are told on NATS.
 *
 * @param subject the prefix; {@code .<severity>.<metric>} follows
 * @param stream that keeps them; empty switches persistence off
 * @param replicas 0: as many as the cluster gives, at most 3
 * @param maxAge how long the stream keeps them
 * @param systemAlerts also as {@code system.alerts.<severity>}
 */
public record ViolationsConfig(String subject, String stream, int replicas, Duration maxAge, boolean systemAlerts) {}
