package io.mistersmith.backplane.monitor.consumer;

/**
 * Since when, without a break, a consumer has been as it is: what a verdict over a window rests on, without keeping the
 * window. Times are epoch ms of polls. Not thread-safe.
 */
final class Streaks {

    /** Something that has or has not held at every poll. */
    private static final class Streak {
        private long since = -1;

        void observe(long at, boolean holds) {
            if (!holds) {
                since = -1;
            } else if (since < 0) {
                since = at;
            }
        }

        /** How long it has held, ms; −1: it does not. */
        long length(long now) {
            return since < 0 ? -1 : now - since;
        }
    }

    private final Streak seen = new Streak();
    private final Streak work = new Streak();
    private final Streak nobody = new Streak();
    private final Streak quiet = new Streak();
    private final Streak unresolved = new Streak();
    private final Streak rising = new Streak();
    private final Streak sameOldest = new Streak();
    private boolean progressed;
    private boolean moved;
    private boolean finished;
    private long redeliveries;
    private double lagAtStart;
    private double lagBefore;
    private long oldest;

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
        seen.observe(at, true);
        work.observe(at, hasWork);
        nobody.observe(at, nobodyThere);
        if (moved) {
            progressed = true;
            quiet.observe(at, false);
        }
        quiet.observe(at, true);
        if (finished) {
            redeliveries = 0;
            unresolved.observe(at, false);
        }
        unresolved.observe(at, true);
        moved = false;
        finished = false;
        if (!Double.isNaN(lag)) {
            if (lag < lagBefore) {
                rising.observe(at, false);
            }
            rising.observe(at, hasWork);
            if (rising.since == at) {
                lagAtStart = lag + error;
            }
            lagBefore = lag;
        }
    }

    /** Where its oldest unfinished message lies at that poll: at this sequence or behind it; 0: there is none. */
    void oldest(long at, long sequence) {
        if (sequence != oldest) {
            sameOldest.observe(at, false);
        }
        sameOldest.observe(at, sequence > 0);
        oldest = sequence;
    }

    /** Forgets everything: after a hole nothing is known to have held without a break. */
    void reset() {
        for (Streak streak : new Streak[] {seen, work, nobody, quiet, unresolved, rising, sameOldest}) {
            streak.observe(0, false);
        }
        progressed = false;
        moved = false;
        finished = false;
        redeliveries = 0;
    }

    /** How long it has been watched, ms. */
    long seen(long now) {
        return seen.length(now);
    }

    /** How long there has been work to do, ms; −1: there is none. */
    long work(long now) {
        return work.length(now);
    }

    /** How long nobody has been subscribed or pulling, ms; −1: somebody is. */
    long nobody(long now) {
        return nobody.length(now);
    }

    /** How long there has been no progress, ms: since the poll that saw the last, or the first poll. */
    long quiet(long now) {
        return quiet.length(now);
    }

    /** How long nothing has been resolved for certain, ms: since the poll that saw the last, or the first poll. */
    long unresolved(long now) {
        return unresolved.length(now);
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
        return rising.length(now);
    }

    /** How long its oldest unfinished message has been the same, ms; −1: there is none. */
    long sameOldest(long now) {
        return sameOldest.length(now);
    }

    /** By how much lag grew for certain, ms, since it began not to fall. */
    double rise(double lag, double error) {
        return lag - error - lagAtStart;
    }
}
