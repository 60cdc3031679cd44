package io.mistersmith.backplane.monitor.nats;

import io.mistersmith.backplane.monitor.config.NatsConfig;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Nats;
import io.nats.client.Options;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a connection, watches it, and makes the next when it ended: a thread of its own, because the client's connect blocks,
 * and because the client gives up for good after two refusals of our credentials, which an operator may be about to mend.
 */
final class ConnectionLoop implements ConnectionListener {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLoop.class);

    private final Vertx vertx;
    private final NatsConfig config;
    private final NatsConfig.Credentials credentials;
    private final String name;
    private final Consumer<Connection> subscribe;
    private final Thread thread;
    private final ClientErrors errors;
    private final Pulse pulse = new Pulse();
    private final List<Runnable> connectedListeners = new CopyOnWriteArrayList<>();
    private final AtomicLong receivedBefore = new AtomicLong();
    private final AtomicLong reconnects = new AtomicLong();

    private volatile Optional<Connection> connection = Optional.empty();
    private volatile CountDownLatch ended = new CountDownLatch(0);
    private volatile boolean up;
    private volatile long changedAt = System.currentTimeMillis();
    private volatile boolean everConnected;
    private volatile String server = "";
    private volatile String version = "";
    private volatile String url = "";
    private volatile boolean closing;

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
        this.thread = new Thread(this::run, "nats-connect-" + name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!closing) {
            try {
                ended = new CountDownLatch(1);
                Options options = Connector.options(vertx, config, credentials, name, this, errors);
                Connection made = Nats.connect(options);
                if (everConnected) {
                    reconnects.incrementAndGet();
                }
                connection = Optional.of(made);
                // what is denied from here on is of this connection
                errors.connected();
                subscribe.accept(made);
                pulse.attach(made);
                cameUp(made);
                ended.await();
                receivedBefore.addAndGet(made.getStatistics().getInBytes());
                reconnects.addAndGet(made.getStatistics().getReconnects());
                connection = Optional.empty();
            } catch (IOException | IllegalStateException e) {
                errors.connectFailed(config.servers(), e);
            } catch (InterruptedException e) {
                return;
            }
            if (!closing) {
                pause();
            }
        }
    }

    private void pause() {
        long wait = config.reconnectWait().toMillis();
        try {
            TimeUnit.MILLISECONDS.sleep(wait + ThreadLocalRandom.current().nextLong(wait + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing = true;
        }
    }

    private void cameUp(Connection made) {
        server = made.getServerInfo().getServerName();
        version = made.getServerInfo().getVersion();
        url = Optional.ofNullable(made.getConnectedUrl()).orElse("").replaceFirst("//[^@/]*@", "//");
        up = true;
        changedAt = System.currentTimeMillis();
        everConnected = true;
        LOG.info("{}: connected to {} ({}, nats-server {})", name, url, server, version);
        connectedListeners.forEach(Runnable::run);
    }

    @Override
    @Deprecated
    public void connectionEvent(Connection source, Events event) {
        switch (event) {
            // comes before the client subscribes anew, RESUBSCRIBED after the server may have denied it
            case RECONNECTED -> errors.connected();
            case RESUBSCRIBED -> cameUp(source);
            case DISCONNECTED -> wentDown();
            case CLOSED -> {
                wentDown();
                ended.countDown();
            }
            case LAME_DUCK -> LOG.info("{}: {} is about to shut down", name, url);
            default -> LOG.debug("{}: {}", name, event);
        }
    }

    private void wentDown() {
        if (up) {
            up = false;
            changedAt = System.currentTimeMillis();
            pulse.lost();
            if (!closing) {
                LOG.warn("{}: the connection to {} is lost; trying again for ever", name, url);
            }
        }
    }

    void onConnected(Runnable listener) {
        connectedListeners.add(listener);
        if (up) {
            listener.run();
        }
    }

    /** The connection on which something can be sent now. */
    Optional<Connection> live() {
        return connection.filter(c -> c.getStatus() == Connection.Status.CONNECTED);
    }

    boolean isDenied(String subject) {
        return errors.isDenied(subject);
    }

    Connectivity connectivity() {
        long now = System.currentTimeMillis();
        boolean transport = up && live().isPresent();
        boolean answering = transport && pulse.silenceMillis(System.nanoTime()) < Connectivity.SILENCE_MILLIS;
        long since = transport && !answering ? now - pulse.silenceMillis(System.nanoTime()) : changedAt;
        long made = reconnects.get()
                + connection.map(c -> c.getStatistics().getReconnects()).orElse(0L);
        return new Connectivity(
                answering,
                since,
                everConnected,
                server,
                version,
                url,
                made,
                errors.last(),
                pulse.roundTripMillis(),
                pulse.unheardMillis(System.nanoTime()));
    }

    long receivedBytes() {
        return receivedBefore.get()
                + connection.map(c -> c.getStatistics().getInBytes()).orElse(0L);
    }

    void close(Duration deadline) {
        closing = true;
        pulse.stop();
        Optional<Connection> last = connection;
        thread.interrupt();
        if (last.isPresent()) {
            try {
                if (live().isPresent()) {
                    last.get().flush(deadline);
                }
            } catch (TimeoutException e) {
                LOG.warn("{}: the server did not take our last words within {} ms", name, deadline.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            try {
                last.get().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
