package io.mistersmith.backplane.monitor.consumer;

import java.util.Arrays;

/**
 * Since when, without a break, a consumer has been as it is: what a verdict over a window rests on, without keeping the
 * window. Times are epoch ms of polls. Not thread-safe.
 */
final class Streaks {

    private static final int SEEN = 0;
    private static final int WORK = 1;
    private static final int NOBODY = 2;
    private static final int QUIET = 3;
    private static final int UNRESOLVED = 4;
    private static final int RISING = 5;
    private static final int SAME_OLDEST = 6;
    private static final int COUNT = 7;

    private static final long NOT_SO = -1;

    /** Since when, or {@link #NOT_SO}. One array instead of seven objects: there are ten thousand consumers. */
    private final long[] since = new long[COUNT];

    private boolean progressed;
    private boolean moved;
    private boolean finished;
    private long redeliveries;
    private double lagAtStart;
    private double lagBefore;
    private long oldest;

    Streaks() {
        Arrays.fill(since, NOT_SO);
    }

    private void hold(int streak, long at, boolean holds) {
        if (!holds) {
            since[streak] = NOT_SO;
        } else if (since[streak] == NOT_SO) {
            since[streak] = at;
        }
    }

    /** How long it has held, ms; −1: it does not. */
    private long length(int streak, long now) {
        return since[streak] == NOT_SO ? -1 : now - since[streak];
    }

    /** What happened since the poll before, or a part of it. */
    void step(Progress progress) {
        moved |= progress.happened();
        // what cannot be known may have been
        finished |= progress.resolved() != 0;
        redeliveries += progress.redeliveries();
    }

    /**
     * One poll.
     *
     * @param hasWork whether anything is pending or ack pending
     * @param nobodyThere whether nobody is subscribed or pulling
     * @param lag ms; NaN: not known
     * @param error how far {@code lag} can be off, ms
     */
    void observe(long at, boolean hasWork, boolean nobodyThere, double lag, double error) {
        hold(SEEN, at, true);
        hold(WORK, at, hasWork);
        hold(NOBODY, at, nobodyThere);
        if (moved) {
            progressed = true;
            since[QUIET] = NOT_SO;
        }
        hold(QUIET, at, true);
        if (finished) {
            redeliveries = 0;
            since[UNRESOLVED] = NOT_SO;
        }
        hold(UNRESOLVED, at, true);
        moved = false;
        finished = false;
        if (!Double.isNaN(lag)) {
            if (lag < lagBefore) {
                since[RISING] = NOT_SO;
            }
            hold(RISING, at, hasWork);
            if (since[RISING] == at) {
                lagAtStart = lag + error;
            }
            lagBefore = lag;
        }
    }

    /** Where its oldest unfinished message lies at that poll: at this sequence or behind it; 0: there is none. */
    void oldest(long at, long sequence) {
        if (sequence != oldest) {
            since[SAME_OLDEST] = NOT_SO;
        }
        hold(SAME_OLDEST, at, sequence > 0);
        oldest = sequence;
    }

    /** Forgets everything: after a hole nothing is known to have held without a break. */
    void reset() {
        Arrays.fill(since, NOT_SO);
        progressed = false;
        moved = false;
        finished = false;
        redeliveries = 0;
    }

    /** How long it has been watched, ms. */
    long seen(long now) {
        return length(SEEN, now);
    }

    /** How long there has been work to do, ms; −1: there is none. */
    long work(long now) {
        return length(WORK, now);
    }

    /** How long nobody has been subscribed or pulling, ms; −1: somebody is. */
    long nobody(long now) {
        return length(NOBODY, now);
    }

    /** How long there has been no progress, ms: since the poll that saw the last, or the first poll. */
    long quiet(long now) {
        return length(QUIET, now);
    }

    /** How long nothing has been resolved for certain, ms: since the poll that saw the last, or the first poll. */
    long unresolved(long now) {
        return length(UNRESOLVED, now);
    }

    /** How often messages were delivered again since something was resolved, at least. */
    long redeliveries() {
        return redeliveries;
    }

    /** Whether any progress has been seen at all. */
    boolean progressed() {
        return progressed;
    }

    /** How long lag has not fallen, ms; −1: it fell at the last poll, or there is nothing to do. */
    long rising(long now) {
        return length(RISING, now);
    }

    /** How long its oldest unfinished message has been the same, ms; −1: there is none. */
    long sameOldest(long now) {
        return length(SAME_OLDEST, now);
    }

    /** By how much lag grew for certain, ms, since it began not to fall. */
    double rise(double lag, double error) {
        return lag - error - lagAtStart;
    }
}
