package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.baseline.Rule.Clear;
import io.mistersmith.backplane.monitor.baseline.Rule.Exemption;
import io.mistersmith.backplane.monitor.baseline.Rule.Origin;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A line of {@link DefaultRules} while it is written. Used once, by one thread. */
final class RuleDraft {

    /** No threshold for this severity. */
    static final double NONE = Double.NaN;

    private static final Severity[] SEVERITIES = Severity.values();

    private final String name;
    private String metric = "";
    private String unit = "";
    private final Map<String, String> match = new HashMap<>();
    private Optional<Duration> growthOver = Optional.empty();
    private boolean bornWithFirst;
    private Optional<String> inUnitsOf = Optional.empty();
    private Selector[] selectors = {};
    private Comparison comparison = Comparison.ABOVE;
    private final double[] thresholds = {NONE, NONE, NONE};
    private final boolean[] inclusive = {false, false, false};
    private Duration holdFor = Duration.ZERO;
    private Optional<Duration> warningHoldFor = Optional.empty();
    private Clear clear = Clear.DEFAULT;
    private List<String> onlyWhile = List.of();
    private Optional<Exemption> exempt = Optional.empty();
    private Optional<String> ownLimit = Optional.empty();
    private Duration patience = Rule.DEFAULT_PATIENCE;
    private final String[] says = {"", "", ""};
    private Optional<String> next = Optional.empty();

    RuleDraft(String name) {
        this.name = name;
    }

    RuleDraft on(String metricName, String thresholdUnit) {
        this.metric = metricName;
        this.unit = thresholdUnit;
        return this;
    }

    RuleDraft where(String label, String value) {
        match.put(label, value);
        return this;
    }

    RuleDraft growthOver(int seconds) {
        this.growthOver = Optional.of(Duration.ofSeconds(seconds));
        this.clear = Clear.EXACT;
        return this;
    }

    RuleDraft bornWithFirst() {
        this.bornWithFirst = true;
        return this;
    }

    RuleDraft inUnitsOf(String column) {
        this.inUnitsOf = Optional.of(column);
        return this;
    }

    /** Where each severity judges figures of its own. */
    RuleDraft judging(Selector warning, Selector error, Selector critical) {
        this.selectors = new Selector[] {warning, error, critical};
        return this;
    }

    RuleDraft levels(Comparison side, double warning, double error, double critical) {
        this.comparison = side;
        thresholds[0] = warning;
        thresholds[1] = error;
        thresholds[2] = critical;
        return this;
    }

    /** Above or at. */
    RuleDraft levelsFrom(double warning, double error, double critical) {
        inclusive[0] = true;
        inclusive[1] = true;
        return levels(Comparison.ABOVE, warning, error, critical).criticalFrom();
    }

    RuleDraft criticalFrom() {
        inclusive[2] = true;
        return this;
    }

    RuleDraft holds(int seconds) {
        this.holdFor = Duration.ofSeconds(seconds);
        return this;
    }

    RuleDraft warningHolds(int seconds) {
        this.warningHoldFor = Optional.of(Duration.ofSeconds(seconds));
        return this;
    }

    RuleDraft clear(Clear how) {
        this.clear = how;
        return this;
    }

    RuleDraft onlyWhile(String... metrics) {
        this.onlyWhile = List.of(metrics);
        return this;
    }

    RuleDraft exempt(Exemption exemption) {
        this.exempt = Optional.of(exemption);
        return this;
    }

    RuleDraft ownLimit(String column) {
        this.ownLimit = Optional.of(column);
        return this;
    }

    /** Critical only, and only for things that say at what. */
    RuleDraft onlyOwnLimit(String column) {
        return levels(Comparison.ABOVE, NONE, NONE, Level.NO_THRESHOLD)
                .criticalFrom()
                .ownLimit(column);
    }

    RuleDraft patience(int seconds) {
        this.patience = Duration.ofSeconds(seconds);
        return this;
    }

    RuleDraft says(String text) {
        return says(text, text, text);
    }

    RuleDraft says(String warning, String error, String critical) {
        says[0] = warning;
        says[1] = error;
        says[2] = critical;
        return this;
    }

    RuleDraft next(String command) {
        this.next = Optional.of(command);
        return this;
    }

    Rule rule() {
        Selector common = new Selector(metric, match, growthOver, bornWithFirst, inUnitsOf);
        Map<Severity, Level> levels = new EnumMap<>(Severity.class);
        for (int i = 0; i < SEVERITIES.length; i++) {
            if (!Double.isNaN(thresholds[i])) {
                Selector selector = selectors.length == 0 ? common : selectors[i];
                Duration hold = i == 0 ? warningHoldFor.orElse(holdFor) : holdFor;
                levels.put(SEVERITIES[i], new Level(selector, comparison, thresholds[i], inclusive[i], hold, says[i]));
            }
        }
        return new Rule(
                name,
                metric,
                unit,
                comparison,
                levels,
                holdFor,
                clear,
                onlyWhile,
                exempt,
                ownLimit,
                Rule.DEFAULT_MIN_SAMPLES,
                Rule.DEFAULT_GROUP_AT,
                patience,
                next,
                Origin.BUILT_IN);
    }
}
