package io.mistersmith.backplane.monitor.agent;

import java.util.Arrays;

/**
 * An agent's operations by number: what it said last in this life, and the sums over its lives. Counts are doubles: exact to
 * 2⁵³, and never overflowing whatever an agent claims. Not thread-safe.
 */
final class Operations {

    private static final double[] NOTHING = {};

    /** Figures of each operation: count and errors over all lives, and what was said last. */
    private static final int EACH = 4;

    private static final int ERRORS = 1;
    private static final int LAST_COUNT = 2;
    private static final int LAST_ERRORS = 3;

    /** Bit i: operation i was told of. */
    private long told;

    /** One array, for it is read and written whole, in a large fleet from memory. */
    private double[] figures = NOTHING;

    boolean knows(int operation) {
        return ((told >>> operation) & 1) == 1;
    }

    /** Bit i: operation i is known. */
    long known() {
        return told;
    }

    /** Operations over all lives. */
    double count(int operation) {
        return figures[operation * EACH];
    }

    /** Of {@link #count}, failed. */
    double errors(int operation) {
        return figures[operation * EACH + ERRORS];
    }

    /** Whether so many would be fewer than were said before in this life. */
    boolean wouldFall(int operation, double count, double errorCount) {
        int at = operation * EACH;
        return operation != Names.OTHER
                && knows(operation)
                && (count < figures[at + LAST_COUNT] || errorCount < figures[at + LAST_ERRORS]);
    }

    /** The agent counts from zero again. */
    void restart() {
        for (int at = 0; at < figures.length; at += EACH) {
            figures[at + LAST_COUNT] = 0;
            figures[at + LAST_ERRORS] = 0;
        }
    }

    /**
     * Takes what the agent says of an operation; {@link #addedCount} and {@link #addedErrors} say what was new. Where either
     * number fell without a restart, the agent began that operation anew. {@code other} holds names that come and go: there
     * a smaller sum only is no news.
     */
    void say(int operation, double count, double errorCount) {
        int at = operation * EACH;
        if (at >= figures.length) {
            figures = Arrays.copyOf(figures, at + EACH);
        }
        if (wouldFall(operation, count, errorCount)) {
            figures[at + LAST_COUNT] = 0;
            figures[at + LAST_ERRORS] = 0;
        }
        addedCount = Math.max(0, count - figures[at + LAST_COUNT]);
        addedErrors = Math.max(0, errorCount - figures[at + LAST_ERRORS]);
        figures[at + LAST_COUNT] = Math.max(count, figures[at + LAST_COUNT]);
        figures[at + LAST_ERRORS] = Math.max(errorCount, figures[at + LAST_ERRORS]);
        figures[at] += addedCount;
        figures[at + ERRORS] += addedErrors;
        told |= 1L << operation;
    }

    /** What was said last before the monitor was away; nothing of it is counted. */
    void resume(int operation, double lastCount, double lastErrors) {
        int at = operation * EACH;
        if (at >= figures.length) {
            figures = Arrays.copyOf(figures, at + EACH);
        }
        figures[at + LAST_COUNT] += lastCount;
        figures[at + LAST_ERRORS] += lastErrors;
        told |= 1L << operation;
    }

    double lastCount(int operation) {
        return figures[operation * EACH + LAST_COUNT];
    }

    double lastErrors(int operation) {
        return figures[operation * EACH + LAST_ERRORS];
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
