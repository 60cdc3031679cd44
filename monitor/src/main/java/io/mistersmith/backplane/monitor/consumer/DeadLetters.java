package io.mistersmith.backplane.monitor.consumer;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The messages that one consumer gave up after their last delivery. Not thread-safe. */
final class DeadLetters {

    /** Of nearly every consumer; nothing is added to it. */
    static final DeadLetters NONE = new DeadLetters();

    private static final int MAX_SEQUENCES = 10_000;

    /** So many of the newest are named to a human. */
    private static final int NAMED = 3;

    private final TreeMap<Long, Instant> times = new TreeMap<>();
    private final NavigableSet<Long> sequences = Collections.unmodifiableNavigableSet(times.navigableKeySet());
    private final Deque<Advisory> newest = new ArrayDeque<>(NAMED + 1);
    private boolean truncated;

    void add(Advisory advisory) {
        newest.addFirst(advisory);
        if (newest.size() > NAMED) {
            newest.removeLast();
        }
        times.put(advisory.sequence(), advisory.time());
        if (times.size() > MAX_SEQUENCES) {
            times.pollLastEntry();
            truncated = true;
        }
    }

    /** Whether {@link #sequences} misses some of what we heard of, because there were too many. */
    boolean isTruncated() {
        return truncated;
    }

    /** Where they lie in the stream, as far as the ack floor has not passed them; a view. */
    NavigableSet<Long> sequences() {
        return sequences;
    }

    void forgetUpTo(long floor) {
        if (!times.isEmpty()) {
            times.headMap(floor, true).clear();
            truncated &= !times.isEmpty();
        }
    }

    /** Forgets what was given up by a consumer of the same name before this one was made. */
    void forgetBefore(Instant created) {
        times.values().removeIf(time -> time.isBefore(created));
    }

    /**
     * Points to the newest.
     *
     * @param count of all that there ever were
     */
    String inWords(long count) {
        return newest.stream()
                .map(dead -> "message " + dead.sequence() + " of stream " + dead.stream() + " after "
                        + dead.deliveries() + " deliveries")
                .collect(Collectors.joining("; ", count > newest.size() ? "given up, the newest: " : "given up: ", ""));
    }
}
