package io.mistersmith.backplane.monitor.nats;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads streams from a server's JSON. Not thread-safe. */
final class StreamReader {

    private final JsonCursor in;
    private final ClusterReader clusters;

    private final JsonMembers ofStream = JsonMembers.of("config", "created", "state", "cluster");

    private final JsonMembers ofConfig = JsonMembers.of(
            "name",
            "description",
            "subjects",
            "retention",
            "max_consumers",
            "max_msgs",
            "max_bytes",
            "max_age",
            "max_msgs_per_subject",
            "discard",
            "num_replicas",
            "allow_direct",
            "metadata");

    private final JsonMembers ofState = JsonMembers.of(
            "messages", "bytes", "first_seq", "first_ts", "last_seq", "last_ts", "num_deleted", "consumer_count");

    StreamReader(JsonCursor in) {
        this.in = in;
        this.clusters = new ClusterReader(in);
    }

    /** A list of streams; {@code null} is an empty one. */
    List<StreamInfo> streams() throws IOException {
        List<StreamInfo> streams = new ArrayList<>();
        for (boolean more = in.enter('['); more; more = in.more(']')) {
            streams.add(stream());
        }
        return streams;
    }

    /** A stream. */
    StreamInfo stream() throws IOException {
        StreamInfo.@Nullable Config config = null;
        Instant created = Instant.EPOCH;
        StreamInfo.@Nullable State state = null;
        StreamInfo.Cluster cluster = StreamInfo.Cluster.NONE;
        for (boolean more = in.enter('{'); more; more = in.more('}')) {
            switch (in.member(ofStream)) {
                case "config" -> config = config();
                case "created" -> created = in.time();
                case "state" -> state = state();
                case "cluster" -> cluster = clusters.cluster();
                default -> in.skip();
            }
        }
        return new StreamInfo(config, created, state, cluster);
    }

    /** A configuration. */
    StreamInfo.Config config() throws IOException {
        String name = "";
        String description = "";
        List<String> subjects = List.of();
        @Nullable String retention = null;
        @Nullable String discard = null;
        long maxConsumers = 0;
        long maxMessages = 0;
        long maxBytes = 0;
        long maxAge = 0;
        long maxMessagesPerSubject = 0;
        long replicas = 0;
        boolean allowDirect = false;
        Map<String, String> metadata = Map.of();
        for (boolean more = in.enter('{'); more; more = in.more('}')) {
            switch (in.member(ofConfig)) {
                case "name" -> name = in.text();
                case "description" -> description = in.text();
                case "subjects" -> subjects = in.texts();
                case "retention" -> retention = in.text();
                case "max_consumers" -> maxConsumers = in.integer();
                case "max_msgs" -> maxMessages = in.integer();
                case "max_bytes" -> maxBytes = in.integer();
                case "max_age" -> maxAge = in.integer();
                case "max_msgs_per_subject" -> maxMessagesPerSubject = in.integer();
                case "discard" -> discard = in.text();
                case "num_replicas" -> replicas = in.integer();
                case "allow_direct" -> allowDirect = in.bool();
                case "metadata" -> metadata = in.map();
                default -> in.skip();
            }
        }
        return new StreamInfo.Config(
                name,
                subjects,
                retention,
                discard,
                maxConsumers,
                maxMessages,
                maxBytes,
                maxAge,
                maxMessagesPerSubject,
                (int) replicas,
                allowDirect,
                description,
                metadata);
    }

    /** A state. */
    StreamInfo.State state() throws IOException {
        long messages = 0;
        long bytes = 0;
        long firstSequence = 0;
        Instant firstTime = Instant.EPOCH;
        long lastSequence = 0;
        Instant lastTime = Instant.EPOCH;
        long consumers = 0;
        long deleted = 0;
        for (boolean more = in.enter('{'); more; more = in.more('}')) {
            switch (in.member(ofState)) {
                case "messages" -> messages = in.integer();
                case "bytes" -> bytes = in.integer();
                case "first_seq" -> firstSequence = in.integer();
                case "first_ts" -> firstTime = in.time();
                case "last_seq" -> lastSequence = in.integer();
                case "last_ts" -> lastTime = in.time();
                case "num_deleted" -> deleted = in.integer();
                case "consumer_count" -> consumers = in.integer();
                default -> in.skip();
            }
        }
        return new StreamInfo.State(
                messages, bytes, firstSequence, firstTime, lastSequence, lastTime, (int) consumers, deleted);
    }
}
