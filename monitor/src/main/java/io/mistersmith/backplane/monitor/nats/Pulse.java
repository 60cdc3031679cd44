package io.mistersmith.backplane.monitor.nats;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own message to ourselves, four times a second, through the server: it comes back after everything that the server had
 * for us before, so that its return proves we have heard all up to its sending, and its absence that we are blind: a hung
 * server keeps its sockets open. A user who may not send to itself asks the server for a PONG instead, which comes in the
 * same order. Where there is another server, a silent one is left.
 */
final class Pulse {

    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

    private static final long INTERVAL_MILLIS = 250;
    private static final Duration PONG_DEADLINE = Duration.ofSeconds(2);

    /** One that is silent for longer is left, where there are others: the client itself would wait three times as long. */
    private static final long PATIENCE_MILLIS = 10_000;

    private final Predicate<String> isDenied;
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "nats-pulse");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Optional<Connection> connection = Optional.empty();
    private volatile String subject = "";
    private volatile long heardNanos;
    private volatile long sentNanos;
    private volatile double roundTripMillis = Double.NaN;
    private final AtomicBoolean asked = new AtomicBoolean();
    private Optional<ScheduledFuture<?>> beating = Optional.empty();

    /** @param isDenied whether our user may not publish to, or subscribe to, a subject */
    Pulse(Predicate<String> isDenied) {
        this.isDenied = isDenied;
    }

    /** Beats on this connection from now on. */
    void attach(Connection made) {
        subject = made.createInbox();
        heardNanos = System.nanoTime();
        sentNanos = heardNanos;
        Dispatcher dispatcher = made.createDispatcher(message -> {
            long now = System.nanoTime();
            byte[] data = message.getData();
            if (data != null && data.length == Long.BYTES) {
                heardNanos = now;
                sentNanos = ByteBuffer.wrap(data).getLong();
                roundTripMillis = (now - sentNanos) / 1e6;
            }
        });
        dispatcher.subscribe(subject);
        connection = Optional.of(made);
        if (beating.isEmpty()) {
            beating = Optional.of(beats.scheduleWithFixedDelay(this::beat, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    /** Beats now, beside the usual; for any thread. */
    void now() {
        if (!beats.isShutdown() && asked.compareAndSet(false, true)) {
            try {
                beats.execute(() -> {
                    asked.set(false);
                    beat();
                });
            } catch (RejectedExecutionException e) {
                // stopped meanwhile
                asked.set(false);
            }
        }
    }

    private void beat() {
        Optional<Connection> current = connection.filter(c -> c.getStatus() == Connection.Status.CONNECTED);
        if (current.isEmpty()) {
            // not silence: nobody was asked
            heardNanos = System.nanoTime();
            return;
        }
        if (silenceMillis(System.nanoTime()) > PATIENCE_MILLIS
                && current.get().getServers().size() > 1) {
            leave(current.get());
            return;
        }
        try {
            if (isDenied.test(subject)) {
                ping(current.get());
            } else {
                byte[] now = ByteBuffer.allocate(Long.BYTES)
                        .putLong(System.nanoTime())
                        .array();
                current.get().publish(subject, now);
            }
        } catch (RuntimeException e) {
            // the outgoing queue is full, or the connection closes: the silence that follows says it
            roundTripMillis = Double.NaN;
        }
    }

    /** For another server; returns once there is one. */
    private void leave(Connection hung) {
        LOG.warn(
                "{} is silent: looking for another server", hung.getServerInfo().getServerName());
        try {
            hung.forceReconnect();
        } catch (IOException e) {
            LOG.debug("the connection goes on by itself: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heardNanos = System.nanoTime();
    }

    private void ping(Connection server) {
        try {
            long sent = System.nanoTime();
            server.flush(PONG_DEADLINE);
            heardNanos = System.nanoTime();
            sentNanos = sent;
            roundTripMillis = (heardNanos - sent) / 1e6;
        } catch (TimeoutException e) {
            roundTripMillis = Double.NaN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The connection is away: nothing is known of the way to the server. */
    void lost() {
        roundTripMillis = Double.NaN;
    }

    /** How long nothing came back, in ms. */
    long silenceMillis(long nowNanos) {
        return Math.max(0, (nowNanos - heardNanos) / 1_000_000 - INTERVAL_MILLIS);
    }

    /** How long ago the newest one that came back was sent, in ms. */
    long unheardMillis(long nowNanos) {
        return Math.max(0, (nowNanos - sentNanos) / 1_000_000);
    }

    double roundTripMillis() {
        return roundTripMillis;
    }

    void stop() {
        beats.shutdownNow();
    }
}
