package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The kinds {@code streams}, {@code consumers} and {@code consumer-totals}. */
final class BackplaneFrames {

    private static final List<Frame.Column> WITH_LIMITS = Stream.concat(
                    ConsumerMetrics.CONSUMERS.stream(), ConsumerMetrics.LIMITS.stream())
            .toList();

    private BackplaneFrames() {}

    static Frame streams(Collection<StreamConsumers> streams, long at, long now, long validFor) {
        Frame.Builder frame = Frame.of("streams", at, validFor, ConsumerMetrics.STREAMS);
        int consumers = ConsumerMetrics.STREAMS.indexOf(Frame.column(ConsumerMetrics.STREAM_CONSUMERS));
        for (StreamConsumers s : streams) {
            frame.row(s.stream().labels()).values(s.stream().figures(now));
            s.newest().ifPresent(names -> frame.cause(consumers, names));
        }
        return frame.build();
    }

    static List<Frame> consumers(Collection<StreamConsumers> streams, long at, long now, long validFor) {
        boolean limits = streams.stream().anyMatch(StreamConsumers::hasLimits);
        Frame.Builder frame = Frame.of("consumers", at, validFor, limits ? WITH_LIMITS : ConsumerMetrics.CONSUMERS)
                .room(streams.stream().mapToInt(StreamConsumers::rows).sum());
        Totals totals = new Totals();
        for (StreamConsumers s : streams) {
            s.figures(now, (labels, figures) -> {
                frame.row(labels).values(figures.values).observedAt(figures.observedAt);
                if (!figures.cause.isEmpty()) {
                    frame.cause(figures.cause);
                }
                if (limits) {
                    limits(frame, figures);
                }
                if (!figures.deadLetters.isEmpty()) {
                    frame.cause(Figures.MAX_DELIVERIES, figures.deadLetters);
                }
                if (!figures.terminations.isEmpty()) {
                    frame.cause(Figures.TERMINATED, figures.terminations);
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

    /** The kinds {@code stream-info} and {@code consumer-info}. */
    static List<Frame> infos(Collection<StreamConsumers> streams, long at, long validFor) {
        Frame.Builder ofStreams = Frame.of("stream-info", at, validFor, ConsumerMetrics.STREAM_INFOS);
        Frame.Builder ofConsumers = Frame.of("consumer-info", at, validFor, ConsumerMetrics.CONSUMER_INFOS);
        for (StreamConsumers s : streams) {
            ofStreams.row(s.stream().infoLabels()).set(0, 1);
            s.infos(labels -> ofConsumers.row(labels).set(0, 1));
        }
        return List.of(ofStreams.build(), ofConsumers.build());
    }

    private static void limits(Frame.Builder frame, Figures figures) {
        frame.set(Figures.COUNT, figures.sinceDelivery).set(Figures.COUNT + 1, figures.sinceAck);
        for (int limit = OwnLimits.PENDING; limit <= OwnLimits.LAST_ACK; limit++) {
            frame.set(Figures.COUNT + 2 + limit, figures.limits.get(limit));
        }
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
