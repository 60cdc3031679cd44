package io.mistersmith.backplane.monitor.consumer;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the server's advisories told of one consumer. Not thread-safe. */
final class Tally {

    private static final int MAX_DEAD = 10_000;

    /** So many of the newest are named to a human. */
    private static final int NAMED = 3;

    private final TreeMap<Long, Instant> dead = new TreeMap<>();
    private final NavigableSet<Long> deadSequences = Collections.unmodifiableNavigableSet(dead.navigableKeySet());
    private boolean truncated;
    private long maxDeliveries;
    private long terminated;
    private long naks;
    private final Deque<Advisory> newestDead = new ArrayDeque<>();
    private Optional<Advisory> newestTerminated = Optional.empty();

    void count(Advisory advisory) {
        switch (advisory.kind()) {
            case MAX_DELIVERIES -> {
                maxDeliveries++;
                newestDead.addFirst(advisory);
                if (newestDead.size() > NAMED) {
                    newestDead.removeLast();
                }
                dead.put(advisory.sequence(), advisory.time());
                if (dead.size() > MAX_DEAD) {
                    dead.pollLastEntry();
                    truncated = true;
                }
            }
            case TERMINATED -> {
                terminated++;
                newestTerminated = Optional.of(advisory);
            }
            case NAK -> naks++;
            case LEADER_ELECTED -> {
                // of no count
            }
        }
    }

    long naks() {
        return naks;
    }

    /** Whether {@link #dead} misses some of what we heard of, because there were too many. */
    boolean isTruncated() {
        return truncated;
    }

    /** Sequences that were given up; a view. */
    NavigableSet<Long> dead() {
        return deadSequences;
    }

    void forgetDeadBelow(long floor) {
        if (!dead.isEmpty()) {
            dead.headMap(floor, true).clear();
            truncated &= !dead.isEmpty();
        }
    }

    /** Forgets what was given up by a consumer of the same name before this one was made. */
    void forgetDeadBefore(Instant created) {
        dead.values().removeIf(time -> time.isBefore(created));
    }

    /** Sets the counters of what has happened at least once, and points to the messages. */
    void addTo(Figures figures) {
        if (!newestDead.isEmpty()) {
            figures.deadLetters = newestDead.stream()
                    .map(dead -> "message " + dead.sequence() + " of stream " + dead.stream() + " after "
                            + dead.deliveries() + " deliveries")
                    .collect(Collectors.joining(
                            "; ", maxDeliveries > newestDead.size() ? "given up, the newest: " : "given up: ", ""));
        }
        if (newestTerminated.isPresent()) {
            figures.terminations = terminationInWords(newestTerminated.get());
        }
        set(figures, Figures.MAX_DELIVERIES, maxDeliveries);
        set(figures, Figures.TERMINATED, terminated);
        set(figures, Figures.NAKS, naks);
    }

    private static String terminationInWords(Advisory last) {
        return "the newest: message " + last.sequence() + " of stream " + last.stream() + " after " + last.deliveries()
                + " deliveries" + (last.reason().isEmpty() ? "" : ", reason: " + last.reason());
    }

    private static void set(Figures figures, int figure, long count) {
        if (count > 0) {
            figures.set(figure, (double) count);
        }
    }
}
