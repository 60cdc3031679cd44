package io.mistersmith.backplane.sim.verify;

import io.mistersmith.backplane.sim.verify.PublishTruth.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What one consumer finished and when; and from it, what its lag was. Nobody outside the server knows the very moment of an
 * acknowledgement, so truth is a set of spans: the age of each message that may have been the oldest unfinished one. For any
 * thread.
 */
final class LagTruth {

    /** What the server does after it has answered, ms. */
    private static final double SLACK_MILLIS = 20;

    private static final double REMEMBERED_MILLIS = 10_000;
    private static final int NAMED = 4;

    private final PublishTruth stream;
    private final Predicate<Message> offered;
    private final Map<Long, Span> finished = new HashMap<>();
    private final Map<Long, Double> received = new HashMap<>();
    private final Map<Long, Long> deliveries = new HashMap<>();
    private final NavigableMap<Long, Span> acknowledged = new TreeMap<>();
    private final NavigableMap<Long, Message> unfinished = new TreeMap<>();
    private long known;
    private long givenUp;

    /**
     * @param offered whether the consumer is to have the message at all: its filters and its start
     */
    LagTruth(PublishTruth stream, Predicate<Message> offered) {
        this.stream = stream;
        this.offered = offered;
    }

    /**
     * Its application got it, for the first time or again.
     *
     * @param delivery its consumer sequence
     * @param when epoch ms
     */
    synchronized void received(long sequence, long delivery, double when) {
        received.putIfAbsent(sequence, when);
        deliveries.putIfAbsent(sequence, delivery);
    }

    /** Acknowledged, terminated, given up or, where nobody acknowledges, delivered. */
    synchronized void finished(long sequence, Span when) {
        finished.merge(sequence, when, Span::orEarlier);
    }

    /** The server gave it up after {@code max_deliver}. */
    synchronized void gaveUp(long sequence, Span when) {
        givenUp++;
        finished(sequence, when);
    }

    /** How many messages the server gave up. */
    synchronized long givenUp() {
        return givenUp;
    }

    /** An acknowledgement of all up to {@code sequence}, said of its delivery of that number. */
    synchronized void finishedUpTo(long sequence, long delivery, Span when) {
        acknowledged.put(delivery, when);
        finishedUpTo(sequence, when);
    }

    private void finishedUpTo(long sequence, Span when) {
        for (long s = sequence; s > 0 && done(s).to() > when.from(); s--) {
            finished(s, when);
        }
    }

    /**
     * Where an acknowledgement covers all before it: the server takes the removal of a message that waits for its
     * acknowledgement for one. To be called once all has come to its end.
     */
    synchronized void removalsAcknowledge() {
        List<Message> removed = stream.from(1).values().stream()
                .filter(m -> m.removed().to() < Double.POSITIVE_INFINITY && received.containsKey(m.sequence()))
                .sorted(Comparator.comparing(m -> m.removed().from()))
                .toList();
        for (Message m : removed) {
            Span taken = open(m.sequence(), m.removed());
            // it is overheard, as an acknowledgement is, when a later delivery was acknowledged before
            List<Span> later = List.copyOf(acknowledged
                    .tailMap(deliveries.getOrDefault(m.sequence(), 0L), false)
                    .values());
            if (later.stream().anyMatch(a -> a.to() < taken.from())) {
                continue;
            }
            if (taken.from() < Double.POSITIVE_INFINITY) {
                boolean maybe = later.stream().anyMatch(a -> a.from() <= taken.to());
                finishedUpTo(m.sequence(), maybe ? new Span(taken.from(), Double.POSITIVE_INFINITY) : taken);
            }
        }
    }

    /** What the server does at {@code when} to a message that waits for its acknowledgement then: whether and when. */
    private Span open(long sequence, Span when) {
        double got = received.getOrDefault(sequence, Double.POSITIVE_INFINITY);
        Span done = done(sequence);
        double end = when.to() + SLACK_MILLIS;
        if (got > end || done.to() < when.from()) {
            return Span.NEVER;
        }
        boolean certain = got <= when.from() && done.from() > end;
        return new Span(when.from(), certain ? end : Double.POSITIVE_INFINITY);
    }

