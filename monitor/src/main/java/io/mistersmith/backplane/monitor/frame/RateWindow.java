package io.mistersmith.backplane.monitor.frame;

/**
 * The rate at which cumulative counts grew over a sliding window: exact increase ÷ exact distance between two samples, the
 * newest and the youngest one that is at least a window older (or, before a window has passed, the first).
 *
 * <p>Several counts that are sampled at the same moments share one window, so that quotients of their increases are over
 * exactly the same time. Not thread-safe; the clock is an argument.
 */
public final class RateWindow {

    private final long windowMillis;
    private final int counts;
    private final long[] times;
    private final double[] samples;
    private int newest;
    private int size;

    /**
     * @param windowMillis how far back the rate looks
     * @param tickMillis how often {@link #sample} is called, at least about
     * @param counts how many counts are sampled together
     */
    public RateWindow(long windowMillis, long tickMillis, int counts) {
        this.windowMillis = windowMillis;
        this.counts = counts;
        int capacity = (int) (windowMillis / tickMillis) + 3;
        this.times = new long[capacity];
        this.samples = new double[capacity * counts];
        this.newest = -1;
    }

    /**
     * The counts' values at {@code now}; samples closer together than the capacity allows replace the newest one.
     *
     * @param now ms on any clock that does not go back; a step back is taken for no step
     */
    public void sample(long now, double... values) {
        if (values.length != counts) {
            throw new IllegalArgumentException(counts + " counts expected, not " + values.length);
        }
        int previous = size > 1 ? Math.floorMod(newest - 1, times.length) : -1;
        boolean tooClose = previous >= 0 && now - times[previous] < windowMillis / (times.length - 2);
        if (!tooClose) {
            newest = (newest + 1) % times.length;
            size = Math.min(size + 1, times.length);
        }
        times[newest] = size > 1 ? Math.max(now, times[Math.floorMod(newest - 1, times.length)]) : now;
        System.arraycopy(values, 0, samples, newest * counts, counts);
    }

    /** How much count {@code index} grew over the window; NaN before there are two samples. */
    public double increase(int index) {
        return size < 2 ? Double.NaN : samples[newest * counts + index] - samples[base() * counts + index];
    }

    /** Growth of count {@code index} per second; NaN before there are two samples apart in time. */
    public double perSecond(int index) {
        long elapsed = elapsedMillis();
        return elapsed <= 0 ? Double.NaN : increase(index) * 1000 / elapsed;
    }

    /** The time over which {@link #increase} looks; 0 before there are two samples. */
    public long elapsedMillis() {
        return size < 2 ? 0 : times[newest] - times[base()];
    }

    /** Forgets every sample: after a hole the counts' history says nothing about the window. */
    public void clear() {
        size = 0;
        newest = -1;
    }

    private int base() {
        int candidate = Math.floorMod(newest - size + 1, times.length);
        for (int i = 1; i < size; i++) {
            int slot = Math.floorMod(newest - i, times.length);
            if (times[newest] - times[slot] >= windowMillis) {
                candidate = slot;
                break;
            }
        }
        return candidate;
    }
}
