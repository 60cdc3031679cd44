package io.mistersmith.backplane.monitor.nats;

import io.mistersmith.backplane.monitor.config.NatsConfig;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Nats;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a connection, watches it, and makes the next when it ended: a thread of its own, because the client's connect blocks,
 * and because the client gives up for good after two refusals of our credentials, which an operator may be about to mend.
 *
 * <p>What a connection tells of itself comes later, on a thread of the client's; so each connection has a listener of its
 * own, lest the last words of one are taken for the next one's.
 */
final class ConnectionLoop {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLoop.class);

    private final Vertx vertx;
    private final NatsConfig config;
    private final NatsConfig.Credentials credentials;
    private final String name;
    private final Consumer<Connection> subscribe;
    private final Thread thread;
    private final ClientErrors errors;
    private final Pulse pulse;
    private final List<Runnable> connectedListeners = new CopyOnWriteArrayList<>();

    private volatile Optional<Connection> connection = Optional.empty();
    private volatile boolean closing;

    // guarded by this
    private boolean up;
    private long changedAt = System.currentTimeMillis();
    private boolean everConnected;
    private String server = "";
    private String version = "";
    private String url = "";
    /** Of connections that are over. */
    private long receivedBefore;

    private long reconnectsBefore;

    /**
     * @param subscribe what has to be said first on each new connection
     */
    ConnectionLoop(
            Vertx vertx,
            NatsConfig config,
            NatsConfig.Credentials credentials,
            String name,
            Consumer<Connection> subscribe) {
        this.vertx = vertx;
        this.config = config;
        this.credentials = credentials;
        this.name = name;
        this.subscribe = subscribe;
        this.errors = new ClientErrors(name);
        this.pulse = new Pulse(errors::isDenied);
        this.thread = new Thread(this::run, "nats-connect-" + name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!closing) {
            try {
                connect();
            } catch (IOException | RuntimeException e) {
                // whatever it is, an operator may mend it: a server, a permission, a certificate
                if (!closing) {
                    errors.connectFailed(config.servers(), e);
                }
            } catch (InterruptedException e) {
                return;
            }
            pause();
        }
    }

    /** Returns, or throws, once the connection is over. */
    private void connect() throws IOException, InterruptedException {
        Watch watch = new Watch();
        Connection made = Nats.connect(Connector.options(vertx, config, credentials, name, watch, errors));
        try {
            begin(made);
            subscribe.accept(made);
            pulse.attach(made);
            watch.subscribed = true;
            cameUp(made);
            watch.ended.await();
        } finally {
            end(made);
        }
    }

    private void pause() {
        if (!closing) {
            long wait = config.reconnectWait().toMillis();
            try {
                TimeUnit.MILLISECONDS.sleep(wait + ThreadLocalRandom.current().nextLong(wait + 1));
            } catch (InterruptedException e) {
                // only close() does that
                closing = true;
            }
        }
    }

    private synchronized void begin(Connection made) {
        if (everConnected) {
            reconnectsBefore++;
        }
        connection = Optional.of(made);
    }

    private void end(Connection made) throws InterruptedException {
        made.close();
        wentDown();
        synchronized (this) {
            // in one step: a counter never falls
            receivedBefore += made.getStatistics().getInBytes();
            reconnectsBefore += made.getStatistics().getReconnects();
            connection = Optional.empty();
        }
    }

    private void cameUp(Connection made) {
        synchronized (this) {
            if (made.getStatus() != Connection.Status.CONNECTED) {
                // it went meanwhile, and will say when it is back
                return;
            }
            server = made.getServerInfo().getServerName();
            version = made.getServerInfo().getVersion();
            url = Optional.ofNullable(made.getConnectedUrl()).orElse("").replaceFirst("//[^@/]*@", "//");
            up = true;
            changedAt = System.currentTimeMillis();
            everConnected = true;
            LOG.info("{}: connected to {} ({}, nats-server {})", name, url, server, version);
        }
        connectedListeners.forEach(this::tell);
    }

    private void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error("{}: somebody who waits for a connection failed", name, e);
        }
    }

    private synchronized void wentDown() {
        if (up) {
            up = false;
            changedAt = System.currentTimeMillis();
            pulse.lost();
            if (!closing) {
                LOG.warn("{}: the connection to {} is lost; trying again for ever", name, url);
            }
        }
    }

    /** What one connection tells of itself, in order, on one thread of the client's. */
    private final class Watch implements ConnectionListener {
        final CountDownLatch ended = new CountDownLatch(1);
        volatile boolean subscribed;
        private boolean established;

        @Override
        @Deprecated
        public void connectionEvent(Connection source, Events event) {
            switch (event) {
                case CONNECTED, RECONNECTED -> {
                    // before what the server says to our subscriptions
                    errors.connected();
                    established = true;
                }
                case RESUBSCRIBED -> {
                    if (subscribed) {
                        cameUp(source);
                    }
                }
                case DISCONNECTED -> {
                    // of several servers, those that were tried before one took us are no connection that is lost
                    if (established) {
                        wentDown();
                    }
                }
                case CLOSED -> ended.countDown();
                case LAME_DUCK -> LOG.info("{}: {} is about to shut down", name, source.getConnectedUrl());
                default -> LOG.debug("{}: {}", name, event);
            }
        }
    }

    void onConnected(Runnable listener) {
        connectedListeners.add(listener);
        if (isUp()) {
            listener.run();
        }
    }

    private synchronized boolean isUp() {
        return up;
    }

    /** The connection on which something can be sent now. */
    Optional<Connection> live() {
        return connection.filter(c -> c.getStatus() == Connection.Status.CONNECTED);
    }

    boolean isDenied(String subject) {
        return errors.isDenied(subject);
    }

    synchronized Connectivity connectivity() {
        if (live().isEmpty()) {
            // its own word of it may still be on its way
            wentDown();
        }
        long silence = pulse.silenceMillis(System.nanoTime());
        boolean answering = up && silence < Connectivity.SILENCE_MILLIS;
        return new Connectivity(
                answering,
                up && !answering ? System.currentTimeMillis() - silence : changedAt,
                everConnected,
                server,
                version,
                url,
                reconnectsBefore
                        + connection.map(c -> c.getStatistics().getReconnects()).orElse(0L),
                errors.last(),
                pulse.roundTripMillis(),
                pulse.unheardMillis(System.nanoTime()));
    }

    void pulse() {
        pulse.now();
    }

    synchronized long receivedBytes() {
        return receivedBefore
                + connection.map(c -> c.getStatistics().getInBytes()).orElse(0L);
    }

    /** Blocks until the connection is closed, twice {@code deadline} at most. */
    void close(Duration deadline) {
        closing = true;
        pulse.stop();
        try {
            Optional<Connection> last = live();
            if (last.isPresent()) {
                last.get().flush(deadline);
            }
        } catch (TimeoutException e) {
            LOG.warn("{}: the server did not take our last words within {} ms", name, deadline.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
        try {
            thread.join(Math.max(1, deadline.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
