package io.mistersmith.backplane.monitor.exposition;

import com.fasterxml.jackson.core.io.NumberOutput;

/** Numbers as ASCII, written into bytes without a String between. Every method returns the place behind what it wrote. Pure. */
final class NumberText {

    /** More than any long or double takes. */
    static final int MAX_LENGTH = 32;

    /** Below it, thousandths and millionths are whole numbers that a double holds exactly. */
    private static final double FIXED_POINT_LIMIT = 1e9;

    private static final double EXACT_INTEGERS = 0x1p53;

    /** Of a long. */
    private static final int MAX_DIGITS = 19;

    private static final byte[] TENS = new byte[100];
    private static final byte[] ONES = new byte[100];

    static {
        for (int i = 0; i < 100; i++) {
            TENS[i] = (byte) ('0' + i / 10);
            ONES[i] = (byte) ('0' + i % 10);
        }
    }

    private NumberText() {}

    /** Whether it is written without a fraction. */
    static boolean isWhole(double value) {
        return (long) value == value && Math.abs(value) <= EXACT_INTEGERS;
    }

    /**
     * A finite number such that reading it gives exactly this double: whole ones without a fraction, those of at most six
     * decimals in plain digits, the others as short as {@link Double#toString(double)} of Java 19 has them.
     */
    static int write(double value, byte[] out, int at) {
        if (isWhole(value)) {
            return write((long) value, out, at);
        }
        int end = fixedPoint(value, 1_000, 3, out, at);
        if (end == at) {
            end = fixedPoint(value, 1_000_000, 6, out, at);
        }
        // Schubfach: shortest, which Double.toString is from Java 19 on only, and faster than Java 17's
        return end == at ? ascii(NumberOutput.toString(value, true), out, at) : end;
    }

    static int write(long value, byte[] out, int at) {
        if (value >= 0 && value < 10) {
            out[at] = (byte) ('0' + value);
            return at + 1;
        }
        if (value == Long.MIN_VALUE) {
            return ascii(Long.toString(value), out, at);
        }
        int first = at;
        if (value < 0) {
            out[first++] = '-';
        }
        long magnitude = Math.abs(value);
        return digits(magnitude, digitsOf(magnitude), out, first);
    }

    /** Writes {@code value} with at most {@code decimals} decimals if that is exact, else nothing. */
    private static int fixedPoint(double value, int scale, int decimals, byte[] out, int at) {
        if (!(Math.abs(value) < FIXED_POINT_LIMIT)) {
            return at;
        }
        long scaled = Math.round(value * scale);
        // both are exact doubles, so this quotient is the double that a reader makes of the digits
        if ((double) scaled / scale != value) {
            return at;
        }
        long magnitude = Math.abs(scaled);
        int here = at;
        if (value < 0) {
            out[here++] = '-';
        }
        int whole = (int) (magnitude / scale);
        here = digits(whole, digitsOf(whole), out, here);
        out[here++] = '.';
        int fraction = (int) (magnitude - (long) whole * scale);
        int places = decimals;
        while (fraction % 10 == 0) {
            fraction /= 10;
            places--;
        }
        return digits(fraction, places, out, here);
    }

    /** Two digits a division, and small numbers as ints: divisions are most of what a number costs. */
    private static int digits(long value, int count, byte[] out, int first) {
        int at = first + count;
        long large = value;
        while (large > Integer.MAX_VALUE) {
            long rest = large / 100;
            at = twoDigits((int) (large - rest * 100), out, at);
            large = rest;
        }
        int small = (int) large;
        while (small >= 10) {
            int rest = small / 100;
            at = twoDigits(small - rest * 100, out, at);
            small = rest;
        }
        while (at > first) {
            out[--at] = (byte) ('0' + small);
            small = 0;
        }
        return first + count;
    }

    /** Writes {@code value}, 0 … 99, before {@code end}; returns where it begins. */
    private static int twoDigits(int value, byte[] out, int end) {
        out[end - 1] = ONES[value];
        out[end - 2] = TENS[value];
        return end - 2;
    }

    private static int digitsOf(long value) {
        int count = 1;
        for (long power = 10; count < MAX_DIGITS && value >= power; power *= 10) {
            count++;
        }
        return count;
    }

    private static int ascii(String text, byte[] out, int at) {
        for (int i = 0; i < text.length(); i++) {
            out[at + i] = (byte) text.charAt(i);
        }
        return at + text.length();
    }
}
