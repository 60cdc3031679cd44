package io.mistersmith.backplane.monitor.wire;

import java.math.BigInteger;

/**
 * The double nearest to a decimal number, as {@link Double#parseDouble} finds it, without an object. Numbers that are too close
 * to the middle between two doubles are left to others.
 */
final class Decimals {

    /** More decimals than this are left to others. */
    static final int MAX_DECIMALS = 22;

    /** Powers of ten up to 10²² are doubles. */
    private static final double[] POWERS = new double[MAX_DECIMALS + 1];

    /** {@code RECIPROCALS[n] · 2^-SHIFTS[n]} is 10⁻ⁿ, cut to 64 bits, the highest of them set. */
    private static final long[] RECIPROCALS = new long[MAX_DECIMALS + 1];

    private static final int[] SHIFTS = new int[MAX_DECIMALS + 1];

    static {
        for (int n = 1; n <= MAX_DECIMALS; n++) {
            BigInteger power = BigInteger.TEN.pow(n);
            POWERS[n] = power.doubleValue();
            SHIFTS[n] = Long.SIZE - 1 + power.bitLength();
            RECIPROCALS[n] = BigInteger.ONE.shiftLeft(SHIFTS[n]).divide(power).longValue();
        }
    }

    private Decimals() {}

    /**
     * {@code digits} · 10^-{@code decimals}; NaN where it would take more to be sure.
     *
     * @param digits ≥ 0
     * @param decimals 0…{@link #MAX_DECIMALS}
     */
    static double of(long digits, int decimals) {
        if (decimals == 0) {
            return digits;
        }
        // both are doubles, so that the quotient is rounded once
        return digits <= 1L << 53 ? digits / POWERS[decimals] : rounded(digits, decimals);
    }

    /** What Eisel and Lemire do, for the few exponents that matter here. */
    private static double rounded(long digits, int decimals) {
        int leading = Long.numberOfLeadingZeros(digits);
        long high = unsignedMultiplyHigh(digits << leading, RECIPROCALS[decimals]);
        // the true product is less than two units of high above it
        int extra = high < 0 ? 11 : 10;
        long rest = high & ((1L << extra) - 1);
        long half = 1L << (extra - 1);
        if (rest == half || rest == half - 1) {
            return Double.NaN;
        }
        long mantissa = (high >>> extra) + (rest > half ? 1 : 0);
        return Math.scalb((double) mantissa, extra + Long.SIZE - leading - SHIFTS[decimals]);
    }

    private static long unsignedMultiplyHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
    }
}
