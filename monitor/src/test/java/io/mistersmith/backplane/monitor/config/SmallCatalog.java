package io.mistersmith.backplane.monitor.config;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A few metrics and rules, with units of each sort. */
final class SmallCatalog implements RuleCatalog {

    private static final Map<String, String> UNITS = Map.of(
            "agent_cpu_usage_percent", "%",
            "agent_memory_usage_mb", "MB",
            "agent_queue_depth", "",
            "agent_last_heartbeat_age_ms", "ms",
            "backplane_consumer_lag_ms", "ms",
            "backplane_consumer_loss_seconds", "s",
            "backplane_message_size_p95", "bytes");

    private static final Map<String, String> RULES = Map.of(
            "agent-cpu", "agent_cpu_usage_percent",
            "agent-memory", "agent_memory_usage_mb",
            "agent-missing", "agent_last_heartbeat_age_ms",
            "consumer-lag", "backplane_consumer_lag_ms",
            "data-loss-ahead", "backplane_consumer_loss_seconds");

    @Override
    public Set<String> metrics() {
        return UNITS.keySet();
    }

    @Override
    public Set<String> rules() {
        return RULES.keySet();
    }

    @Override
    public Optional<String> unitOf(String metric) {
        return Optional.ofNullable(UNITS.get(metric));
    }

    @Override
    public Optional<String> metricOf(String rule) {
        return Optional.ofNullable(RULES.get(rule));
    }

    @Override
    public Optional<String> thresholdUnitOf(String rule) {
        return "agent-missing".equals(rule)
                ? Optional.of("intervals")
                : metricOf(rule).flatMap(this::unitOf);
    }
}