    /**
     * What lag may have been at some moment of {@code when}, ms; never empty. To be asked once all has come to its end, and
     * in about the order of time: what was finished long before is forgotten.
     */
    synchronized List<Span> possible(Span when) {
        learn();
        List<Span> lags = new ArrayList<>();
        // the moments at which none of the messages so far is unfinished for certain
        List<Span> open = List.of(when);
        Iterator<Message> messages = unfinished.values().iterator();
        while (messages.hasNext()) {
            Message m = messages.next();
            if (m.stored().from() > when.to()) {
                break;
            }
            Span end = ended(m);
            if (end.to() < when.from()) {
                if (end.to() < when.from() - REMEMBERED_MILLIS) {
                    messages.remove();
                }
                continue;
            }
            for (Span moment : open) {
                Optional<Span> maybe = moment.and(
                        new Span(m.stored().from(), Math.max(m.stored().from(), end.to())));
                maybe.ifPresent(at -> lags.add(new Span(
                        Math.max(0, at.from() - m.time().to()),
                        Math.max(0, at.to() - m.time().from()))));
            }
            if (end.from() > m.stored().to()) {
                Span certainly = new Span(m.stored().to(), end.from());
                open = open.stream().flatMap(s -> s.without(certainly)).toList();
            }
            if (open.isEmpty()) {
                return lags;
            }
        }
        lags.add(Span.ZERO);
        return lags;
    }

    /**
     * Where the oldest is beyond doubt one and the same message over all of {@code when}: the moment at which its age was
     * {@code lag} ms, epoch ms.
     */
    synchronized OptionalDouble moment(double lag, Span when) {
        List<Message> candidates = new ArrayList<>();
        learn();
        for (Message m : unfinished.values()) {
            Span end = ended(m);
            if (m.stored().from() > when.to()) {
                break;
            }
            if (end.to() >= when.from()) {
                candidates.add(m);
            }
            if (m.stored().to() <= when.from() && end.from() > when.to()) {
                break;
            }
        }
        boolean certain = candidates.size() == 1
                && candidates.get(0).time().from() == candidates.get(0).time().to();
        return certain ? OptionalDouble.of(candidates.get(0).time().from() + lag) : OptionalDouble.empty();
    }

    private void learn() {
        if (known < stream.last()) {
            stream.from(known + 1).forEach((sequence, m) -> {
                if (offered.test(m)) {
                    unfinished.put(sequence, m);
                }
            });
            known = stream.last();
        }
    }

    /**
     * In words: what is known of the messages that may have been the oldest at some moment of {@code when}, and of those whose
     * age was {@code lag} ms then.
     */
    synchronized String explain(Span lag, Span when) {
        Span time = new Span(
                when.from() - lag.to() - LagCheck.TOLERANCE_MS, when.to() - lag.from() + LagCheck.TOLERANCE_MS);
        return "ms after the poll's begin: truth is of "
                + words(when, m -> offered.test(m) && ended(m).to() >= when.from())
                + "; told is of " + words(when, m -> m.time().and(time).isPresent());
    }

    private String words(Span when, Predicate<Message> which) {
        return stream.from(1).values().stream()
                .filter(which)
                .limit(NAMED)
                .map(m -> m.sequence()
                        + (offered.test(m) ? "" : " (not its own)")
                        + after(when.from(), " stored", m.stored())
                        + after(
                                when.from(),
                                " received",
                                Span.at(received.getOrDefault(m.sequence(), Double.POSITIVE_INFINITY)))
                        + after(when.from(), " finished", done(m.sequence()))
                        + after(when.from(), " removed", m.removed()))
                .collect(Collectors.joining(", "));
    }

    private static String after(double begin, String what, Span moment) {
        return moment.from() == Double.POSITIVE_INFINITY
                ? ""
                : String.format(Locale.ROOT, "%s %.1f…%.1f", what, moment.from() - begin, moment.to() - begin);
    }

    private Span ended(Message message) {
        return done(message.sequence()).orEarlier(message.removed());
    }

    private Span done(long sequence) {
        return finished.getOrDefault(sequence, Span.NEVER);
    }
}
