package io.mistersmith.backplane.sim.verify;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a stream took in and when, by the server's acknowledgements, and what was removed from it again. For any thread.
 */
final class PublishTruth {

    /**
     * @param stored between sending and the server's acknowledgement
     * @param time its stream timestamp: as {@code stored}, until it was read from the message itself
     * @param removed by a deletion, a purge or a limit
     */
    record Message(long sequence, String subject, Span stored, Span time, Span removed) {}

    private final NavigableMap<Long, Message> messages = new TreeMap<>();
    private final long most;
    private final double maxAge;
    private final double expiry;

    /**
     * @param most {@code max_msgs}; {@link Long#MAX_VALUE}: no limit
     * @param maxAge {@code max_age}, ms; infinite: no limit
     * @param expiry how much later than that the server may remove a message, ms
     */
    PublishTruth(long most, double maxAge, double expiry) {
        this.most = most;
        this.maxAge = maxAge;
        this.expiry = expiry;
    }

    PublishTruth() {
        this(Long.MAX_VALUE, Double.POSITIVE_INFINITY, 0);
    }

    synchronized void stored(long sequence, String subject, Span when) {
        Span expired = maxAge == Double.POSITIVE_INFINITY
                ? Span.NEVER
                : new Span(when.from() + maxAge, when.to() + maxAge + expiry);
        messages.put(sequence, new Message(sequence, subject, when, when, expired));
        if (sequence > most) {
            removed(sequence - most, when);
        }
    }

    /** Its own timestamp was read. */
    synchronized void timed(long sequence, double time) {
        messages.computeIfPresent(
                sequence, (s, m) -> new Message(s, m.subject(), m.stored(), Span.at(time), m.removed()));
    }

    synchronized void removed(long sequence, Span when) {
        messages.computeIfPresent(
                sequence,
                (s, m) -> new Message(
                        s, m.subject(), m.stored(), m.time(), m.removed().orEarlier(when)));
    }

    /** A purge up to and without {@code sequence}. */
    synchronized void removedBelow(long sequence, Span when) {
        messages.headMap(sequence).keySet().forEach(s -> removed(s, when));
    }

    /** The highest sequence; 0: none. */
    synchronized long last() {
        return messages.isEmpty() ? 0 : messages.lastKey();
    }

    synchronized Message message(long sequence) {
        Message message = messages.get(sequence);
        if (message == null) {
            throw new IllegalStateException("no message " + sequence + " was acknowledged");
        }
        return message;
    }

    /** Whether every publish up to the last was acknowledged; only then anything can be said of consumers. */
    synchronized boolean isWhole() {
        return messages.isEmpty() || messages.size() == messages.lastKey() - messages.firstKey() + 1;
    }

    /** All from {@code sequence} on, as they are known now. */
    synchronized NavigableMap<Long, Message> from(long sequence) {
        return new TreeMap<>(messages.tailMap(sequence, true));
    }
}
