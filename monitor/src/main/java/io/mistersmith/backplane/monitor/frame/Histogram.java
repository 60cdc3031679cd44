package io.mistersmith.backplane.monitor.frame;

import java.util.Arrays;

/**
 * A cumulative distribution over fixed bounds at one instant. Immutable.
 */
public final class Histogram {

    private final double[] bounds;
    private final long[] counts;
    private final double sum;

    /**
     * @param bounds upper bounds, inclusive, rising; without +Inf
     * @param counts observations in each bucket, not cumulative; one more than bounds, the last for what is above all
     * @param sum of all observations
     */
    public Histogram(double[] bounds, long[] counts, double sum) {
        if (counts.length != bounds.length + 1) {
            throw new IllegalArgumentException(bounds.length + " bounds need " + (bounds.length + 1) + " counts");
        }
        this.bounds = bounds.clone();
        this.counts = counts.clone();
        this.sum = sum;
    }

    /** How many finite bounds there are. */
    public int size() {
        return bounds.length;
    }

    /** The upper bound of bucket {@code i}, inclusive. */
    public double bound(int i) {
        return bounds[i];
    }

    /** Observations in bucket {@code i} alone; {@code i == size()} is what lies above all bounds. */
    public long count(int i) {
        return counts[i];
    }

    /** All observations. */
    public long count() {
        return Arrays.stream(counts).sum();
    }

    public double sum() {
        return sum;
    }
}
