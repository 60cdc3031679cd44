package io.mistersmith.backplane.monitor.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * {@code baselines}
 *
 * @param evaluateEvery how often every rule is judged
 * @param rules overrides of built-in rules, and rules of the operator's own, by name
 */
public record BaselinesConfig(Duration evaluateEvery, Map<String, RuleConfig> rules) {

    public BaselinesConfig {
        rules = Map.copyOf(rules);
    }

    /**
     * What the file says of one rule; what it does not say is the built-in rule's, or the default.
     *
     * @param metric required for a rule of the operator's own
     * @param above on which side of a threshold the trouble is; {@code above: false} or {@code below: true} for below
     * @param match label name → value that a series must have
     * @param groupAt how many things at once are one fact; absent: 50
     */
    public record RuleConfig(
            Optional<Boolean> enabled,
            Optional<String> metric,
            Optional<Boolean> above,
            Map<String, String> match,
            Optional<ThresholdConfig> warning,
            Optional<ThresholdConfig> error,
            Optional<ThresholdConfig> critical,
            Optional<Duration> holdFor,
            Optional<Double> clearPercent,
            Optional<Duration> clearFor,
            Optional<Integer> minSamples,
            Optional<Integer> groupAt) {

        public RuleConfig {
            match = Map.copyOf(match);
        }
    }

    /**
     * @param value in the metric's unit; a duration in the file is turned into the metric's {@code ms} or {@code s}
     * @param holdFor how long it must hold for this threshold, where it has its own
     */
    public record ThresholdConfig(double value, Optional<Duration> holdFor) {}
}
