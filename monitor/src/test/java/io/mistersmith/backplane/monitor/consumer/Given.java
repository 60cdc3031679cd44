package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.config.ConsumersConfig;
import io.mistersmith.backplane.monitor.config.Globs;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.ConsumerInfo.Position;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Streams, consumers and polls for tests, in one line each; what is not said is as a new one's. */
final class Given {

    static final String STREAM = "ORDERS";
    static final Instant CREATED = Instant.ofEpochMilli(1_000);

    private Given() {}

    static ConsumersConfig config() {
        return new ConsumersConfig(Duration.ofSeconds(1), Globs.ALL, Globs.ALL, Duration.ofSeconds(4), 2000);
    }

    /** A consumer to be varied. */
    static final class Consumer {
        String stream = STREAM;
        String name = "worker";
        boolean durable = true;
        Instant created = CREATED;
        String deliverSubject = "";
        String deliverPolicy = "all";
        long startSequence;
        Instant startTime = Instant.EPOCH;
        String ackPolicy = "explicit";
        long ackWaitMillis = 30_000;
        long maxDeliver = -1;
        long maxAckPending = 1000;
        String filter = "";
        long deliveredConsumer;
        long deliveredStream;
        Instant lastDelivery = Instant.EPOCH;
        long floorConsumer;
        long floorStream;
        long ackPending;
        long redelivered;
        long waiting;
        long pending;
        boolean bound;
        boolean paused;
        StreamInfo.Cluster cluster = StreamInfo.Cluster.NONE;
        Map<String, String> metadata = Map.of();
        String sampleFrequency = "";
        String description = "";
        Instant time = Instant.EPOCH;
        boolean timeOfAnswer;

        ConsumerInfo info() {
            return new ConsumerInfo(
                    stream,
                    name,
                    created,
                    new ConsumerInfo.Config(
                            durable ? name : "",
                            deliverSubject,
                            deliverPolicy,
                            startSequence,
                            startTime,
                            ackPolicy,
                            ackWaitMillis * 1_000_000,
                            maxDeliver,
                            maxAckPending,
                            filter,
                            List.of(),
                            0,
                            sampleFrequency,
                            description,
                            metadata),
                    new Position(deliveredConsumer, deliveredStream, lastDelivery),
                    new Position(floorConsumer, floorStream, null),
                    ackPending,
                    redelivered,
                    waiting,
                    pending,
                    bound,
                    paused,
                    cluster,
                    time,
                    timeOfAnswer);
        }
    }

    /** A consumer that was delivered {@code delivered} messages from the first on and has {@code ackPending} of them open. */
    static Consumer consumer(long delivered, long floor, long ackPending, long pending) {
        Consumer c = new Consumer();
        c.deliveredConsumer = delivered;
        c.deliveredStream = delivered;
        c.floorConsumer = floor;
        c.floorStream = floor;
        c.ackPending = ackPending;
        c.pending = pending;
        return c;
    }

    /** A stream to be varied. */
    static final class Stream {
        String name = STREAM;
        Instant created = CREATED;
        String retention = "limits";
        String discard = "old";
        long maxMessages = -1;
        long maxBytes = -1;
        long maxAgeMillis;
        long maxConsumers = -1;
        long first = 1;
        long firstTime = 10_000;
        long last;
        long lastTime = 10_000;
        long messages = -1;
        long bytes = -1;
        int consumers;
        long deleted;
        StreamInfo.Cluster cluster = StreamInfo.Cluster.NONE;

        StreamInfo info() {
            long count = messages < 0 ? last - first + 1 - deleted : messages;
            return new StreamInfo(
                    new StreamInfo.Config(
                            name,
                            List.of("orders.>"),
                            retention,
                            discard,
                            maxConsumers,
                            maxMessages,
                            maxBytes,
                            maxAgeMillis * 1_000_000,
                            -1,
                            1,
                            false,
                            "",
                            Map.of()),
                    created,
                    new StreamInfo.State(
                            count,
                            bytes < 0 ? count * 100 : bytes,
                            first,
                            Instant.ofEpochMilli(firstTime),
                            last,
                            Instant.ofEpochMilli(lastTime),
                            consumers,
                            deleted),
                    cluster);
        }

        StreamInfo.State state() {
            return info().state();
        }
    }

    /** A stream that holds sequences {@code first … last}. */
    static Stream stream(long first, long last) {
        Stream s = new Stream();
        s.first = first;
        s.last = last;
        return s;
    }

    /** A poll at which everything answered. */
    static Snapshot poll(long at, Stream stream, Consumer... consumers) {
        return new Snapshot(
                at,
                Listing.complete(at, List.of(stream.info()), List.of()),
                Map.of(
                        stream.name,
                        Listing.complete(
                                at,
                                java.util.Arrays.stream(consumers)
                                        .map(Consumer::info)
                                        .toList(),
                                List.of())));
    }

    /** A poll at which the stream was there, but the named consumers had no leader. */
    static Snapshot pollMissing(long at, Stream stream, String... consumers) {
        return new Snapshot(
                at,
                Listing.complete(at, List.of(stream.info()), List.of()),
                Map.of(stream.name, new Listing<>(at, List.of(), Set.of(consumers), Set.of(), true)));
    }

    static Frame frame(List<Frame> frames, String kind) {
        return frames.stream().filter(f -> f.kind().equals(kind)).findFirst().orElseThrow();
    }

    /** The row of a consumer, or −1. */
    static int row(Frame frame, String consumer) {
        for (int row = 0; row < frame.rows(); row++) {
            Labels labels = frame.labels(row);
            if (labels.get("consumer_name").orElse("").equals(consumer)) {
                return row;
            }
        }
        return -1;
    }
}
