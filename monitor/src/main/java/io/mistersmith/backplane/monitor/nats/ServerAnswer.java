package io.mistersmith.backplane.monitor.nats;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one server answered to a JSZ request, read by {@link ServerAnswerReader}. A server without the account says so by an error, and that is an answer too.
 *
 * @param received by us, epoch ms
 */
record ServerAnswer(
        @Nullable Server server,
        @Nullable Data data,
        @Nullable JsonNode error,
        long received) {

    record Server(
            @Nullable String name,
            boolean jetstream,
            @Nullable Instant time) {}

    record Data(List<Detail> streams, @Nullable Meta meta) {}

    record Meta(@JsonProperty("cluster_size") int size) {}

    record Detail(
            String name,
            Instant created,
            StreamInfo.Cluster cluster,
            StreamInfo.@Nullable Config config,
            StreamInfo.@Nullable State state,
            List<ConsumerInfo> consumers) {}

    /** Empty where it does not say. */
    static String name(@Nullable Server server) {
        return server == null || server.name() == null ? "" : server.name();
    }

    String serverName() {
        return name(server);
    }

    boolean hasJetStream() {
        return server != null && server.jetstream();
    }

    boolean isClustered() {
        return data != null && data.meta() != null;
    }

    /** How many servers keep JetStream together; 0 where this one does not know. */
    int clusterSize() {
        return data == null || data.meta() == null
                ? (hasJetStream() ? 1 : 0)
                : data.meta().size();
    }

    ServersJetStream.Server told() {
        Instant time = server == null || server.time() == null ? Instant.EPOCH : server.time();
        List<Detail> details = data == null ? List.of() : data.streams();
        return new ServersJetStream.Server(
                serverName(), details.stream().map(d -> stream(d, time)).toList());
    }

    private static ServersJetStream.Stream stream(Detail detail, Instant time) {
        return new ServersJetStream.Stream(
                detail.name(),
                new StreamInfo(detail.config(), detail.created(), detail.state(), detail.cluster()),
                Optional.ofNullable(detail.config()).isPresent(),
                detail.consumers().stream()
                        // servers before 2.10 tell their clock in the envelope only
                        .map(c -> c.time().equals(Instant.EPOCH) ? c.inAnswerOf(time) : c)
                        .toList());
    }
}
