package io.mistersmith.backplane.sim.truth;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * All values of a sliding window, kept one by one: exact order statistics. Beyond {@value #MOST} values the window becomes
 * shorter, and says so, instead of less exact. Not thread-safe.
 */
final class ValueWindow {

    static final int MOST = 100_000;

    /**
     * @param count of values
     * @param coversSeconds how far back they reach at most; less than the window only where {@value ValueWindow#MOST} were too
     *     few
     * @param p50 by nearest rank: the ⌈q·count⌉-th smallest
     */
    record Statistics(
            int count, double coversSeconds, double mean, double min, double p50, double p95, double p99, double max) {}

    private final long windowMillis;
    private long[] times = new long[64];
    private double[] values = new double[64];
    private int first;
    private int size;
    private long droppedUntil = Long.MIN_VALUE;

    ValueWindow(Duration window) {
        windowMillis = window.toMillis();
    }

    /** Times never fall. */
    void add(long atMillis, double value) {
        expire(atMillis);
        if (size == MOST) {
            droppedUntil = times[first];
            drop();
        } else if (size == times.length) {
            grow();
        }
        int at = (first + size) % times.length;
        times[at] = atMillis;
        values[at] = value;
        size++;
    }

    Optional<Statistics> statistics(long nowMillis) {
        expire(nowMillis);
        if (size == 0) {
            return Optional.empty();
        }
        double[] sorted = new double[size];
        for (int i = 0; i < size; i++) {
            sorted[i] = values[(first + i) % values.length];
        }
        Arrays.sort(sorted);
        boolean whole = droppedUntil <= nowMillis - windowMillis;
        return Optional.of(new Statistics(
                size,
                (whole ? windowMillis : nowMillis - times[first]) / 1000.0,
                Arrays.stream(sorted).sum() / size,
                sorted[0],
                nearestRank(sorted, 0.5),
                nearestRank(sorted, 0.95),
                nearestRank(sorted, 0.99),
                sorted[size - 1]));
    }

    private static double nearestRank(double[] sorted, double q) {
        return sorted[Math.max(0, (int) Math.ceil(q * sorted.length) - 1)];
    }

    private void expire(long nowMillis) {
        while (size > 0 && times[first] <= nowMillis - windowMillis) {
            drop();
        }
    }

    private void drop() {
        first = (first + 1) % times.length;
        size--;
    }

    private void grow() {
        int capacity = Math.min(MOST, times.length * 2);
        long[] t = new long[capacity];
        double[] v = new double[capacity];
        for (int i = 0; i < size; i++) {
            t[i] = times[(first + i) % times.length];
            v[i] = values[(first + i) % values.length];
        }
        times = t;
        values = v;
        first = 0;
    }
}
