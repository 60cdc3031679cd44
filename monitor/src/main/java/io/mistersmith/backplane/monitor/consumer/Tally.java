package io.mistersmith.backplane.monitor.consumer;

import java.util.Optional;

/** What the server's advisories told of one consumer. Not thread-safe. */
final class Tally {

    private DeadLetters dead = DeadLetters.NONE;
    private long maxDeliveries;
    private long terminated;
    private long naks;
    private Optional<Advisory> newestTerminated = Optional.empty();

    @SuppressWarnings("ReferenceEquality") // the one that all share
    void count(Advisory advisory) {
        switch (advisory.kind()) {
            case MAX_DELIVERIES -> {
                maxDeliveries++;
                if (dead == DeadLetters.NONE) {
                    dead = new DeadLetters();
                }
                dead.add(advisory);
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

    /** What was given up. */
    DeadLetters dead() {
        return dead;
    }

    /** Sets the counters of what has happened at least once, and points to the messages. */
    void addTo(Figures figures) {
        if (maxDeliveries > 0) {
            figures.deadLetters = dead.inWords(maxDeliveries);
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
