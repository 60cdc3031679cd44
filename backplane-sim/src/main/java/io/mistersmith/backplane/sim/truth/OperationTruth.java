package io.mistersmith.backplane.sim.truth;

import io.mistersmith.backplane.monitor.wire.Heartbeat.Bucket;
import io.mistersmith.backplane.monitor.wire.Heartbeat.Operation;
import io.mistersmith.backplane.sim.truth.ValueWindow.Statistics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One kind of operation over the whole fleet. Not thread-safe. */
final class OperationTruth {

    /** The bounds of {@code agent_operation_duration_ms}. */
    private static final List<Double> BOUNDS = List.of(
            1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1_000.0, 2_000.0, 2_500.0, 5_000.0, 10_000.0,
            30_000.0, 60_000.0);

    /** Durations since the start, as a Prometheus histogram: cumulative by {@code le}. */
    record Histogram(Map<String, Long> buckets, double sum, long count) {}

    /**
     * @param successRatio5m absent while there was none
     * @param perSecond60s succeeded ones
     * @param averageMs60s absent while there was none
     */
    record Row(
            long count,
            long errors,
            @Nullable Double successRatio5m,
            double perSecond60s,
            @Nullable Double averageMs60s,
            @Nullable Statistics durationsMs5m,
            Map<String, Histogram> durationsMsByAgentType) {}

    private static final class Durations {
        private final long[] counts = new long[BOUNDS.size() + 1];
        private double sum;

        void add(double millis, long n) {
            int i = 0;
            while (i < BOUNDS.size() && millis > BOUNDS.get(i)) {
                i++;
            }
            counts[i] += n;
            sum += millis * n;
        }

        Histogram histogram() {
            Map<String, Long> buckets = new LinkedHashMap<>();
            long cumulative = 0;
            for (int i = 0; i < BOUNDS.size(); i++) {
                cumulative += counts[i];
                buckets.put(BOUNDS.get(i).toString(), cumulative);
            }
            cumulative += counts[BOUNDS.size()];
            buckets.put("+Inf", cumulative);
            return new Histogram(buckets, sum, cumulative);
        }
    }

    private final ValueWindow durations5m = new ValueWindow(Duration.ofMinutes(5));
    private final ValueWindow durations60s = new ValueWindow(Duration.ofSeconds(60));
    private final CountWindow counts5m = new CountWindow(300);
    private final CountWindow errors5m = new CountWindow(300);
    private final CountWindow succeeded60s = new CountWindow(60);
    private final Map<String, Durations> byType = new TreeMap<>();
    private long count;
    private long errors;

    /**
     * @param count since the agent's previous heartbeat
     * @param errors likewise
     */
    void add(long atMillis, String agentType, long count, long errors, Operation said) {
        this.count += count;
        this.errors += errors;
        counts5m.add(atMillis, count);
        errors5m.add(atMillis, errors);
        succeeded60s.add(atMillis, count - errors);
        Durations durations = byType.computeIfAbsent(agentType, t -> new Durations());
        for (double millis : said.durationsMillis()) {
            add(atMillis, durations, millis, 1);
        }
        double lower = 0;
        for (Bucket bucket : said.buckets()) {
            add(atMillis, durations, (lower + bucket.upperMillis()) / 2, bucket.count());
            lower = bucket.upperMillis();
        }
    }

    private void add(long atMillis, Durations durations, double millis, long n) {
        durations.add(millis, n);
        for (long i = 0; i < n; i++) {
            durations5m.add(atMillis, millis);
            durations60s.add(atMillis, millis);
        }
    }

    long counts5m(long nowMillis) {
        return counts5m.sum(nowMillis);
    }

    long errors5m(long nowMillis) {
        return errors5m.sum(nowMillis);
    }

    Row row(long nowMillis) {
        long recent = counts5m(nowMillis);
        Map<String, Histogram> histograms = new TreeMap<>();
        byType.forEach((type, d) -> histograms.put(type, d.histogram()));
        return new Row(
                count,
                errors,
                recent == 0 ? null : 1 - (double) errors5m(nowMillis) / recent,
                succeeded60s.sum(nowMillis) / 60.0,
                durations60s.statistics(nowMillis).map(Statistics::mean).orElse(null),
                durations5m.statistics(nowMillis).orElse(null),
                histograms);
    }
}
