package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.nats.ServersConnections;
import io.mistersmith.backplane.monitor.nats.ServersConnections.Client;
import io.mistersmith.backplane.monitor.nats.ServersConnections.Closing;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What became of a silent agent, as far as the servers can tell it.
 *
 * @param words for a human; true as of the times in them
 */
record Whereabouts(boolean isConnected, String words) {

    /** A closing so long before the last heartbeat came to us may still have been after it: ways and clocks differ. */
    private static final long TOLERANCE_MILLIS = 2_000;

    /** A connection is told once as open and again as closed when it closes meanwhile: then it is closed. */
    private static final Comparator<Client> BY_ACTIVITY = Comparator.comparing(Client::lastActivity)
            .thenComparing(c -> c.closing().isPresent());

    /**
     * Of several connections the one with the latest activity counts.
     *
     * @param named the connections that have the agent's name
     * @param complete see {@link ServersConnections#complete}
     * @param lastHeartbeat when it was received, epoch ms
     */
    static Optional<Whereabouts> of(List<Client> named, boolean complete, long lastHeartbeat) {
        return named.stream()
                .max(BY_ACTIVITY)
                .flatMap(latest -> latest.closing()
                        .map(closing -> gone(latest, closing, complete, lastHeartbeat))
                        .orElseGet(() -> Optional.of(connected(latest))));
    }

    private static Whereabouts connected(Client client) {
        long idle =
                Math.max(0, Duration.between(client.lastActivity(), client.at()).toSeconds());
        return new Whereabouts(
                true,
                "silent, but still connected to server " + client.server() + " as client " + client.client() + " at "
                        + client.at().truncatedTo(ChronoUnit.SECONDS) + " (last activity " + idle
                        + " s before): the process is wedged or does not beat any more, or its host went and the server has"
                        + " not noticed yet");
    }

    private static Optional<Whereabouts> gone(Client client, Closing closing, boolean complete, long lastHeartbeat) {
        Instant ours = closing.at().minusMillis(client.aheadMillis());
        if (!complete || ours.toEpochMilli() < lastHeartbeat - TOLERANCE_MILLIS) {
            return Optional.empty();
        }
        return Optional.of(new Whereabouts(
                false,
                "gone: server " + client.server() + " closed its connection at "
                        + closing.at().truncatedTo(ChronoUnit.MILLIS)
                        + (closing.reason().isEmpty() ? "" : " (" + closing.reason() + ")")));
    }
}
