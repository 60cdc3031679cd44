package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.consumer.Lookup.Found;
import io.mistersmith.backplane.monitor.consumer.Timeline.Guess;
import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * The age of the oldest message that one consumer has not finished with: read from the message where that was asked for,
 * else bracketed by the known points of its stream. Not thread-safe.
 *
 * <p>Age is the server's now minus the server's timestamp. Servers before 2.10 do not tell their now in lists: then it is ours
 * halfway from the question to the answer, and a difference between the two clocks is in the figure.
 */
final class Lag {

    private static final List<String> EVERY_SUBJECT = List.of(">");

    /** A figure that is off by no more is called exact. */
    private static final long EXACT_MILLIS = 5;

    /**
     * @param from what was asked
     * @param found empty: there was no such message
     * @param removals the stream's count of removals before: a change means that the message may be gone
     * @param late how long after the state that the poll told it came, at most, ms
     * @param confirmed whether it is known that nothing was removed between that state and the answer
     */
    private record Answer(long from, Optional<Found> found, long removals, long late, boolean confirmed) {
        /** Of the message; 0 where there was none. */
        long sequence() {
            return found.map(Found::sequence).orElse(0L);
        }

        /** What is left of it: that there was nothing was true of the moment only. */
        Optional<Answer> afterPoll() {
            if (found.isEmpty()) {
                return Optional.empty();
            }
            // by a poll without removals, which is looked at where it is used
            return Optional.of(confirmed && late == 0 ? this : new Answer(from, found, removals, 0, true));
        }

        boolean answers(long wanted, long now, long firstSequence) {
            return removals == now
                    && found.isPresent()
                    && from <= wanted
                    && wanted <= sequence()
                    && firstSequence <= sequence();
        }
    }

    /**
     * @param from what was asked
     * @param dead the last message up to the one found that was given up
     */
    private record Passed(long from, long dead) {}

    private Optional<Unfinished> where = Optional.empty();
    private Optional<Answer> answer = Optional.empty();
    /** The newest answer that led to a message that was given up. */
    private Optional<Passed> passed = Optional.empty();

    private boolean doubtful;
    private boolean asked;
    private long now;
    private long off;
    private double millis = Double.NaN;
    private double error = Double.NaN;

    /**
     * A poll.
     *
     * @param unfinished where the oldest message lies
     * @param doubtful whether there may be acknowledged messages behind the one that is looked for
     * @param dead messages that were given up
     * @param off how far figures can be off by the way in which they were polled, ms
     */
    void observe(Optional<Unfinished> unfinished, boolean doubtful, NavigableSet<Long> dead, long serverNow, long off) {
        this.doubtful = doubtful;
        where = unfinished;
        now = serverNow;
        this.off = off > EXACT_MILLIS ? off : 0;
        if (answer.isPresent()) {
            answer = answer.get().afterPoll();
        }
        passDead(dead);
    }

    /** Looks on behind messages that were given up but still pin the ack floor. */
    private void passDead(NavigableSet<Long> dead) {
        if (answer.isPresent()) {
            Answer a = answer.get();
            // also one that was deleted since pins the floor
            Long last = dead.floor(a.sequence());
            if (last != null && last >= a.from()) {
                passed = Optional.of(new Passed(a.from(), last));
                answer = Optional.empty();
            }
        }
        if (passed.isPresent() && where.isPresent()) {
            Passed p = passed.get();
            long from = where.get().from();
            if (p.from() <= from && from <= p.dead()) {
                where = Optional.of(where.get().after(p.dead()));
            }
        }
    }

    /** Works out the figures from what is known now. */
    void settle(long removals, long firstSequence, Timeline times) {
        if (where.isEmpty()) {
            nothing();
            return;
        }
        Unfinished u = where.get();
        if (u.first() && answer.isPresent()) {
            Answer a = answer.get();
            if (a.answers(u.from(), removals, firstSequence)) {
                boolean exact = a.confirmed() || a.sequence() == u.from();
                // what was looked for may be gone, and what comes behind it be acknowledged: the bracket stands
                if (exact || !doubtful) {
                    set(now - a.found().orElseThrow().time(), exact ? 0 : a.late());
                    return;
                }
            }
            if (a.found().isEmpty()) {
                nothing();
                return;
            }
        }
        Optional<Guess> guess = times.between(u.from(), u.to(), u.notBefore(), now);
        if (guess.isPresent()) {
            // what is open is most likely among the last delivered, what comes next among the first not delivered
            boolean late = !u.first() && u.to() != Long.MAX_VALUE;
            set(
                    now - guess.get().time() - (late ? guess.get().error() : 0),
                    guess.get().error());
        } else {
            millis = Double.NaN;
            error = Double.NaN;
        }
    }

    /** What should be asked to know lag exactly; empty when it is known, or no single message can tell. */
    Optional<Lookup> wanted(ConsumerInfo c, long removals, long firstSequence, boolean gaps) {
        if (where.isEmpty() || !where.get().first() || error <= off) {
            return Optional.empty();
        }
        long from = where.get().from();
        if (answer.isPresent() && answer.get().answers(from, removals, firstSequence)) {
            return Optional.empty();
        }
        List<String> filters =
                c.config().filters().isEmpty() ? EVERY_SUBJECT : c.config().filters();
        long width = Double.isNaN(error) ? Long.MAX_VALUE : (long) error;
        return Optional.of(new Lookup(
                new Lookup.Question(c.stream(), from, filters, gaps),
                c.name(),
                c.created(),
                millis,
                width,
                !asked,
                removals));
    }

    /**
     * An answer.
     *
     * @param removals the stream's count of them when it was asked
     * @param late how long after the state that the newest poll told, at most, ms
     */
    void found(long from, Optional<Found> found, NavigableSet<Long> dead, long removals, long late) {
        asked = true;
        answer = Optional.of(new Answer(from, found, removals, late, false));
        passDead(dead);
    }

    /** Whether its answer is worth less as long as something may have been removed just before it. */
    boolean isUnconfirmed() {
        return answer.isPresent()
                && where.isPresent()
                && answer.get().found().isPresent()
                && !answer.get().confirmed()
                && answer.get().sequence() != where.get().from();
    }

    /** Nothing was removed between the state that the poll told and the answers. */
    void confirm() {
        answer = answer.map(a -> new Answer(a.from(), a.found(), a.removals(), a.late(), true));
    }

    /** Forgets what was found for a consumer of the same name that is gone. */
    void startAfresh() {
        answer = Optional.empty();
        passed = Optional.empty();
        asked = false;
    }

    /** ms; NaN: not known. */
    double millis() {
        return millis;
    }

    /** How far {@link #millis()} can be off, ms. */
    double error() {
        return error;
    }

    /** Where the oldest message lies; empty when there is none. */
    Optional<Unfinished> where() {
        return where;
    }

    private void nothing() {
        millis = 0;
        error = 0;
    }

    private void set(long lag, long bracket) {
        millis = Math.max(0, lag);
        error = bracket + off;
    }
}
