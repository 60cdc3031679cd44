package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.consumer.Lookup.Found;
import io.mistersmith.backplane.monitor.consumer.Timeline.Guess;
import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import java.util.List;
import java.util.Optional;

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
        boolean answers(long wanted, long now, long firstSequence) {
            return removals == now
                    && found.isPresent()
                    && from <= wanted
                    && wanted <= found.get().sequence()
                    && firstSequence <= found.get().sequence();
        }
    }

    private Optional<Unfinished> where = Optional.empty();
    private Optional<Answer> answer = Optional.empty();
    private long now;
    private double millis = Double.NaN;
    private double error = Double.NaN;

    /** A poll: {@code where} the oldest message lies, at {@code serverNow} (epoch ms). */
    void observe(Optional<Unfinished> unfinished, long serverNow) {
        where = unfinished;
        now = serverNow;
        // that there was nothing was true of the moment only
        answer = answer.filter(a -> a.found().isPresent());
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
            set(now - guess.get().time(), guess.get().error());
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
        return Optional.of(new Lookup(c.stream(), c.name(), c.created(), from, filters, width));
    }

    void found(long from, Optional<Found> found, long removals) {
        answer = Optional.of(new Answer(from, found, removals));
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
