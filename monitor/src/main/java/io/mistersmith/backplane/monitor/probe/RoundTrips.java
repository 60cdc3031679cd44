package io.mistersmith.backplane.monitor.probe;

import static io.mistersmith.backplane.monitor.frame.Frame.column;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.WindowedSketch;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbered messages that are under way, and what became of the others. One thread; the clock, in monotonic nanoseconds, is an
 * argument.
 */
final class RoundTrips {

    static final String KIND = "probe";

    /** Not back within it: lost. Longer than it takes to notice that NATS is away, which is no loss of a message. */
    static final long DEADLINE_NANOS = 2_000_000_000L;

    private static final long WINDOW_MILLIS = 60_000;
    private static final int SLOTS = 12;

    private static final List<Frame.Column> COLUMNS = List.of(
            column(ProbeMetrics.RTT, "quantile", "0.5"),
            column(ProbeMetrics.RTT, "quantile", "0.95"),
            column(ProbeMetrics.RTT, "quantile", "0.99"),
            column(ProbeMetrics.SAMPLES),
            column(ProbeMetrics.LOST),
            column(ProbeMetrics.LOST_IN_A_ROW));

    private final Map<Long, Long> underWay = new LinkedHashMap<>();
    private final WindowedSketch millis = new WindowedSketch(WINDOW_MILLIS, SLOTS);
    private long lost;
    private long lostInARow;

    void sent(long now, long number) {
        underWay.put(number, now);
    }

    /** One that is back after its deadline was lost already, and stays so: a counter never falls. */
    void returned(long now, long number) {
        Long sent = underWay.remove(number);
        if (sent != null) {
            lostInARow = 0;
            millis.record(now / 1_000_000, (now - sent) / 1e6);
        }
    }

    /** Gives up those whose deadline is over. */
    void expire(long now) {
        Iterator<Long> times = underWay.values().iterator();
        while (times.hasNext() && now - times.next() > DEADLINE_NANOS) {
            times.remove();
            lost++;
            lostInARow++;
        }
    }

    /** NATS is away: what was under way says nothing about it, nor does what was before about what comes. */
    void disconnected() {
        underWay.clear();
        millis.clear();
        lostInARow = 0;
    }

    /**
     * @param at epoch ms
     * @param connected whether NATS is reached: round trips are not known while it is not
     */
    Frame frame(long at, long validFor, long now, boolean connected) {
        long nowMillis = now / 1_000_000;
        Frame.Builder frame = Frame.of(KIND, at, validFor, COLUMNS).row(Labels.NONE);
        if (connected) {
            return frame.values(
                            millis.quantile(nowMillis, 0.5),
                            millis.quantile(nowMillis, 0.95),
                            millis.quantile(nowMillis, 0.99),
                            millis.count(nowMillis),
                            (double) lost,
                            (double) lostInARow)
                    .build();
        }
        return frame.set(COLUMNS.size() - 2, (double) lost).build();
    }
}
