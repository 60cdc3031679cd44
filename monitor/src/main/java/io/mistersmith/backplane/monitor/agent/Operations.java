package io.mistersmith.backplane.monitor.agent;

import java.util.Arrays;

/**
 * An agent's operations by number: what it said last in this life, and the sums over its lives. Counts are doubles: exact to
 * 2⁵³, and never overflowing whatever an agent claims. Not thread-safe.
 */
final class Operations {

    private static final double[] NOTHING = {};

    /** Bit i: operation i was told of. */
    private long told;

    private double[] counts = NOTHING;
    private double[] errors = NOTHING;
    private double[] lastCounts = NOTHING;
    private double[] lastErrors = NOTHING;

    boolean knows(int operation) {
        return ((told >>> operation) & 1) == 1;
    }

    /** One above the highest operation told of. */
    int size() {
        return counts.length;
    }

    /** Operations over all lives. */
    double count(int operation) {
        return counts[operation];
    }

    /** Of {@link #count}, failed. */
    double errors(int operation) {
        return errors[operation];
    }

    /** Whether so many would be fewer than were said before in this life. */
    boolean wouldFall(int operation, double count, double errorCount) {
        return operation != Names.OTHER
                && knows(operation)
                && (count < lastCounts[operation] || errorCount < lastErrors[operation]);
    }

    /** The agent counts from zero again. */
    void restart() {
        Arrays.fill(lastCounts, 0);
        Arrays.fill(lastErrors, 0);
    }

    /**
     * Takes what the agent says of an operation; {@link #addedCount} and {@link #addedErrors} say what was new. Where either
     * number fell without a restart, the agent began that operation anew. {@code other} holds names that come and go: there
     * a smaller sum only is no news.
     */
    void say(int operation, double count, double errorCount) {
        if (operation >= counts.length) {
            int size = operation + 1;
            counts = Arrays.copyOf(counts, size);
            errors = Arrays.copyOf(errors, size);
            lastCounts = Arrays.copyOf(lastCounts, size);
            lastErrors = Arrays.copyOf(lastErrors, size);
        }
        if (wouldFall(operation, count, errorCount)) {
            lastCounts[operation] = 0;
            lastErrors[operation] = 0;
        }
        addedCount = Math.max(0, count - lastCounts[operation]);
        addedErrors = Math.max(0, errorCount - lastErrors[operation]);
        lastCounts[operation] = Math.max(count, lastCounts[operation]);
        lastErrors[operation] = Math.max(errorCount, lastErrors[operation]);
        counts[operation] += addedCount;
        errors[operation] += addedErrors;
        told |= 1L << operation;
    }

    private double addedCount;
    private double addedErrors;

    /** How many operations the last {@link #say} added. */
    double addedCount() {
        return addedCount;
    }

    /** How many failed ones the last {@link #say} added. */
    double addedErrors() {
        return addedErrors;
    }
}
