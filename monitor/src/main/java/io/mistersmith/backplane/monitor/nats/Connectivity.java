package io.mistersmith.backplane.monitor.nats;

import java.util.Optional;

/**
 * What is known of a NATS connection at one moment.
 *
 * @param connected whether there is a connection, and the server answered within {@link #SILENCE_MILLIS}: only then is what
 *     arrives complete up to about now
 * @param since when {@code connected} last changed, epoch ms
 * @param everConnected whether it was ever connected
 * @param server the name of the server that we are, or last were, connected to; empty before the first
 * @param version of that server; empty before the first
 * @param url of that server, without credentials
 * @param reconnects how often the connection was made anew since the start
 * @param lastError what last went wrong, in words
 * @param roundTripMillis the newest pulse's; NaN before the first
 * @param unheardMillis how long ago the newest pulse that came back was sent: all that the server had for us until then has
 *     been delivered, of what came later that is not known
 */
public record Connectivity(
        boolean connected,
        long since,
        boolean everConnected,
        String server,
        String version,
        String url,
        long reconnects,
        Optional<String> lastError,
        double roundTripMillis,
        long unheardMillis) {

    /**
     * A server that is silent so long, while the pulse beats four times a second, is away for us, whatever TCP says: a hung
     * one keeps its sockets open.
     */
    public static final long SILENCE_MILLIS = 1000;

    /** Whether the server is {@code major.minor} or newer; false while its version is not known. */
    public boolean isAtLeast(int major, int minor) {
        String[] parts = version.split("[.-]", 3);
        if (parts.length < 2) {
            return false;
        }
        try {
            int theirs = Integer.parseInt(parts[0]);
            return theirs > major || (theirs == major && Integer.parseInt(parts[1]) >= minor);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
