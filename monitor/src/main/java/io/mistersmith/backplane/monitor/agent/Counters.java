package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.wire.Rejection;
import java.util.EnumMap;
import java.util.Map;

/** What the whole fleet has counted since the process began. It only grows. Not thread-safe. */
final class Counters {

    private final int task;
    private final double[] counts;
    private final double[] errors;
    private final Map<Rejection, Long> rejected = new EnumMap<>(Rejection.class);
    private double completed;
    private double duplicates;
    private double reconnects;
    private double dropped;

    /**
     * @param operations how many kinds there may be
     * @param task the number of the kind that is told by itself
     */
    Counters(int operations, int task) {
        this.task = task;
        this.counts = new double[operations];
        this.errors = new double[operations];
    }

    void add(int operation, double count, double failed) {
        counts[operation] += count;
        errors[operation] += failed;
    }

    double count(int operation) {
        return counts[operation];
    }

    double tasks() {
        return counts[task];
    }

    double failed() {
        return errors[task];
    }

    /** Tasks that did not fail; what turns out to have failed since it was last asked takes nothing back. */
    double completed() {
        completed = Math.max(completed, counts[task] - errors[task]);
        return completed;
    }

    void reject(Rejection reason) {
        rejected.merge(reason, 1L, Long::sum);
    }

    double rejected(Rejection reason) {
        return rejected.getOrDefault(reason, 0L);
    }

    void duplicate() {
        duplicates++;
    }

    double duplicates() {
        return duplicates;
    }

    void reconnect(double times) {
        reconnects += times;
    }

    double reconnects() {
        return reconnects;
    }

    /** How many messages were ever lost in this process, because it did not keep up or failed on them. */
    void dropped(long total) {
        dropped = total;
    }

    double dropped() {
        return dropped;
    }
}
