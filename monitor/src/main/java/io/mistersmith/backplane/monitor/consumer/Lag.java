package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.consumer.Lookup.Found;
import io.mistersmith.backplane.monitor.consumer.Timeline.Guess;
import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The age of the oldest message that one consumer has not finished with: read from the message where that was asked for,
 * else bracketed by the known points of its stream. Not thread-safe.
 *
 * <p>Age is the server's now minus the server's timestamp. Servers before 2.10 do not tell their now: then it is ours at the
 * receipt of the answer, and a difference between the two clocks is in the figure.
 */
final class Lag {

    private static final List<String> EVERY_SUBJECT = List.of(">");

    /**
     * @param from what was asked
     * @param found empty: there was no such message
     * @param removals the stream's count of removals then: a change means that the message may be gone
     */
    private record Answer(long from, Optional<Found> found, long removals) {
        /** Of the message; 0 where there was none. */
        long sequence() {
            return found.map(Found::sequence).orElse(0L);
        }

        boolean answers(long wanted, long now, long firstSequence) {
            return removals == now
                    && found.isPresent()
                    && from <= wanted
                    && wanted <= sequence()
                    && firstSequence <= sequence();
        }
    }

    private Optional<Unfinished> where = Optional.empty();
    private Optional<Answer> answer = Optional.empty();
    /** The newest answer that found a message that was given up. */
    private Optional<Answer> passed = Optional.empty();

    private boolean asked;
    private long now;
    private double millis = Double.NaN;
    private double error = Double.NaN;

    /**
     * A poll.
     *
     * @param unfinished where the oldest message lies
     * @param dead messages that were given up
     */
    void observe(Optional<Unfinished> unfinished, Set<Long> dead, long serverNow) {
        where = unfinished;
        now = serverNow;
        // that there was nothing was true of the moment only
        answer = answer.filter(a -> a.found().isPresent());
        passDead(dead);
    }

    /** Looks on behind messages that were given up but still pin the ack floor. */
    private void passDead(Set<Long> dead) {
        if (answer.isPresent() && dead.contains(answer.get().sequence())) {
            passed = answer;
            answer = Optional.empty();
        }
        if (passed.isPresent() && where.isPresent()) {
            Answer p = passed.get();
            long from = where.get().from();
            if (p.from() <= from && from <= p.sequence()) {
                where = Optional.of(where.get().after(p.sequence()));
            }
        }
    }

    /** Works out the figures from what is known now. */
    void settle(long removals, long firstSequence, Timeline times) {
        if (where.isEmpty()) {
            set(0, 0);
            return;
        }
        Unfinished u = where.get();
        if (u.first() && answer.isPresent()) {
            Answer a = answer.get();
            if (a.answers(u.from(), removals, firstSequence)) {
                set(now - a.found().orElseThrow().time(), 0);
                return;
            }
            if (a.found().isEmpty()) {
                set(0, 0);
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
    Optional<Lookup> wanted(ConsumerInfo c, long removals, long firstSequence) {
        if (where.isEmpty() || !where.get().first() || error == 0) {
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
                new Lookup.Question(c.stream(), from, filters), c.name(), c.created(), millis, width, !asked));
    }

    void found(long from, Optional<Found> found, Set<Long> dead, long removals) {
        asked = true;
        answer = Optional.of(new Answer(from, found, removals));
        passDead(dead);
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

    private void set(long lag, long off) {
        millis = Math.max(0, lag);
        error = off;
    }
}
