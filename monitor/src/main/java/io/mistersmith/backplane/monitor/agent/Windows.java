package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.frame.RateWindow;
import io.mistersmith.backplane.monitor.frame.WindowedSketch;

/**
 * The fleet's figures over a sliding window: rates over 60 s, ratios and delivery latency over 5 min. What agents did before
 * anybody listened stands in the totals, never here. NaN where there is nothing to tell. Not thread-safe.
 */
final class Windows {

    static final long RATES_MILLIS = 60_000;
    static final long RATIOS_MILLIS = 300_000;
    private static final long TICK_MILLIS = 1000;
    private static final int LATENCY_SLOTS = 30;

    /** A clock that is further off says nothing about latency. */
    private static final long MAX_SKEW_MILLIS = 60_000;

    private static final int COMPLETED = 0;
    private static final int DURATION_SUM = 1;
    private static final int DURATION_COUNT = 2;

    private final int operations;
    private final RateWindow rates = new RateWindow(RATES_MILLIS, TICK_MILLIS, 3);
    private final RateWindow ratios;
    private final WindowedSketch latency = new WindowedSketch(RATIOS_MILLIS, LATENCY_SLOTS);

    /** Each operation's count and errors, then heartbeats received, missed, late. */
    private final double[] counts;

    private final int received;
    private double clockSkew;

    Windows(int operations) {
        this.operations = operations;
        this.received = 2 * operations;
        this.counts = new double[received + 3];
        this.ratios = new RateWindow(RATIOS_MILLIS, TICK_MILLIS, counts.length);
    }

    void addOperations(int operation, double count, double errors) {
        counts[2 * operation] += count;
        counts[2 * operation + 1] += errors;
    }

    /** One heartbeat came, {@code gap} before it did not. */
    void addHeartbeat(long gap) {
        counts[received]++;
        counts[received + 1] += (double) gap;
    }

    /** One heartbeat came that had counted as missed. */
    void addLateHeartbeat() {
        counts[received]++;
        counts[received + 2]++;
    }

    /** A heartbeat that comes {@code now} was so long under way; a clock that runs ahead of ours makes it 0. */
    void addLatency(long now, long millis) {
        if (Math.abs(millis) > MAX_SKEW_MILLIS) {
            clockSkew++;
        } else {
            latency.record(now, (double) Math.max(0, millis));
        }
    }

    /** Heartbeats whose timestamps were too far off, ever. */
    double clockSkew() {
        return clockSkew;
    }

    /** What has happened until {@code now}, with the sum and number of all tasks' durations. */
    void sample(long now, int task, double taskDurationSum, double taskDurationCount) {
        rates.sample(now, counts[2 * task] - counts[2 * task + 1], taskDurationSum, taskDurationCount);
        ratios.sample(now, counts);
    }

    /** Forgets what was: nobody listened for a while. */
    void clear() {
        rates.clear();
        ratios.clear();
        latency.clear();
    }

    double completedPerSecond() {
        double perSecond = rates.perSecond(COMPLETED);
        return Double.isNaN(perSecond) ? perSecond : Math.max(0, perSecond);
    }

    double meanTaskDuration() {
        return quotient(rates.increase(DURATION_SUM), rates.increase(DURATION_COUNT));
    }

    /** How many operations of a kind the ratio window holds. */
    double operations(int operation) {
        return ratios.increase(2 * operation);
    }

    double successRatio(int operation) {
        return 1 - ratio(ratios.increase(2 * operation + 1), operations(operation));
    }

    /** How many operations of all kinds the ratio window holds. */
    double operations() {
        return sum(0);
    }

    double errorRatio() {
        return ratio(sum(1), sum(0));
    }

    private double sum(int which) {
        double sum = 0;
        for (int operation = 0; operation < operations; operation++) {
            sum += ratios.increase(2 * operation + which);
        }
        return sum;
    }

    /** How many heartbeats should have come. */
    double expectedHeartbeats() {
        return ratios.increase(received) + ratios.increase(received + 1) - ratios.increase(received + 2);
    }

    double deliveryRatio() {
        return ratio(ratios.increase(received), expectedHeartbeats());
    }

    double latencies(long now) {
        return latency.count(now);
    }

    double latency(double q, long now) {
        return latency.quantile(now, q);
    }

    /** Parts of a whole that were told at slightly different times may exceed it. */
    private static double ratio(double part, double whole) {
        return Math.min(1, quotient(part, whole));
    }

    private static double quotient(double part, double whole) {
        return whole > 0 ? part / whole : Double.NaN;
    }
}
