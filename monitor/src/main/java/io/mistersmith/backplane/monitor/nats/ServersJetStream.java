package io.mistersmith.backplane.monitor.nats;

import java.util.List;

/**
 * The streams and consumers of one account, as each server sees them: followers too, and what they tell is plausible and
 * wrong.
 *
 * @param complete whether every server answered that keeps JetStream in this cluster
 * @param receivedAt when the last answer came, epoch ms
 */
public record ServersJetStream(List<Server> servers, boolean complete, long receivedAt) {
    public ServersJetStream {
        servers = List.copyOf(servers);
    }

    static ServersJetStream of(List<ServerAnswer> answers, int expected) {
        List<Server> servers = answers.stream()
                .filter(ServerAnswer::hasJetStream)
                .map(ServerAnswer::told)
                .toList();
        long names = servers.stream().map(Server::name).distinct().count();
        long received = answers.stream().mapToLong(ServerAnswer::received).max().orElse(0);
        return new ServersJetStream(servers, expected > 0 && names >= expected, received);
    }

    /** One server's view. */
    public record Server(String name, List<Stream> streams) {
        public Server {
            streams = List.copyOf(streams);
        }

        /** Whether it leads what {@code cluster} keeps, and a majority follows it; a single server leads everything. */
        public boolean leads(StreamInfo.Cluster cluster) {
            return !cluster.isClustered() || (name.equals(cluster.leader()) && cluster.isLed());
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
