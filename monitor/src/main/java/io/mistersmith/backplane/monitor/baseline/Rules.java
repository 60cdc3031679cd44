package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.baseline.Rule.Clear;
import io.mistersmith.backplane.monitor.baseline.Rule.Origin;
import io.mistersmith.backplane.monitor.config.BaselinesConfig;
import io.mistersmith.backplane.monitor.config.BaselinesConfig.RuleConfig;
import io.mistersmith.backplane.monitor.config.BaselinesConfig.ThresholdConfig;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The rules in force: the built-in ones as the configuration changes them, and the configuration's own. */
public final class Rules {

    private Rules() {}

    /** The built-in rule of this name. */
    public static Optional<Rule> builtIn(String name) {
        return DefaultRules.ALL.stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst();
    }

    /** The metric under which a built-in rule tells its violations; empty when there is no such rule. */
    public static Optional<String> metricOf(String rule) {
        return builtIn(rule).map(Rule::metric);
    }

    /** The unit of a built-in rule's thresholds, {@code ""} for plain numbers; empty when there is no such rule. */
    public static Optional<String> thresholdUnitOf(String rule) {
        return builtIn(rule).map(Rule::unit);
    }

    /**
     * @param config what the file says; what it does not say of a built-in rule stays as it is
     * @param catalog the metrics that exist, by name
     * @return the built-in rules in their order, then the configuration's own by name
     * @throws IllegalArgumentException if a rule of the configuration's own has no metric or no threshold
     */
    public static List<Rule> effective(BaselinesConfig config, Function<String, Optional<Metric>> catalog) {
        List<Rule> rules = new ArrayList<>();
        Map<String, RuleConfig> own = new TreeMap<>(config.rules());
        for (Rule rule : DefaultRules.ALL) {
            Optional<RuleConfig> change = Optional.ofNullable(own.remove(rule.name()));
            if (change.isEmpty()) {
                rules.add(rule);
            } else if (change.get().enabled().orElse(true)) {
                rules.add(changed(rule, change.get()));
            }
        }
        own.forEach((name, rule) -> {
            if (rule.enabled().orElse(true)) {
                rules.add(own(name, rule, catalog));
            }
        });
        return rules;
    }

    private static Rule changed(Rule rule, RuleConfig change) {
        Comparison comparison = change.above().map(Rules::comparison).orElse(rule.comparison());
        Map<Severity, Level> levels = new EnumMap<>(Severity.class);
        for (Severity severity : Severity.values()) {
            level(rule, severity, change, comparison).ifPresent(level -> levels.put(severity, level));
        }
        return new Rule(
                rule.name(),
                change.metric().orElse(rule.metric()),
                rule.unit(),
                comparison,
                levels,
                change.holdFor().orElse(rule.holdFor()),
                clear(change, rule.clear()),
                rule.onlyWhile(),
                rule.exempt(),
                rule.ownLimit(),
                change.minSamples().orElse(rule.minSamples()),
                change.groupAt().orElse(rule.groupAt()),
                rule.patience(),
                rule.next(),
                Origin.CHANGED);
    }

    private static Optional<Level> level(Rule rule, Severity severity, RuleConfig change, Comparison comparison) {
        Optional<Level> old = Optional.ofNullable(rule.levels().get(severity));
        Optional<ThresholdConfig> said = threshold(change, severity);
        if (old.isEmpty() && said.isEmpty()) {
            return Optional.empty();
        }
        // a severity without a threshold judges what its neighbours judge
        Level like = old.orElseGet(() -> rule.levels().values().iterator().next());
        Map<String, String> match = new HashMap<>(like.selector().match());
        match.putAll(change.match());
        Selector selector = like.selector().withMatch(match);
        Duration hold = said.flatMap(ThresholdConfig::holdFor)
                .or(change::holdFor)
                .or(() -> old.map(Level::holdFor))
                .orElse(rule.holdFor());
        return Optional.of(new Level(
                change.metric().map(selector::withMetric).orElse(selector),
                comparison,
                said.map(ThresholdConfig::value).orElse(like.threshold()),
                like.inclusive(),
                hold,
                change.metric().isPresent() ? "" : like.says()));
    }

    private static Rule own(String name, RuleConfig rule, Function<String, Optional<Metric>> catalog) {
        String metricName = rule.metric()
                .orElseThrow(() -> new IllegalArgumentException(
                        "baselines.rules." + name + ": is no built-in rule; expected its metric"));
        Optional<Metric> metric = catalog.apply(metricName);
        boolean counter = metric.filter(m -> m.type() == Metric.Type.COUNTER).isPresent();
        Comparison comparison = comparison(rule.above().orElse(true));
        Duration hold = rule.holdFor().orElse(Duration.ZERO);
        Selector selector = Selector.of(metricName, rule.match());
        Map<Severity, Level> levels = new EnumMap<>(Severity.class);
        for (Severity severity : Severity.values()) {
            threshold(rule, severity)
                    .ifPresent(t -> levels.put(
                            severity,
                            new Level(
                                    selector,
                                    comparison,
                                    t.value(),
                                    false,
                                    t.holdFor().orElse(hold),
                                    "")));
        }
        if (levels.isEmpty()) {
            throw new IllegalArgumentException(
                    "baselines.rules." + name + ": has no threshold; expected warning, error or critical");
        }
        return new Rule(
                name,
                metricName,
                metric.map(Metric::unit).orElse(""),
                comparison,
                levels,
                hold,
                clear(rule, counter ? Clear.EXACT : Clear.DEFAULT),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                rule.minSamples().orElse(Rule.DEFAULT_MIN_SAMPLES),
                rule.groupAt().orElse(Rule.DEFAULT_GROUP_AT),
                Rule.DEFAULT_PATIENCE,
                Optional.empty(),
                Origin.OWN);
    }

    private static Optional<ThresholdConfig> threshold(RuleConfig rule, Severity severity) {
        return switch (severity) {
            case WARNING -> rule.warning();
            case ERROR -> rule.error();
            case CRITICAL -> rule.critical();
        };
    }

    private static Clear clear(RuleConfig rule, Clear otherwise) {
        return new Clear(
                rule.clearPercent().orElse(otherwise.percent()), rule.clearFor().orElse(otherwise.holdFor()));
    }

    private static Comparison comparison(boolean above) {
        return above ? Comparison.ABOVE : Comparison.BELOW;
    }
}
