package io.mistersmith.backplane.monitor.nats;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Connections of one account, open and closed, as the servers tell them.
 *
 * @param complete whether every server told all that are open: only then one that is not here is not open
 */
public record ServersConnections(List<Client> clients, boolean complete) {

    /** Nobody answered. */
    public static final ServersConnections UNKNOWN = new ServersConnections(List.of(), false);

    public ServersConnections {
        clients = List.copyOf(clients);
    }

    /** @param servers how many there are */
    static ServersConnections of(List<ConnectionsAnswer> open, List<ConnectionsAnswer> closed, int servers) {
        return new ServersConnections(
                Stream.of(open, closed)
                        .flatMap(List::stream)
                        .flatMap(ConnectionsAnswer::told)
                        .toList(),
                ConnectionsAnswer.names(open) >= servers && open.stream().allMatch(ConnectionsAnswer::whole));
    }

    /**
     * A connection of a client. Times are by its server's clock.
     *
     * @param name as the client called it
     * @param server the server's name
     * @param client its number there
     * @param at when the server told this
     * @param aheadMillis how far the server's clock is ahead of ours; the way of the answer makes it less
     * @param lastActivity the latest message that it sent, or that was sent to it, or change of its subscriptions
     * @param closing empty while it is open
     */
    public record Client(
            String name,
            String server,
            long client,
            Instant at,
            long aheadMillis,
            Instant lastActivity,
            Optional<Closing> closing) {}

    /** How a connection ended: when, and why in the server's words. */
    public record Closing(Instant at, String reason) {}
}
