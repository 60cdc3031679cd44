package io.mistersmith.backplane.monitor.nats;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a server answers to a JSZ request: megabytes of consumers, and a little around them. Not thread-safe. */
final class ServerAnswerReader {

    private final JsonCursor in;
    private final ClusterReader clusters;
    private final StreamReader streamReader;
    private final ConsumerReader consumerReader;

    private final JsonMembers ofAnswer = JsonMembers.of("server", "data", "error");
    private final JsonMembers ofData = JsonMembers.of("stream_detail", "meta_cluster");
    private final JsonMembers ofStream =
            JsonMembers.of("name", "created", "cluster", "config", "state", "consumer_detail");

    private final KnownStreams known;
    private String serverName = "";

    private ServerAnswerReader(JsonCursor in, KnownStreams known) {
        this.in = in;
        this.known = known;
        this.clusters = new ClusterReader(in);
        this.streamReader = new StreamReader(in);
        this.consumerReader = new ConsumerReader(in);
    }

    /**
     * @param received epoch ms
     * @param known from the answers before, and from this one when it is read
     */
    static ServerAnswer read(byte[] answer, long received, KnownStreams known) throws IOException {
        return JsonCursor.read(answer, in -> new ServerAnswerReader(in, known).answer(received));
    }

    private ServerAnswer answer(long received) throws IOException {
        ServerAnswer.@Nullable Server server = null;
        ServerAnswer.@Nullable Data data = null;
        @Nullable JsonNode error = null;
        for (boolean more = in.enter('{'); more; more = in.more('}')) {
            switch (in.member(ofAnswer)) {
                case "server" -> {
                    server = in.value(ServerAnswer.Server.class);
                    serverName = ServerAnswer.name(server);
                }
                case "data" -> data = data();
                case "error" -> error = in.value(JsonNode.class);
                default -> in.skip();
            }
        }
        return new ServerAnswer(server, data, error, received);
    }

    private ServerAnswer.Data data() throws IOException {
        List<ServerAnswer.Detail> streams = List.of();
        ServerAnswer.@Nullable Meta meta = null;
        for (boolean more = in.enter('{'); more; more = in.more('}')) {
            switch (in.member(ofData)) {
                case "stream_detail" -> streams = streams();
                case "meta_cluster" -> meta = in.value(ServerAnswer.Meta.class);
                default -> in.skip();
            }
        }
        return new ServerAnswer.Data(streams, meta);
    }

    private List<ServerAnswer.Detail> streams() throws IOException {
        List<ServerAnswer.Detail> streams = new ArrayList<>();
        known.begin(serverName);
        for (boolean more = in.enter('['); more; more = in.more(']')) {
            streams.add(stream());
        }
        known.end();
        return streams;
    }

    private ServerAnswer.Detail stream() throws IOException {
        String name = "";
        Instant created = Instant.EPOCH;
        StreamInfo.Cluster cluster = StreamInfo.Cluster.NONE;
        StreamInfo.@Nullable Config config = null;
        StreamInfo.@Nullable State state = null;
        List<ConsumerInfo> consumers = List.of();
        for (boolean more = in.enter('{'); more; more = in.more('}')) {
            switch (in.member(ofStream)) {
                case "name" -> name = in.text();
                case "created" -> created = in.time();
                case "cluster" -> cluster = clusters.cluster();
                case "config" -> config = streamReader.config();
                case "state" -> state = streamReader.state();
                case "consumer_detail" -> consumers = consumerReader.consumers(known.of(name));
                default -> in.skip();
            }
        }
        return new ServerAnswer.Detail(name, created, cluster, config, state, consumers);
    }
}
