package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One promise and what breaks it, as data.
 *
 * @param name as in configuration, labels and violations
 * @param metric the family under which violations are told; the levels' selectors say what is judged
 * @param unit of the thresholds ({@code ms}, {@code s}, {@code MB}, …), {@code intervals} for agent-missing; empty for plain numbers
 * @param comparison on which side of a threshold the trouble is
 * @param levels at least one
 * @param holdFor of levels without a time of their own
 * @param onlyWhile metrics of which one must be above 0 for a break to count: looked up in the thing's own row, else in the
 *     series without labels; empty for always
 * @param exempt things of which nothing is asked at the moment
 * @param ownLimit the column, in the thing's own row, of a critical threshold that the thing sets itself: where there is one,
 *     it alone holds, and reaching it is a break
 * @param minSamples observations under which a figure says nothing, where its metric names its sample size
 * @param groupAt more things than this at once are one fact
 * @param patience how long after a restart a thing that was in violation may be unseen before it is taken for gone
 * @param next what to look at: a command with {@code {label}} in it
 * @param origin where the rule comes from
 */
public record Rule(
        String name,
        String metric,
        String unit,
        Comparison comparison,
        Map<Severity, Level> levels,
        Duration holdFor,
        Clear clear,
        List<String> onlyWhile,
        Optional<Exemption> exempt,
        Optional<String> ownLimit,
        int minSamples,
        int groupAt,
        Duration patience,
        Optional<String> next,
        Origin origin) {

    /** How a violation ends: how far back, in percent of the threshold, and for how long. */
    public record Clear(double percent, Duration holdFor) {

        /** Of gauges. */
        public static final Clear DEFAULT = new Clear(5, Duration.ofSeconds(10));

        /** Of counters and states, which need no margin. */
        public static final Clear EXACT = new Clear(0, Duration.ofSeconds(10));

        /** With the first good value. */
        public static final Clear AT_ONCE = new Clear(0, Duration.ZERO);
    }

    /** A thing is exempt while this column of its row, where there is one, is at least {@code from}. */
    public record Exemption(String column, double from) {}

    /** Where a rule comes from. */
    public enum Origin {
        BUILT_IN,
        /** A built-in rule of which the configuration changed something. */
        CHANGED,
        /** The configuration's own. */
        OWN
    }

    public static final int DEFAULT_MIN_SAMPLES = 20;
    public static final int DEFAULT_GROUP_AT = 50;

    /** Sources have seen all that lives within this time after a start. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(5);

    public Rule {
        Objects.requireNonNull(name, "name");
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("rule " + name + " has no threshold");
        }
        levels = Collections.unmodifiableMap(new EnumMap<>(levels));
        onlyWhile = List.copyOf(onlyWhile);
    }

    /** Whether the levels judge different figures of one thing: labels that tell these figures apart are not the thing's then. */
    boolean isMixed() {
        return levels.values().stream().map(Level::selector).distinct().count() > 1;
    }
}
