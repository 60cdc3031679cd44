package io.mistersmith.backplane.monitor.config;

import java.time.Duration;

/** {@code probe}: the monitor's own round trips. */
public record ProbeConfig(boolean enabled, Duration interval) {}
