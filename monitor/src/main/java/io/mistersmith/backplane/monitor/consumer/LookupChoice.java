package io.mistersmith.backplane.monitor.consumer;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which look-ups a poll makes, so that lag is exact where it matters most and no poll costs more than it may. All that was never
 * asked for, as far as half the interval's requests go; of the rest: where lag is not known at all, where a threshold lies within
 * what it can be, the widest brackets, and of those as wide the largest lag. Pure.
 *
 * @param edges thresholds of lag, ms
 * @param pollMillis the configured interval of polls
 * @param maxRequestsPerSecond that the monitor may send
 */
record LookupChoice(List<Double> edges, long pollMillis, long maxRequestsPerSecond) {

    /** Look-ups of one poll: all that a small installation wants, a twentieth of the consumers of a large one. */
    private static final int MIN_LOOKUPS = 256;

    private static final int SHARE_OF_LOOKUPS = 20;

    /** Each look-up of headers is a consumer made and deleted, in a cluster by its meta leader. */
    private static final int MAX_BY_HEADERS = 8;

    LookupChoice {
        edges = List.copyOf(edges);
    }

    /**
     * Chooses.
     *
     * @param consumers how many there are
     */
    List<Lookup> of(List<Lookup> wanted, int consumers) {
        long most = Math.max(MIN_LOOKUPS, consumers / SHARE_OF_LOOKUPS);
        long mostFirst = Math.max(most, maxRequestsPerSecond * pollMillis / 2000);
        Set<Lookup.Question> questions = new HashSet<>();
        Set<Lookup.Question> byHeaders = new HashSet<>();
        return wanted.stream()
                .sorted(Comparator.comparing(Lookup::first, Comparator.reverseOrder())
                        .thenComparing(l -> l.width() == Long.MAX_VALUE, Comparator.reverseOrder())
                        .thenComparing(this::isAtEdge, Comparator.reverseOrder())
                        .thenComparing(l -> l.width() / pollMillis, Comparator.reverseOrder())
                        .thenComparing(Lookup::lag, Comparator.reverseOrder()))
                .filter(l -> !l.question().headersOnly()
                        || byHeaders.contains(l.question())
                        || (byHeaders.size() < MAX_BY_HEADERS && byHeaders.add(l.question())))
                .takeWhile(l -> {
                    questions.add(l.question());
                    return questions.size() <= (l.first() ? mostFirst : most);
                })
                .toList();
    }

    private boolean isAtEdge(Lookup lookup) {
        return edges.stream().anyMatch(lookup::straddles);
    }
}
