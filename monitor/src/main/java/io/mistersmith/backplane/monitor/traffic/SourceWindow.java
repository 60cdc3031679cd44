package io.mistersmith.backplane.monitor.traffic;

import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.RateWindow;
import org.HdrHistogram.Histogram;

/**
 * The figures of one source: rates over 10 s, sizes over 60 s. One thread; the clock, in monotonic ms, is an argument.
 */
final class SourceWindow {

    static final long RATE_MILLIS = 10_000;

    /** Between two samples that a rate keeps. */
    private static final long SAMPLE_MILLIS = 1000;

    /** A rate whose newest sample is older is not known any more. */
    private static final long STALE_MILLIS = 6500;

    private static final int COUNT = 0;
    private static final int MEASURED = 1;
    private static final int BYTES = 2;

    private final Labels labels;
    private final RateWindow rates = new RateWindow(RATE_MILLIS, SAMPLE_MILLIS, 3);
    private final SizeWindow sizes = new SizeWindow();
    private Histogram interval = new Histogram(SizeWindow.SIGNIFICANT_DIGITS);
    private boolean recycled;
    private long foldedMessages;
    private long sampledAt = Long.MIN_VALUE;
    private double meanSize = Double.NaN;

    SourceWindow(String source) {
        this.labels = Labels.of("source", source);
    }

    Labels labels() {
        return labels;
    }

    /** {@code count} is the exact number of messages at {@code now}; the meter tells how large those are that were measured. */
    void sample(long now, long count, Meter meter) {
        rates.sample(now, (double) count, (double) meter.messages(), (double) meter.bytes());
        sampledAt = now;
        double measured = rates.increase(MEASURED);
        if (measured > 0) {
            meanSize = rates.increase(BYTES) / measured;
        }
    }

    /**
     * Takes the sizes since the last call.
     *
     * @param weight how many messages each of them stands for among the sources' together
     * @param all where the sizes of all sources go
     */
    void fold(long now, Meter meter, long weight, SizeWindow all) {
        if (meter.messages() == foldedMessages) {
            return;
        }
        foldedMessages = meter.messages();
        interval = recycled ? meter.takeSizes(interval) : meter.takeSizes();
        recycled = true;
        sizes.add(now, interval, 1);
        all.add(now, interval, weight);
    }

    /** What was before says nothing about now. */
    void restart() {
        rates.clear();
        sizes.clear();
        sampledAt = Long.MIN_VALUE;
        meanSize = Double.NaN;
    }

    /** Messages per second; NaN while it is not known. */
    double messagesPerSecond(long now) {
        return sampledAt == Long.MIN_VALUE || now - sampledAt > STALE_MILLIS ? Double.NaN : rates.perSecond(COUNT);
    }

    /** Payload, 10⁶ bytes per second: the exact count × the mean size of those that were measured; NaN while not known. */
    double megabytesPerSecond(long now) {
        double rate = messagesPerSecond(now);
        return rate == 0 ? 0 : rate * meanSize / 1e6;
    }

    double size(long now, double quantile) {
        return sizes.quantile(now, quantile);
    }

    /** On how many messages {@link #size} rests. */
    double sizeSamples(long now) {
        return sizes.count(now);
    }
}
