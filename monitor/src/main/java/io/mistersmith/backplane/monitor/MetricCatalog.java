package io.mistersmith.backplane.monitor;

import io.mistersmith.backplane.monitor.agent.AgentMetrics;
import io.mistersmith.backplane.monitor.baseline.BaselineMetrics;
import io.mistersmith.backplane.monitor.baseline.DefaultRules;
import io.mistersmith.backplane.monitor.baseline.Rule;
import io.mistersmith.backplane.monitor.baseline.Rules;
import io.mistersmith.backplane.monitor.config.RuleCatalog;
import io.mistersmith.backplane.monitor.consumer.ConsumerMetrics;
import io.mistersmith.backplane.monitor.exposition.ExpositionMetrics;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.host.HostMetrics;
import io.mistersmith.backplane.monitor.link.LinkMetrics;
import io.mistersmith.backplane.monitor.probe.ProbeMetrics;
import io.mistersmith.backplane.monitor.traffic.TrafficMetrics;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every metric that a Frame can carry, and every built-in rule: what the configuration may refer to. */
final class MetricCatalog implements RuleCatalog {

    private static final Map<String, Metric> METRICS = Stream.of(
                    AgentMetrics.all(),
                    ConsumerMetrics.all(),
                    TrafficMetrics.all(),
                    LinkMetrics.all(),
                    ProbeMetrics.all(),
                    HostMetrics.all(),
                    BaselineMetrics.all(),
                    ExpositionMetrics.all())
            .flatMap(Collection::stream)
            // a family that several sources tell of is one and the same
            .distinct()
            .collect(Collectors.toMap(Metric::name, m -> m));

    static Optional<Metric> metric(String name) {
        return Optional.ofNullable(METRICS.get(name));
    }

    static Collection<Metric> all() {
        return METRICS.values();
    }

    @Override
    public Set<String> metrics() {
        return METRICS.keySet();
    }

    @Override
    public Set<String> rules() {
        return DefaultRules.ALL.stream().map(Rule::name).collect(Collectors.toSet());
    }

    @Override
    public Optional<String> unitOf(String metric) {
        return metric(metric).map(Metric::unit);
    }

    @Override
    public Optional<String> metricOf(String rule) {
        return Rules.metricOf(rule);
    }

    @Override
    public Optional<String> thresholdUnitOf(String rule) {
        return Rules.thresholdUnitOf(rule);
    }
}
