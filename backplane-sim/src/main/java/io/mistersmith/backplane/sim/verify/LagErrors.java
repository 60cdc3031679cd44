package io.mistersmith.backplane.sim.verify;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How far one consumer's lag was off, over many samples. */
final class LagErrors {

    private final List<Double> brackets = new ArrayList<>();
    private final List<Double> widths = new ArrayList<>();
    private long exact;
    private long sharp;
    private long sharpWithin;
    private double worstSharp;
    private long absent;
    private long failures;
    private double worstExact;
    private double worstBracketed;

    /**
     * One sample.
     *
     * @param stated the error that the figure states, ms; 0: it claims to be exact
     * @param off how far truth lies beyond that, ms
     * @param width how much truth itself leaves open, ms
     */
    void add(double stated, double off, double width) {
        widths.add(width);
        if (stated == 0) {
            exact++;
            worstExact = Math.max(worstExact, off);
        } else {
            brackets.add(stated);
            worstBracketed = Math.max(worstBracketed, off);
        }
        if (off > LagCheck.TOLERANCE_MS) {
            failures++;
        }
    }

    void absent() {
        absent++;
    }

    /**
     * One sample of a figure that claims to be exact, against truth at the very moment that it is of.
     *
     * @param off ms
     */
    void addSharp(double off) {
        sharp++;
        if (off <= LagCheck.TOLERANCE_MS) {
            sharpWithin++;
        }
        worstSharp = Math.max(worstSharp, off);
    }

    long sharp() {
        return sharp;
    }

    long sharpWithin() {
        return sharpWithin;
    }

    double worstSharp() {
        return worstSharp;
    }

    void add(LagErrors other) {
        brackets.addAll(other.brackets);
        widths.addAll(other.widths);
        exact += other.exact;
        sharp += other.sharp;
        sharpWithin += other.sharpWithin;
        worstSharp = Math.max(worstSharp, other.worstSharp);
        absent += other.absent;
        failures += other.failures;
        worstExact = Math.max(worstExact, other.worstExact);
        worstBracketed = Math.max(worstBracketed, other.worstBracketed);
    }

    long exact() {
        return exact;
    }

    long bracketed() {
        return brackets.size();
    }

    /** Samples in which there was no figure. */
    long absences() {
        return absent;
    }

    long failures() {
        return failures;
    }

    double worstExact() {
        return worstExact;
    }

    double worstBracketed() {
        return worstBracketed;
    }

    /** Of the errors that were stated, ms; 0: none was. */
    double medianBracket() {
        return median(brackets);
    }

    double widestBracket() {
        return brackets.isEmpty() ? 0 : Collections.max(brackets);
    }

    double medianWidth() {
        return median(widths);
    }

    private static double median(List<Double> values) {
        return values.isEmpty()
                ? 0
                : values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0.0);
    }
}
