package io.mistersmith.backplane.sim.random;

import java.util.random.RandomGenerator;

/**
 * The log-normal distribution that has this median and this 95th percentile; of durations and sizes, which are positive and
 * have a long tail.
 */
public record LogNormal(double median, double p95) {

    /** The 95th percentile of the standard normal distribution. */
    private static final double Z95 = 1.6448536269514722;

    public LogNormal {
        if (!(median > 0 && p95 >= median && p95 < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("need 0 < median ≤ p95 < ∞, not median " + median + " and p95 " + p95);
        }
    }

    public double sample(RandomGenerator random) {
        return median * Math.exp(Math.log(p95 / median) / Z95 * random.nextGaussian());
    }
}
