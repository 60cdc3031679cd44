package io.mistersmith.backplane.sim.random;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Generators and draws that the JDK does not have. */
public final class Draws {

    /** Above it the normal distribution is close enough. */
    private static final double EXACT_POISSON = 60;

    private Draws() {}

    /** A generator of its own for each thing, so that what one does never changes another's luck. */
    public static RandomGenerator generator(long seed, String thing) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + thing.hashCode());
    }

    /** How many events of a Poisson process happen where {@code mean} are expected. */
    public static int poisson(double mean, RandomGenerator random) {
        if (mean > EXACT_POISSON) {
            return (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        // Knuth: how many uniform factors until the product falls below e^-mean
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        int events = 0;
        while (product > limit) {
            events++;
            product *= random.nextDouble();
        }
        return events;
    }
}
