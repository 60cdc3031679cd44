package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import java.time.Duration;

/**
 * One threshold of a rule.
 *
 * @param selector the figures it judges
 * @param threshold in the metric's unit, or a multiple of {@link Selector#inUnitsOf}
 * @param inclusive whether the threshold itself is a break
 * @param holdFor how long it must hold before it counts
 * @param says the summary: text with {@code {value}} and {@code {label}} in it; empty for one made of metric and labels
 */
public record Level(
        Selector selector, Comparison comparison, double threshold, boolean inclusive, Duration holdFor, String says) {

    /** The threshold of a rule that holds only for things that bring their own. */
    static final double NO_THRESHOLD = Double.POSITIVE_INFINITY;

    boolean hasThreshold() {
        return !Double.isInfinite(threshold);
    }

    /** Whether {@code value} breaks {@code limit}, this level's threshold in the value's unit; never for NaN. */
    boolean breaks(double value, double limit) {
        return breaks(value, limit, inclusive);
    }

    /** The same, where {@code limit} is the thing's own and {@code inclusively} says whether it is a break itself. */
    boolean breaks(double value, double limit, boolean inclusively) {
        if (value == limit) {
            return inclusively;
        }
        return comparison == Comparison.ABOVE ? value > limit : value < limit;
    }

    /** Whether {@code value} has come back from {@code limit} by {@code percent} of it. */
    boolean cleared(double value, double limit, boolean inclusively, double percent) {
        double margin = room(limit) * percent / 100;
        boolean back = comparison == Comparison.ABOVE ? value <= limit - margin : value >= limit + margin;
        return back && !breaks(value, limit, inclusively);
    }

    /**
     * What the percent of the hysteresis is of. A ratio that must not fall below 0.99 can never reach 0.99 + 5 %: there it is the
     * distance to 1.
     */
    private double room(double limit) {
        boolean ratioBelow = comparison == Comparison.BELOW && selector.metric().endsWith("_ratio");
        return Math.abs(ratioBelow ? 1 - limit : limit);
    }
}
