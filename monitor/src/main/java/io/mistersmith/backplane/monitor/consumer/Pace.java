package io.mistersmith.backplane.monitor.consumer;

import java.util.OptionalLong;

/**
 * How often JetStream is polled: as configured while it answers as usual; where its API slows down or refuses, half as often
 * each time, down to an eighth, and back in small steps. Not thread-safe.
 *
 * <p>Slow is told by the fastest answer of a poll: in an election many requests wait, but some answer at once; a server whose
 * queue is full answers none at once.
 */
final class Pace {

    private static final double SLOWEST = 8;
    private static final double RECOVERY = 0.9;
    private static final long SLOW_NANOS = 250_000_000;
    private static final int SLOW_TIMES = 5;

    /** What is slow for so many polls on end is usual. */
    private static final double LEARNING = 0.05;

    private final long baseMillis;
    private double factor = 1;
    private long millis;
    private double usualNanos = Double.NaN;

    Pace(long baseMillis) {
        this.baseMillis = baseMillis;
        this.millis = baseMillis;
    }

    /**
     * One poll.
     *
     * @param fastestNanos how long its fastest answer took; empty: none came
     * @param limited whether a server said that its API's limit was reached
     */
    void observe(OptionalLong fastestNanos, boolean limited) {
        boolean slow = limited;
        if (fastestNanos.isPresent()) {
            long nanos = fastestNanos.getAsLong();
            slow |= nanos > SLOW_NANOS && nanos > usualNanos * SLOW_TIMES;
            usualNanos = Double.isNaN(usualNanos) ? nanos : usualNanos + (nanos - usualNanos) * LEARNING;
        }
        factor = slow ? Math.min(SLOWEST, factor * 2) : Math.max(1, factor * RECOVERY);
        millis = Math.round(baseMillis * factor);
    }

    /** As configured, ms. */
    long baseMillis() {
        return baseMillis;
    }

    /** From the start of one poll to the next, ms. */
    long millis() {
        return millis;
    }

    /** How old an answer may become, ms. */
    long validMillis() {
        return 3 * millis();
    }

    /** Whether figures of {@code observedAt} go out of date at about {@code now} (both epoch ms): told between polls, too. */
    boolean isExpiring(long observedAt, long now) {
        long left = validMillis() - (now - observedAt);
        return Math.abs(left) <= millis();
    }

    /** How often to look for what goes out of date, ms. */
    long lookMillis() {
        return Math.max(50, baseMillis / 4);
    }
}
