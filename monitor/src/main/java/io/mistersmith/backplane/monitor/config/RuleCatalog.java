package io.mistersmith.backplane.monitor.config;

import java.util.Optional;
import java.util.Set;

/** What rules may refer to: the metrics that exist, and the built-in rules. */
public interface RuleCatalog {

    /** The names of all metrics; serves suggestions. */
    Set<String> metrics();

    /** The names of all built-in rules. */
    Set<String> rules();

    /** The unit of a metric's figures, {@code ""} for a plain number; empty when there is no such metric. */
    Optional<String> unitOf(String metric);

    /** The metric that a built-in rule judges; empty when there is no such rule. */
    Optional<String> metricOf(String rule);

    /**
     * The unit of a built-in rule's thresholds, which need not be its metric's: {@code agent-missing} counts intervals. Empty
     * when there is no such rule.
     */
    Optional<String> thresholdUnitOf(String rule);
}
