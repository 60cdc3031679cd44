package io.mistersmith.backplane.monitor;

import io.mistersmith.backplane.monitor.config.RuleCatalog;
import java.util.Optional;
import java.util.Set;

/** Stands in until the baselines say which metrics and rules there are: takes every name, and units from a metric's suffix. */
final class OpenCatalog implements RuleCatalog {

    @Override
    public Set<String> metrics() {
        return Set.of();
    }

    @Override
    public Set<String> rules() {
        return Set.of();
    }

    @Override
    public Optional<String> unitOf(String metric) {
        return Optional.of(metric.endsWith("_ms") ? "ms" : metric.endsWith("_seconds") ? "s" : "");
    }

    @Override
    public Optional<String> metricOf(String rule) {
        return Optional.of("");
    }

    @Override
    public Optional<String> thresholdUnitOf(String rule) {
        return Optional.of("ms");
    }
}
