package io.mistersmith.backplane.monitor.consumer;

import java.util.Arrays;

/** The row of one consumer, or of several folded into one; the order is that of {@link ConsumerMetrics#CONSUMERS}. */
final class Figures {

    static final int LAG = 0;
    static final int LAG_ERROR = 1;
    static final int PENDING = 2;
    static final int ACK_PENDING = 3;
    static final int REDELIVERED = 4;
    static final int WAITING = 5;
    static final int ACK_RATE = 6;
    static final int DELIVERY_RATE = 7;
    static final int DRAIN = 8;
    static final int LOSS = 9;
    static final int EVICTED = 10;
    static final int STATE = 11;
    static final int MAX_DELIVERIES = 12;
    static final int TERMINATED = 13;
    static final int NAKS = 14;

    static final int COUNT = 15;

    private static final int[] COUNTERS = {EVICTED, MAX_DELIVERIES, TERMINATED, NAKS};
    private static final int[] SUMS = {
        PENDING, ACK_PENDING, REDELIVERED, WAITING, ACK_RATE, DELIVERY_RATE, EVICTED, MAX_DELIVERIES, TERMINATED, NAKS
    };

    final double[] values = new double[COUNT];
    /** Seconds since the last delivery and the last acknowledgement; thresholds of the consumer's own. */
    double sinceDelivery = Double.NaN;

    double sinceAck = Double.NaN;
    OwnLimits limits = OwnLimits.NONE;

    long observedAt;
    String cause = "";

    /** Which messages were given up, and which were terminated, in words; empty: none. */
    String deadLetters = "";

    String terminations = "";

    Figures() {
        Arrays.fill(values, Double.NaN);
    }

    /** Nothing is known. */
    void clear() {
        Arrays.fill(values, Double.NaN);
        sinceDelivery = Double.NaN;
        sinceAck = Double.NaN;
        limits = OwnLimits.NONE;
        observedAt = 0;
        cause = "";
        deadLetters = "";
        terminations = "";
    }

    double get(int figure) {
        return values[figure];
    }

    void set(int figure, double value) {
        values[figure] = value;
    }

    /** Takes another consumer in: sums, the largest lag, the worst state, the longest drain, the nearest loss. */
    void fold(Figures other) {
        for (int figure : SUMS) {
            values[figure] = sum(values[figure], other.values[figure]);
        }
        if (!(values[LAG] >= other.values[LAG]) && !Double.isNaN(other.values[LAG])) {
            values[LAG] = other.values[LAG];
            values[LAG_ERROR] = other.values[LAG_ERROR];
        }
        if (!(values[STATE] >= other.values[STATE]) && !Double.isNaN(other.values[STATE])) {
            values[STATE] = other.values[STATE];
            cause = other.cause;
        }
        values[DRAIN] = known(values[DRAIN], other.values[DRAIN], Math.max(values[DRAIN], other.values[DRAIN]));
        values[LOSS] = known(values[LOSS], other.values[LOSS], Math.min(values[LOSS], other.values[LOSS]));
        pointers(other);
        observedAt = Math.max(observedAt, other.observedAt);
    }

    private void pointers(Figures other) {
        deadLetters = other.deadLetters.isEmpty() ? deadLetters : other.deadLetters;
        terminations = other.terminations.isEmpty() ? terminations : other.terminations;
    }

    /** Adds the counters of another only: those of one that is gone still count. */
    void foldCounters(Figures other) {
        for (int figure : COUNTERS) {
            values[figure] = sum(values[figure], other.values[figure]);
        }
        pointers(other);
    }

    private static double sum(double a, double b) {
        return known(a, b, a + b);
    }

    /** {@code both} where both are known, else the known one. */
    private static double known(double a, double b, double both) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : both;
    }
}
