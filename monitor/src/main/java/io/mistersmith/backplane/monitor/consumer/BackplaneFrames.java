package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import java.util.Collection;
import java.util.List;

/** The kinds {@code streams}, {@code consumers} and {@code consumer-totals}. */
final class BackplaneFrames {

    private BackplaneFrames() {}

    static Frame streams(Collection<StreamConsumers> streams, long at, long now, long validFor) {
        Frame.Builder frame = Frame.of("streams", at, validFor, ConsumerMetrics.STREAMS);
        for (StreamConsumers s : streams) {
            frame.row(s.stream().labels()).values(s.stream().figures(now));
        }
        return frame.build();
    }

    static List<Frame> consumers(Collection<StreamConsumers> streams, long at, long now, long validFor) {
        Frame.Builder frame = Frame.of("consumers", at, validFor, ConsumerMetrics.CONSUMERS);
        Totals totals = new Totals();
        for (StreamConsumers s : streams) {
            s.figures(now, (labels, figures) -> {
                frame.row(labels).values(figures.values).observedAt(figures.observedAt);
                if (!figures.cause.isEmpty()) {
                    frame.cause(figures.cause);
                }
                totals.add(figures);
            });
        }
        return List.of(
                frame.build(),
                Frame.of("consumer-totals", at, validFor, ConsumerMetrics.TOTALS)
                        .row(Labels.NONE)
                        .values(totals.lagMax(), totals.pending, totals.ackRate)
                        .build());
    }

    private static final class Totals {
        private boolean any;
        private double largestLag = Double.NaN;
        private double pending;
        private double ackRate;

        void add(Figures figures) {
            any = true;
            double lag = figures.get(Figures.LAG);
            if (!Double.isNaN(lag) && !(largestLag >= lag)) {
                largestLag = lag;
            }
            pending += figures.get(Figures.PENDING);
            double rate = figures.get(Figures.ACK_RATE);
            ackRate += Double.isNaN(rate) ? 0 : rate;
        }

        double lagMax() {
            return any ? largestLag : 0;
        }
    }
}
