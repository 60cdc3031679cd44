package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.frame.Histogram;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.WindowedSketch;
import io.mistersmith.backplane.monitor.wire.HeartbeatBuffer;
import java.util.Optional;

/**
 * How long operations took: a histogram for ever for each operation and agent type, quantiles over 5 min and a sum for each
 * operation. Not thread-safe.
 *
 * <p>A duration told as a bucket counts as the bucket's midpoint; beyond the last finite bound as that bound, which is a lower
 * limit, and in {@code +Inf} of the histogram.
 */
final class Durations {

    static final long WINDOW_MILLIS = 300_000;

    /** The baselines' thresholds are among them, so that what lies beyond is counted exactly. */
    private static final double[] BOUNDS = {
        1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_000, 2_500, 5_000, 10_000, 30_000, 60_000
    };

    /** Where to look for a value's bucket, by the power of two that it lies above: behind all bounds up to that. */
    private static final int[] FIRST_BUCKETS = firstBuckets();

    private static final int SLOTS = 30;

    /** The distribution of one operation in agents of one type. */
    static final class Distribution {
        final Labels labels;
        private final long[] counts = new long[BOUNDS.length + 1];
        private double sum;

        private Distribution(Labels labels) {
            this.labels = labels;
        }

        private void add(double value, long n, int bucket) {
            counts[bucket] += n;
            sum += value * n;
        }

        Histogram histogram() {
            return new Histogram(BOUNDS, counts, sum);
        }
    }

    private final int types;
    private final Distribution[] distributions;
    private final WindowedSketch[] sketches;
    private final double[] sums;
    private final double[] counts;

    Durations(int operations, int types) {
        this.types = types;
        this.distributions = new Distribution[operations * types];
        this.sketches = new WindowedSketch[operations];
        this.sums = new double[operations];
        this.counts = new double[operations];
    }

    /** Takes the durations of the heartbeat's {@code i}-th operation, which the fleet numbers {@code operation}. */
    void record(
            HeartbeatBuffer heartbeat,
            int i,
            int operation,
            String operationName,
            int type,
            String typeName,
            long now) {
        int single = heartbeat.durations(i);
        int buckets = heartbeat.buckets(i);
        if (single + buckets == 0) {
            return;
        }
        int place = operation * types + type;
        Distribution distribution = distributions[place];
        if (distribution == null) {
            distribution = new Distribution(Labels.of("operation", operationName, "agent_type", typeName));
            distributions[place] = distribution;
        }
        WindowedSketch sketch = sketches[operation];
        if (sketch == null) {
            sketch = new WindowedSketch(WINDOW_MILLIS, SLOTS);
            sketches[operation] = sketch;
        }
        for (int j = 0; j < single; j++) {
            double value = heartbeat.duration(i, j);
            distribution.add(value, 1, bucketOf(value));
            sketch.record(now, value);
            sums[operation] += value;
        }
        counts[operation] += single;
        double lower = 0;
        for (int j = 0; j < buckets; j++) {
            double upper = heartbeat.bucketUpper(i, j);
            long n = heartbeat.bucketCount(i, j);
            if (n > 0) {
                boolean beyond = Double.isInfinite(upper);
                double value = beyond ? lower : (lower + upper) / 2;
                distribution.add(value, n, beyond ? BOUNDS.length : bucketOf(value));
                sketch.record(now, value, n);
                sums[operation] += value * n;
                counts[operation] += n;
            }
            lower = upper;
        }
    }

    private static int[] firstBuckets() {
        int[] first = new int[Math.getExponent(BOUNDS[BOUNDS.length - 1]) + 2];
        for (int exponent = 0; exponent < first.length; exponent++) {
            while (first[exponent] < BOUNDS.length && BOUNDS[first[exponent]] < Math.scalb(1.0, exponent)) {
                first[exponent]++;
            }
        }
        return first;
    }

    private static int bucketOf(double value) {
        int bucket = FIRST_BUCKETS[Math.max(0, Math.min(Math.getExponent(value), FIRST_BUCKETS.length - 1))];
        while (bucket < BOUNDS.length && value > BOUNDS[bucket]) {
            bucket++;
        }
        return bucket;
    }

    /** The distribution of one operation and agent type, 0 ≤ {@code place} < {@link #places}, where anything was told. */
    Optional<Distribution> distribution(int place) {
        return Optional.ofNullable(distributions[place]);
    }

    int places() {
        return distributions.length;
    }

    /** Durations of an operation that the last 5 min hold. */
    double windowCount(int operation, long now) {
        WindowedSketch sketch = sketches[operation];
        return sketch == null ? 0 : sketch.count(now);
    }

    /** The {@code q}-quantile over the last 5 min, ms; NaN where there is none. */
    double quantile(int operation, double q, long now) {
        WindowedSketch sketch = sketches[operation];
        return sketch == null ? Double.NaN : sketch.quantile(now, q);
    }

    /** The sum of all durations of an operation ever told, ms. */
    double sum(int operation) {
        return sums[operation];
    }

    /** How many durations of an operation were ever told. */
    double count(int operation) {
        return counts[operation];
    }

    /** Forgets the quantiles' window. */
    void clearWindow() {
        for (WindowedSketch sketch : sketches) {
            if (sketch != null) {
                sketch.clear();
            }
        }
    }
}
