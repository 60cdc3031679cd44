package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.FrameWriter;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.StableRows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells the kinds {@code streams}, {@code consumers}, {@code consumer-totals}, {@code stream-info} and {@code consumer-info}. Not
 * thread-safe.
 */
final class BackplaneFrames {

    private static final List<Frame.Column> WITH_LIMITS = Stream.concat(
                    ConsumerMetrics.CONSUMERS.stream(), ConsumerMetrics.LIMITS.stream())
            .toList();

    private final FrameWriter plain = new FrameWriter("consumers", ConsumerMetrics.CONSUMERS);
    private final FrameWriter withLimits = new FrameWriter("consumers", WITH_LIMITS);
    private final StableRows consumers = new StableRows();
    private final Infos streamInfos = new Infos("stream-info", ConsumerMetrics.STREAM_INFOS);
    private final Infos consumerInfos = new Infos("consumer-info", ConsumerMetrics.CONSUMER_INFOS);

    /** A kind of which every row says 1. */
    private static final class Infos {
        private final FrameWriter frame;
        private final StableRows rows = new StableRows();

        Infos(String kind, List<Frame.Column> columns) {
            this.frame = new FrameWriter(kind, columns);
        }

        Frame tell(List<Labels> things, long at, long validFor) {
            frame.begin(rows.of(things));
            for (int row = 0; row < things.size(); row++) {
                frame.next(at);
                frame.set(0, 1);
            }
            return frame.end(at, validFor);
        }
    }

    static Frame streams(Collection<StreamConsumers> streams, long at, long now, long validFor) {
        Frame.Builder frame = Frame.of("streams", at, validFor, ConsumerMetrics.STREAMS);
        int consumers = ConsumerMetrics.STREAMS.indexOf(Frame.column(ConsumerMetrics.STREAM_CONSUMERS));
        for (StreamConsumers s : streams) {
            frame.row(s.stream().labels()).values(s.stream().figures(now));
            s.newest().ifPresent(names -> frame.cause(consumers, names));
        }
        return frame.build();
    }

    List<Frame> consumers(Collection<StreamConsumers> streams, long at, long now, long validFor) {
        boolean limits = streams.stream().anyMatch(StreamConsumers::hasLimits);
        FrameWriter frame = limits ? withLimits : plain;
        List<Labels> rows = new ArrayList<>();
        streams.forEach(s -> s.rows(rows::add));
        frame.begin(consumers.of(rows));
        Totals totals = new Totals();
        for (StreamConsumers s : streams) {
            s.figures(now, figures -> {
                tell(frame, figures);
                if (limits) {
                    limits(frame, figures);
                }
                totals.add(figures);
            });
        }
        return List.of(
                frame.end(at, validFor),
                Frame.of("consumer-totals", at, validFor, ConsumerMetrics.TOTALS)
                        .row(Labels.NONE)
                        .values(totals.lagMax(), totals.pending, totals.ackRate)
                        .build());
    }

    private static void tell(FrameWriter frame, Figures figures) {
        frame.next(figures.observedAt);
        for (int figure = 0; figure < Figures.COUNT; figure++) {
            frame.set(figure, figures.get(figure));
        }
        if (!figures.cause.isEmpty()) {
            frame.cause(figures.cause);
        }
        if (!figures.deadLetters.isEmpty()) {
            frame.cause(Figures.MAX_DELIVERIES, figures.deadLetters);
        }
        if (!figures.terminations.isEmpty()) {
            frame.cause(Figures.TERMINATED, figures.terminations);
        }
    }

    /** The kinds {@code stream-info} and {@code consumer-info}. */
    List<Frame> infos(Collection<StreamConsumers> streams, long at, long validFor) {
        List<Labels> ofStreams = new ArrayList<>();
        List<Labels> ofConsumers = new ArrayList<>();
        for (StreamConsumers s : streams) {
            ofStreams.add(s.stream().infoLabels());
            s.infos(ofConsumers::add);
        }
        return List.of(streamInfos.tell(ofStreams, at, validFor), consumerInfos.tell(ofConsumers, at, validFor));
    }

    private static void limits(FrameWriter frame, Figures figures) {
        frame.set(Figures.COUNT, figures.sinceDelivery);
        frame.set(Figures.COUNT + 1, figures.sinceAck);
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
