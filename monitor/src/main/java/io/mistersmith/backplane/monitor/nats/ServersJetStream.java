package io.mistersmith.backplane.monitor.nats;

import java.util.List;

/**
 * The streams and consumers of one account, as each server sees them: followers too, and what they tell is plausible and
 * wrong.
 *
 * @param clustered whether servers keep JetStream together, and things have leaders
 * @param complete whether every server answered that keeps JetStream in this cluster
 * @param receivedAt when the last answer came, epoch ms
 */
public record ServersJetStream(List<Server> servers, boolean clustered, boolean complete, long receivedAt) {
    public ServersJetStream {
        servers = List.copyOf(servers);
    }

    static ServersJetStream of(List<ServerAnswer> answers, boolean clustered, int expected) {
        List<Server> servers = answers.stream()
                .filter(ServerAnswer::hasJetStream)
                .map(ServerAnswer::told)
                .toList();
        long names = servers.stream().map(Server::name).distinct().count();
        long received = answers.stream().mapToLong(ServerAnswer::received).max().orElse(0);
        return new ServersJetStream(servers, clustered, expected > 0 && names >= expected, received);
    }

    /**
     * Whether {@code server} leads what {@code cluster} keeps, and a majority follows it. In a cluster a server that has just
     * started tells its old replicas' figures without any word of a cluster: those nobody leads.
     */
    public boolean isLedBy(Server server, StreamInfo.Cluster cluster) {
        return cluster.isClustered() ? server.name().equals(cluster.leader()) && cluster.isLed() : !clustered;
    }

    /** Whether nothing is kept together with other servers, and none but one has told anything. */
    public boolean isOfOneServer() {
        return !clustered
                && servers.size() == 1
                && servers.get(0).streams().stream()
                        .noneMatch(stream -> stream.info().cluster().isClustered());
    }

    /** One server's view. */
    public record Server(String name, List<Stream> streams) {
        public Server {
            streams = List.copyOf(streams);
        }
    }

    /**
     * One server's view of a stream.
     *
     * @param info without its configuration unless {@code configured}
     * @param consumers each without its configuration unless {@link ConsumerInfo#isConfigured()}
     */
    public record Stream(String name, StreamInfo info, boolean configured, List<ConsumerInfo> consumers) {
        public Stream {
            consumers = List.copyOf(consumers);
        }
    }
}
