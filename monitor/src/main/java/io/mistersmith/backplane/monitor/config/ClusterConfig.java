package io.mistersmith.backplane.monitor.config;

import java.time.Duration;

/** {@code cluster}: several replicas of the monitor. */
public record ClusterConfig(boolean enabled, int replicas, Duration lease, int partitions) {}
