package io.mistersmith.backplane.monitor.agent;

import org.jspecify.annotations.Nullable;

/**
 * Tells from a heartbeat's number what it is, by the table "Sequences" of the wire contract, against the highest number of the
 * agent's present life. Three cases that the table leaves open:
 *
 * <ul>
 *   <li>A straggler of the life before this one, whatever its number, is a duplicate: it is no gap and no restart.
 *   <li>A higher number with counts that fell is a restart where the life's start is later or not said: its first heartbeats
 *       were lost, or the agent numbers on over its restarts.
 *   <li>Where no uptime is said and the heartbeats numbered 0 and 1 were lost, the second one that is sent later than all of
 *       this life is a restart: the agent would seem dead until its numbers reach the old ones.
 * </ul>
 *
 * Not thread-safe.
 */
final class Lives {

    /** What a heartbeat is. */
    enum Verdict {
        /** The first that is ever heard of this agent. */
        FIRST,
        /** A higher number; {@link #gap} says how many were missed before it. */
        NEXT,
        /** The first of a new life. */
        RESTART,
        /** One that counted as missed. */
        LATE,
        /** Already known, or of a former life. */
        DUPLICATE
    }

    /** Stands for the start of a life whose heartbeats do not say their uptime. */
    static final long UNKNOWN = Long.MIN_VALUE;

    /** Starts that are no further apart are one: uptime may be told in whole seconds. */
    private static final long JITTER_MILLIS = 1000;

    private static final long NONE = -1;

    private long highest = NONE;
    /** Bit i: the number {@code highest − 1 − i} was missed. */
    private long missed;

    private long gap;
    private long start = UNKNOWN;
    private long firstTimestamp;
    private long lastTimestamp;
    /** Most agents never need it. */
    private @Nullable Past past;

    /** What is known of the life before, and what may be the beginning of the next. */
    private static final class Past {
        private boolean restarted;
        /** Nothing was heard of it since the monitor began. */
        private boolean unheard;

        private long formerStart = UNKNOWN;
        private long suspect = NONE;
        private long suspectTimestamp;
    }

    /**
     * Judges a heartbeat and takes it for known.
     *
     * @param sequence its number
     * @param timestamp when it was sent, ms of the agent's clock
     * @param began when its life began, ms of the agent's clock, or {@link #UNKNOWN}
     * @param fell whether a count in it is smaller than before
     */
    Verdict judge(long sequence, long timestamp, long began, boolean fell) {
        gap = 0;
        if (highest == NONE) {
            begin(sequence, timestamp, began);
            return Verdict.FIRST;
        }
        if (isOfFormerLife(timestamp, began)) {
            return Verdict.DUPLICATE;
        }
        if (sequence > highest) {
            if (fell && (began == UNKNOWN || isYounger(sequence, timestamp, began))) {
                return restart(sequence, timestamp, began);
            }
            advance(sequence, timestamp, began);
            return Verdict.NEXT;
        }
        if (isYounger(sequence, timestamp, began)) {
            return restart(sequence, timestamp, began);
        }
        if (wasMissed(sequence)) {
            missed &= ~(1L << (highest - 1 - sequence));
            return Verdict.LATE;
        }
        if (began == UNKNOWN && timestamp > lastTimestamp) {
            Past own = past();
            if (own.suspect != NONE && sequence > own.suspect && timestamp > own.suspectTimestamp) {
                return restart(sequence, timestamp, began);
            }
            own.suspect = sequence;
            own.suspectTimestamp = timestamp;
        }
        return Verdict.DUPLICATE;
    }

    /** What is kept of the present life over a restart of the monitor. */
    KeptAgent.Life kept() {
        return new KeptAgent.Life(highest, start, firstTimestamp, lastTimestamp);
    }

    /**
     * Goes on with a life that was known before the monitor was away. What was sent meanwhile was not missed: nobody listened.
     */
    void resume(KeptAgent.Life life) {
        highest = life.highest();
        start = life.start();
        firstTimestamp = life.firstTimestamp();
        lastTimestamp = life.lastTimestamp();
        missed = 0;
        past().unheard = true;
    }

    /** How many heartbeats are missing right before the one judged last. */
    long gap() {
        return gap;
    }

    private boolean isOfFormerLife(long timestamp, long began) {
        if (past == null || !past.restarted) {
            return false;
        }
        if (began == UNKNOWN || past.formerStart == UNKNOWN || start == UNKNOWN) {
            return timestamp < firstTimestamp;
        }
        return Math.abs(began - past.formerStart) <= JITTER_MILLIS && began < start - JITTER_MILLIS;
    }

    private boolean isYounger(long sequence, long timestamp, long began) {
        if (began == UNKNOWN) {
            return timestamp > lastTimestamp && sequence <= 1;
        }
        return began > (start == UNKNOWN ? firstTimestamp : start) + JITTER_MILLIS;
    }

    private boolean wasMissed(long sequence) {
        long distance = highest - 1 - sequence;
        return distance >= 0 && distance < Long.SIZE && ((missed >>> distance) & 1) == 1;
    }

    private Verdict restart(long sequence, long timestamp, long began) {
        Past own = past();
        own.restarted = true;
        own.formerStart = start;
        begin(sequence, timestamp, began);
        return Verdict.RESTART;
    }

    private void begin(long sequence, long timestamp, long began) {
        highest = sequence;
        missed = 0;
        start = began;
        firstTimestamp = timestamp;
        lastTimestamp = timestamp;
        suspectNothing();
        if (past != null) {
            past.unheard = false;
        }
    }

    private Past past() {
        Past own = past == null ? new Past() : past;
        past = own;
        return own;
    }

    private void suspectNothing() {
        if (past != null) {
            past.suspect = NONE;
        }
    }

    private void advance(long sequence, long timestamp, long began) {
        gap = sequence - highest - 1;
        if (past != null && past.unheard) {
            past.unheard = false;
            gap = 0;
        }
        // the former highest, which was heard, moves to bit `gap`; the missed ones lie below it
        missed = gap >= Long.SIZE ? -1L : (gap == Long.SIZE - 1 ? 0 : missed << (gap + 1)) | ((1L << gap) - 1);
        highest = sequence;
        // the latest start: a clock that is set while the agent lives makes no restart of a repeat
        start = Math.max(start, began);
        lastTimestamp = Math.max(lastTimestamp, timestamp);
        suspectNothing();
    }
}
