package io.mistersmith.backplane.monitor.nats;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads consumers from a server's JSON, each to behind its last brace. Not thread-safe. */
final class ConsumerReader {

    private static final int NOWHERE = -1;

    private final JsonCursor in;
    private final ClusterReader clusters;
    /** Where the time of the consumer that was read last begins, and ends. */
    private int timeFrom = NOWHERE;

    private int timeTo = NOWHERE;

    private final JsonMembers ofConsumer = JsonMembers.of(
            "stream_name",
            "name",
            "created",
            "config",
            "delivered",
            "ack_floor",
            "num_ack_pending",
            "num_redelivered",
            "num_waiting",
            "num_pending",
            "cluster",
            "push_bound",
            "paused",
            "ts");

    private final JsonMembers ofPosition = JsonMembers.of("consumer_seq", "stream_seq", "last_active");

    private final JsonMembers ofConfig = JsonMembers.of(
            "durable_name",
            "description",
            "deliver_policy",
            "opt_start_seq",
            "opt_start_time",
            "ack_policy",
            "ack_wait",
            "max_deliver",
            "filter_subject",
            "filter_subjects",
            "sample_freq",
            "max_ack_pending",
            "deliver_subject",
            "inactive_threshold",
            "metadata");

    ConsumerReader(JsonCursor in) {
        this.in = in;
        this.clusters = new ClusterReader(in);
    }

    /** A list of consumers; {@code null} is an empty one. */
    List<ConsumerInfo> consumers() throws IOException {
        List<ConsumerInfo> consumers = new ArrayList<>();
        for (boolean more = in.enter('['); more; more = in.more(']')) {
            consumers.add(consumer());
        }
        return consumers;
    }

    /** The same, of a stream of which some are known. */
    List<ConsumerInfo> consumers(KnownConsumers known) throws IOException {
        List<ConsumerInfo> consumers = new ArrayList<>();
        int count = 0;
        for (boolean more = in.enter('['); more; more = in.more(']')) {
            consumers.add(consumer(known, count++));
        }
        known.end(count);
        return consumers;
    }

    private ConsumerInfo consumer(KnownConsumers known, int i) throws IOException {
        int from = in.mark();
        if (known.isTold(i, in.document(), from)) {
            in.reset(from + known.length(i));
            if (!known.isTimed(i)) {
                return known.info(i);
            }
            Instant time = in.time();
            if (!in.more('}')) {
                return known.info(i).at(time);
            }
            in.reset(from);
        }
        ConsumerInfo info = consumer();
        int to = in.mark();
        boolean timed = timeFrom != NOWHERE;
        if (!timed || timeTo == to - 1) {
            known.remember(i, info, in.document(), from, timed ? timeFrom : to, timed);
        } else {
            known.forget(i, info);
        }
        return info;
    }

    /** A consumer. */
    ConsumerInfo consumer() throws IOException {
        String stream = "";
        String name = "";
        Instant created = Instant.EPOCH;
        ConsumerInfo.@Nullable Config config = null;
        ConsumerInfo.Position delivered = ConsumerInfo.Position.NONE;
        ConsumerInfo.Position ackFloor = ConsumerInfo.Position.NONE;
        long ackPending = 0;
        long redelivered = 0;
        long waiting = 0;
        long pending = 0;
        boolean pushBound = false;
        boolean paused = false;
        StreamInfo.Cluster cluster = StreamInfo.Cluster.NONE;
        Instant time = Instant.EPOCH;
        timeFrom = NOWHERE;
        for (boolean more = in.enter('{'); more; more = in.more('}')) {
            switch (in.member(ofConsumer)) {
                case "stream_name" -> stream = in.text();
                case "name" -> name = in.text();
                case "created" -> created = in.time();
                case "config" -> config = config();
                case "delivered" -> delivered = position();
                case "ack_floor" -> ackFloor = position();
                case "num_ack_pending" -> ackPending = in.integer();
                case "num_redelivered" -> redelivered = in.integer();
                case "num_waiting" -> waiting = in.integer();
                case "num_pending" -> pending = in.integer();
                case "cluster" -> cluster = clusters.cluster();
                case "push_bound" -> pushBound = in.bool();
                case "paused" -> paused = in.bool();
                case "ts" -> {
                    timeFrom = in.mark();
                    time = in.time();
                    timeTo = in.mark();
                }
                default -> in.skip();
            }
        }
        return new ConsumerInfo(
                stream,
                name,
                created,
                config,
                delivered,
                ackFloor,
                ackPending,
                redelivered,
                waiting,
                pending,
                pushBound,
                paused,
                cluster,
                time,
                false);
    }

    private ConsumerInfo.Position position() throws IOException {
        long consumer = 0;
        long stream = 0;
        Instant lastActive = Instant.EPOCH;
        for (boolean more = in.enter('{'); more; more = in.more('}')) {
            switch (in.member(ofPosition)) {
                case "consumer_seq" -> consumer = in.integer();
                case "stream_seq" -> stream = in.integer();
                case "last_active" -> lastActive = in.time();
                default -> in.skip();
            }
        }
        return consumer == 0 && stream == 0 && lastActive.equals(Instant.EPOCH)
                ? ConsumerInfo.Position.NONE
                : new ConsumerInfo.Position(consumer, stream, lastActive);
    }

    private ConsumerInfo.Config config() throws IOException {
        String durable = "";
        String description = "";
        @Nullable String deliverPolicy = null;
        long startSequence = 0;
        Instant startTime = Instant.EPOCH;
        @Nullable String ackPolicy = null;
        long ackWait = 0;
        long maxDeliver = 0;
        String filter = "";
        List<String> filters = List.of();
        String sampleFrequency = "";
        long maxAckPending = 0;
        String deliverSubject = "";
        long inactiveThreshold = 0;
        Map<String, String> metadata = Map.of();
        for (boolean more = in.enter('{'); more; more = in.more('}')) {
            switch (in.member(ofConfig)) {
                case "durable_name" -> durable = in.text();
                case "description" -> description = in.text();
                case "deliver_policy" -> deliverPolicy = in.text();
                case "opt_start_seq" -> startSequence = in.integer();
                case "opt_start_time" -> startTime = in.time();
                case "ack_policy" -> ackPolicy = in.text();
                case "ack_wait" -> ackWait = in.integer();
                case "max_deliver" -> maxDeliver = in.integer();
                case "filter_subject" -> filter = in.text();
                case "filter_subjects" -> filters = in.texts();
                case "sample_freq" -> sampleFrequency = in.text();
                case "max_ack_pending" -> maxAckPending = in.integer();
                case "deliver_subject" -> deliverSubject = in.text();
                case "inactive_threshold" -> inactiveThreshold = in.integer();
                case "metadata" -> metadata = in.map();
                default -> in.skip();
            }
        }
        return new ConsumerInfo.Config(
                durable,
                deliverSubject,
                deliverPolicy,
                startSequence,
                startTime,
                ackPolicy,
                ackWait,
                maxDeliver,
                maxAckPending,
                filter,
                filters,
                inactiveThreshold,
                sampleFrequency,
                description,
                metadata);
    }
}
