package io.mistersmith.backplane.monitor.config;

import io.mistersmith.backplane.monitor.config.BaselinesConfig.RuleConfig;
import io.mistersmith.backplane.monitor.config.BaselinesConfig.ThresholdConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code baselines}: overrides of built-in rules, and rules of the operator's own. */
final class RulesReader {

    private static final List<String> SEVERITIES = List.of("warning", "error", "critical");

    /** What a rule may say; for rules that only the environment names. */
    static final List<String> LEAVES = List.of(
            "enabled",
            "metric",
            "above",
            "below",
            "warning",
            "warning.value",
            "warning.for",
            "error",
            "error.value",
            "error.for",
            "critical",
            "critical.value",
            "critical.for",
            "for",
            "clear.percent",
            "clear.for",
            "min-samples",
            "group-at");

    private static final Kind<Duration> HOLD = Kinds.duration(Duration.ZERO);

    private final RuleCatalog catalog;

    RulesReader(RuleCatalog catalog) {
        this.catalog = catalog;
    }

    BaselinesConfig baselines(Section s) {
        return new BaselinesConfig(
                s.get("evaluate-every", Kinds.duration(Duration.ofMillis(10)), Duration.ofSeconds(1)),
                s.named("rules", LEAVES, catalog.rules(), this::rule));
    }

    private RuleConfig rule(String name, Section s) {
        boolean builtIn = catalog.metricOf(name).isPresent();
        boolean namesMetric = SecretReader.isFilled(s, "metric");
        Optional<String> metric = s.find("metric", Kinds.NAME).filter(m -> isMetric(s, m));
        if (!builtIn && !namesMetric) {
            s.missing(
                    "metric",
                    "a metric, since no built-in rule is called " + Wording.plain(name)
                            + Wording.didYouMean(name, catalog.rules()));
        }
        if (!builtIn && SEVERITIES.stream().noneMatch(severity -> s.has(severity) || s.isSection(severity))) {
            s.missing("", "at least one of warning, error, critical");
        }
        Kind<Double> figure = thresholdKind(unitOf(name, namesMetric, metric));
        Optional<Boolean> enabled = s.find("enabled", Kinds.BOOLEAN);
        Optional<Boolean> above = direction(s);
        Map<String, String> match = s.labels("match");
        List<Optional<ThresholdConfig>> thresholds = new ArrayList<>();
        SEVERITIES.forEach(severity -> thresholds.add(threshold(s, severity, figure)));
        checkOrder(s, thresholds, above.or(() -> builtIn ? Optional.empty() : Optional.of(true)));
        Optional<Duration> holdFor = s.find("for", HOLD);
        Clear clear = s.section("clear", c -> new Clear(c.find("percent", Kinds.PERCENT), c.find("for", HOLD)));
        return new RuleConfig(
                enabled,
                metric,
                above,
                match,
                thresholds.get(0),
                thresholds.get(1),
                thresholds.get(2),
                holdFor,
                clear.percent(),
                clear.holdFor(),
                s.find("min-samples", Kinds.integer(0, Integer.MAX_VALUE)),
                s.find("group-at", Kinds.integer(1, Integer.MAX_VALUE)));
    }

    private record Clear(Optional<Double> percent, Optional<Duration> holdFor) {}

    private boolean isMetric(Section s, String metric) {
        boolean known = catalog.unitOf(metric).isPresent();
        if (!known) {
            s.problem(
                    "metric",
                    Wording.quoted(metric),
                    "a metric that the monitor has" + Wording.didYouMean(metric, catalog.metrics()));
        }
        return known;
    }

    /** Empty when it cannot be known, because the metric is wrong or missing. */
    private Optional<String> unitOf(String rule, boolean namesMetric, Optional<String> metric) {
        Optional<String> own = catalog.metricOf(rule);
        boolean asBuiltIn = own.isPresent() && (!namesMetric || metric.equals(own));
        return asBuiltIn ? catalog.thresholdUnitOf(rule) : metric.flatMap(catalog::unitOf);
    }

    private static Optional<Boolean> direction(Section s) {
        Optional<Boolean> above = s.find("above", Kinds.BOOLEAN);
        Optional<Boolean> below = s.find("below", Kinds.BOOLEAN);
        if (above.isPresent() && above.equals(below)) {
            s.problem("below", "the same as above", "only one of above and below");
        }
        return above.or(() -> below.map(b -> !b));
    }

    private static Optional<ThresholdConfig> threshold(Section s, String severity, Kind<Double> figure) {
        if (!s.isSection(severity)) {
            return s.find(severity, figure).map(value -> new ThresholdConfig(value, Optional.empty()));
        }
        return s.section(severity, own -> {
            if (!own.has("value")) {
                own.missing("value", figure.expected());
            }
            Optional<Double> value = own.find("value", figure);
            Optional<Duration> holdFor = own.find("for", HOLD);
            return value.map(v -> new ThresholdConfig(v, holdFor));
        });
    }

    private static Kind<Double> thresholdKind(Optional<String> unit) {
        if (unit.isEmpty()) {
            return new Kind<>(
                    "a number, or a duration such as 2s",
                    text -> Kinds.number(text).or(() -> Kinds.duration(text).map(d -> 0.0)));
        }
        return switch (unit.get()) {
            case "ms" -> timeKind("ms", 1e6);
            case "s" -> timeKind("s", 1e9);
            case "" -> new Kind<>("a number", Kinds::number);
            default -> new Kind<>("a number (in " + unit.get() + ")", Kinds::number);
        };
    }

    private static Kind<Double> timeKind(String unit, double nanos) {
        return new Kind<>(
                "a number (in " + unit + "), or a duration such as 2s",
                text -> Kinds.number(text).or(() -> Kinds.duration(text).map(d -> d.toNanos() / nanos)));
    }

    /** A worse severity must not begin before a lesser one; a built-in rule without a direction here may go either way. */
    private static void checkOrder(Section s, List<Optional<ThresholdConfig>> thresholds, Optional<Boolean> above) {
        List<Integer> given = new ArrayList<>();
        for (int i = 0; i < SEVERITIES.size(); i++) {
            if (thresholds.get(i).isPresent()) {
                given.add(i);
            }
        }
        if (above.isPresent()) {
            for (int i = 1; i < given.size(); i++) {
                double lesser = valueOf(thresholds, given.get(i - 1));
                double worse = valueOf(thresholds, given.get(i));
                if (above.get() ? worse < lesser : worse > lesser) {
                    s.problem(
                            SEVERITIES.get(given.get(i)),
                            plain(worse),
                            (above.get() ? "at least " : "at most ") + plain(lesser) + ", the threshold of "
                                    + SEVERITIES.get(given.get(i - 1)));
                }
            }
        } else if (given.size() == SEVERITIES.size()) {
            double first = valueOf(thresholds, 1) - valueOf(thresholds, 0);
            double second = valueOf(thresholds, 2) - valueOf(thresholds, 1);
            if (first * second < 0) {
                s.problem("error", plain(valueOf(thresholds, 1)), "a threshold between those of warning and critical");
            }
        }
    }

    private static double valueOf(List<Optional<ThresholdConfig>> thresholds, int severity) {
        return thresholds.get(severity).map(ThresholdConfig::value).orElseThrow();
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
