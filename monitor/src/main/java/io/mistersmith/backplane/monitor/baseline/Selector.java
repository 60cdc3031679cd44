package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Labels;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Which figures a threshold judges, and what it makes of them.
 *
 * @param metric the Prometheus family name; hidden ones too
 * @param match label name → value that a series (its row and its column) must have
 * @param growthOver when present, the figure judged is the net increase over this time instead of the value itself; the first
 *     sight of a thing is its base, never an increase
 * @param bornWithFirst whether the counter appears with its first event, so that absence means none yet: the first value of a
 *     thing is then an increase, from the very first Frame on
 * @param inUnitsOf when present, the threshold is a multiple of this column's figure in the same row
 */
public record Selector(
        String metric,
        Map<String, String> match,
        Optional<Duration> growthOver,
        boolean bornWithFirst,
        Optional<String> inUnitsOf) {

    public Selector {
        match = Map.copyOf(match);
    }

    /** The values themselves. */
    public static Selector of(String metric, Map<String, String> match) {
        return new Selector(metric, match, Optional.empty(), false, Optional.empty());
    }

    Selector over(Duration time) {
        return new Selector(metric, match, Optional.of(time), bornWithFirst, inUnitsOf);
    }

    Selector withMetric(String other) {
        return new Selector(other, match, growthOver, bornWithFirst, inUnitsOf);
    }

    Selector withMatch(Map<String, String> other) {
        return new Selector(metric, other, growthOver, bornWithFirst, inUnitsOf);
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(metric);
        if (!match.isEmpty()) {
            out.append(Labels.of(match));
        }
        growthOver.ifPresent(time -> out.append(" in ").append(Wording.time(time)));
        inUnitsOf.ifPresent(column -> out.append(" ÷ ").append(column));
        return out.toString();
    }
}
