package io.mistersmith.backplane.monitor.config;

import java.time.Duration;

/** {@code host}: how often CPU, memory and load of this host are read. */
public record HostConfig(Duration interval) {}
