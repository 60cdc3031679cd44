package io.mistersmith.backplane.monitor.nats;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one server answered to a CONNZ request: of its connections those that were looked for.
 *
 * @param whole whether it told all that it has
 * @param at by its clock
 * @param aheadMillis how far its clock is ahead of ours, as far as can be told: the way here makes it less
 */
record ConnectionsAnswer(String server, boolean whole, Instant at, long aheadMillis, List<Connection> connections) {

    ConnectionsAnswer {
        connections = List.copyOf(connections);
    }

    /** As it is on the wire. */
    record Raw(
            ServerAnswer.@Nullable Server server, @Nullable Data data) {}

    record Data(int total, @Nullable List<Connection> connections) {}

    record Connection(
            @JsonProperty("cid") long client,
            @Nullable String name,
            @JsonProperty("last_activity") @Nullable Instant lastActivity,
            @Nullable Instant stop,
            @Nullable String reason) {}

    /** @param received by us, epoch ms */
    static ConnectionsAnswer read(byte[] answer, Set<String> names, long received) throws IOException {
        Raw raw = JetStreamJson.MAPPER.readValue(answer, Raw.class);
        Instant at =
                Optional.ofNullable(raw.server()).map(ServerAnswer.Server::time).orElse(Instant.EPOCH);
        List<Connection> all =
                Optional.ofNullable(raw.data()).map(Data::connections).orElse(List.of());
        boolean whole = raw.data() != null && all.size() >= raw.data().total();
        return new ConnectionsAnswer(
                ServerAnswer.name(raw.server()),
                whole,
                at,
                at.toEpochMilli() - received,
                all.stream()
                        .filter(c -> c.name() != null && names.contains(c.name()))
                        .toList());
    }

    /** How many servers have answered. */
    static int names(List<ConnectionsAnswer> answers) {
        return (int) answers.stream().map(ConnectionsAnswer::server).distinct().count();
    }

    Stream<ServersConnections.Client> told() {
        return connections.stream()
                .map(c -> new ServersConnections.Client(
                        Optional.ofNullable(c.name()).orElse(""),
                        server,
                        c.client(),
                        at,
                        aheadMillis,
                        Optional.ofNullable(c.lastActivity()).orElse(Instant.EPOCH),
                        Optional.ofNullable(c.stop())
                                .map(stop -> new ServersConnections.Closing(
                                        stop, Optional.ofNullable(c.reason()).orElse("")))));
    }
}
