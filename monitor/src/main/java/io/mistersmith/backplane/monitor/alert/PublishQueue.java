package io.mistersmith.backplane.monitor.alert;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What waits for NATS, in order: first what was said but is not kept by the stream yet, then what was not said at all.
 * Bounded: the oldest goes first. Belongs to one thread, but for {@link #size()}.
 */
final class PublishQueue {

    private final int capacity;
    private final List<Outgoing> waiting = new ArrayList<>();
    /** Entries before this one were said. */
    private int firstUnsaid;

    private volatile int size;

    PublishQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Whether the oldest had to go for it. */
    boolean add(Outgoing message) {
        boolean full = waiting.size() == capacity;
        if (full) {
            waiting.remove(0);
            firstUnsaid = Math.max(0, firstUnsaid - 1);
        }
        waiting.add(message);
        size = waiting.size();
        return full;
    }

    /** The oldest of all. */
    Optional<Outgoing> head() {
        return waiting.stream().findFirst();
    }

    /** The oldest that nobody has heard. */
    Optional<Outgoing> unsaid() {
        return waiting.stream().skip(firstUnsaid).findFirst();
    }

    /** {@code message} is done with; nothing happens if it had to go meanwhile. */
    void remove(Outgoing message) {
        int at = waiting.indexOf(message);
        if (at >= 0) {
            waiting.remove(at);
            firstUnsaid -= at < firstUnsaid ? 1 : 0;
            size = waiting.size();
        }
    }

    /** {@code message}, the oldest unsaid one, was heard, and waits for the stream. */
    void said(Outgoing message) {
        if (unsaid().filter(message::equals).isPresent()) {
            firstUnsaid++;
        }
    }

    /** Nobody will keep what was said. */
    void forgetSaid() {
        waiting.subList(0, firstUnsaid).clear();
        firstUnsaid = 0;
        size = waiting.size();
    }

    /** How many nobody has heard. */
    int unsaidCount() {
        return waiting.size() - firstUnsaid;
    }

    /** Any thread may ask. */
    int size() {
        return size;
    }
}
