package io.mistersmith.backplane.monitor.consumer;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of when a stream took in which sequence. (Stream, sequence) → time never changes, and time never falls as
 * sequences rise, so any two points are bounds for everything between them.
 *
 * <p>Bounded: when it is full every other one of the older points is forgotten, which widens brackets and falsifies
 * nothing. Not thread-safe.
 */
final class Timeline {

    /**
     * When a message was taken in.
     *
     * @param time the best guess, epoch ms
     * @param error how far it can be off, ms; 0: it is known
     */
    record Guess(long time, long error) {}

    private static final int CAPACITY = 512;

    private final TreeMap<Long, Long> points = new TreeMap<>();

    void add(long sequence, long time) {
        if (sequence <= 0 || time <= 0) {
            return;
        }
        points.put(sequence, time);
        if (points.size() > CAPACITY) {
            thin();
        }
    }

    /**
     * When the message was taken in that has some sequence from {@code from} to {@code to}, both inclusive; empty when there
     * is no known point before it, or the points contradict each other (clocks of successive leaders).
     *
     * @param to {@link Long#MAX_VALUE}: any that there is
     * @param notBefore a lower bound from elsewhere, epoch ms; 0: none
     * @param now an upper bound where no point is one: it is in the stream already
     */
    Optional<Guess> between(long from, long to, long notBefore, long now) {
        Map.Entry<Long, Long> below = points.floorEntry(from);
        if (below == null && notBefore <= 0) {
            return Optional.empty();
        }
        Map.Entry<Long, Long> above = to == Long.MAX_VALUE ? null : points.ceilingEntry(to);
        long earliest = Math.max(below == null ? 0 : below.getValue(), notBefore);
        long latest = above == null ? Math.max(now, earliest) : above.getValue();
        if (latest < earliest) {
            return Optional.empty();
        }
        long time = earliest;
        if (from == to && below != null && above != null && above.getKey() > below.getKey()) {
            double share = (double) (from - below.getKey()) / (above.getKey() - below.getKey());
            time += Math.round((latest - earliest) * share);
        }
        return Optional.of(new Guess(time, latest - earliest));
    }

    /** The largest sequence that may have been taken in at or before {@code time}. */
    long lastPossibleAt(long time) {
        for (Map.Entry<Long, Long> point : points.entrySet()) {
            if (point.getValue() > time) {
                return point.getKey() - 1;
            }
        }
        return Long.MAX_VALUE;
    }

    int size() {
        return points.size();
    }

    private void thin() {
        long newer = points.keySet().stream().skip(CAPACITY / 2).findFirst().orElseThrow();
        boolean[] keep = {false};
        points.headMap(newer).keySet().removeIf(s -> {
            keep[0] = !keep[0];
            return !keep[0];
        });
    }
}
