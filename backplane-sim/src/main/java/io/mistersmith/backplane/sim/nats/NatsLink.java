package io.mistersmith.backplane.sim.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One connection, made in the background and made again for ever. What cannot be sent at once is refused instead of kept:
 * a heartbeat that comes minutes late says nothing true. For any thread.
 */
public final class NatsLink {

    private static final Duration RECONNECT_WAIT = Duration.ofMillis(500);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** A server that hangs is noticed after three of them. */
    private static final Duration PING = Duration.ofSeconds(5);

    /** Told on a thread of the client; must not block. */
    public interface Listener {
        /** Connected, for the first time or again. */
        void connected(Connection connection, boolean again);

        void disconnected();

        /** What the server has against us, such as a missing permission. */
        void complaint(String text);

        /** There will be no connection any more, for this reason. */
        void gaveUp(String reason);
    }

    private final Listener listener;
    private final AtomicLong connects = new AtomicLong();
    private volatile Optional<Connection> connection = Optional.empty();
    private volatile String lastError = "";
    private volatile boolean closing;

    public NatsLink(Listener listener) {
        this.listener = listener;
    }

    /** Begins; returns at once. */
    public void connect(Options.Builder options) throws InterruptedException {
        Nats.connectAsynchronously(
                options.connectionName("backplane-sim")
                        .maxReconnects(-1)
                        .reconnectWait(RECONNECT_WAIT)
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .pingInterval(PING)
                        .reconnectBufferSize(0)
                        .connectionListener(new Events())
                        .errorListener(new Errors())
                        .build(),
                true);
    }

    /** The connection, while it stands. */
    public Optional<Connection> connected() {
        return connection.filter(c -> c.getStatus() == Connection.Status.CONNECTED);
    }

    /** How often the connection was lost and came back. */
    public long reconnects() {
        return Math.max(0, connects.get() - 1);
    }

    /** Sends what is queued, if the server takes it at once, and ends. */
    public void close() throws InterruptedException {
        closing = true;
        Optional<Connection> open = connection;
        if (open.isPresent()) {
            if (connected().isPresent()) {
                try {
                    open.get().flush(Duration.ofMillis(300));
                } catch (TimeoutException e) {
                    listener.complaint("NATS did not take the last messages within 300 ms");
                }
            }
            open.get().close();
        }
    }

    private final class Events implements ConnectionListener {
        @Override
        @SuppressWarnings("deprecation") // the interface's one abstract method
        public void connectionEvent(Connection c, ConnectionListener.Events event) {
            switch (event) {
                case CONNECTED, RECONNECTED -> {
                    connection = Optional.of(c);
                    listener.connected(c, connects.incrementAndGet() > 1);
                }
                case DISCONNECTED -> {
                    if (!closing && connects.get() > 0) {
                        listener.disconnected();
                    }
                }
                case CLOSED -> {
                    if (!closing) {
                        listener.gaveUp(lastError);
                    }
                }
                default -> {
                    // discovered servers, lame duck: the client sees to them
                }
            }
        }
    }

    private final class Errors implements ErrorListener {
        @Override
        public void errorOccurred(Connection c, String error) {
            lastError = error;
            listener.complaint(error);
        }

        @Override
        public void exceptionOccurred(Connection c, Exception e) {
            // a connection that breaks is an event of its own; what the server said last explains more than an
            // exception
            if (lastError.isEmpty()) {
                lastError = String.valueOf(e.getMessage());
            }
        }
    }
}
