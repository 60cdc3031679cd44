package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Histogram;
import io.mistersmith.backplane.monitor.frame.Labels;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How polls went, since the start: the kind {@code polls}. Not thread-safe. */
final class PollStatistics {

    /** How a poll went. */
    enum Outcome {
        /** All answered. */
        OK,
        /** Something that exists did not answer. */
        PARTIAL,
        /** Nothing answered in time. */
        TIMEOUT,
        /** The request was refused. */
        ERROR
    }

    private static final double[] BOUNDS = {1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000};
    private static final Labels ADVISORIES = Labels.of("source", "advisories");

    private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    private final long[] buckets = new long[BOUNDS.length + 1];
    private double sum;

    void count(Outcome outcome, double millis) {
        counts.merge(outcome, 1L, Long::sum);
        int bucket = 0;
        while (bucket < BOUNDS.length && millis > BOUNDS[bucket]) {
            bucket++;
        }
        buckets[bucket]++;
        sum += millis;
    }

    /**
     * @param dropped advisories that were lost
     */
    Frame frame(long now, long dropped) {
        Frame.Builder frame = Frame.of("polls", now, Long.MAX_VALUE, ConsumerMetrics.POLL);
        for (Outcome outcome : Outcome.values()) {
            frame.row(Labels.of("outcome", outcome.name().toLowerCase(Locale.ROOT)))
                    .set(0, (double) counts.getOrDefault(outcome, 0L));
        }
        frame.row(Labels.NONE).histogram(1, new Histogram(BOUNDS, buckets.clone(), sum));
        frame.row(ADVISORIES).set(2, (double) dropped);
        return frame.build();
    }
}
