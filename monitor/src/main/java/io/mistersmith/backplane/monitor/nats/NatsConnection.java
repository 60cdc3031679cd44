package io.mistersmith.backplane.monitor.nats;

import io.mistersmith.backplane.monitor.config.NatsConfig;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The monitor's connection to one NATS account. It is made in the background and for ever: whoever subscribes may do so
 * before there is a server, and need not care when it goes and comes back.
 *
 * <p>Safe for any thread. Futures complete on the context of the caller.
 */
public final class NatsConnection {

    private static final Logger LOG = LoggerFactory.getLogger(NatsConnection.class);
    private static final Headers NO_HEADERS = new Headers();

    private final Vertx vertx;
    private final ConnectionLoop loop;
    private final List<Resubscribable> subscriptions = new CopyOnWriteArrayList<>();

    private NatsConnection(Vertx vertx, NatsConfig config, NatsConfig.Credentials credentials, String name) {
        this.vertx = vertx;
        this.loop = new ConnectionLoop(vertx, config, credentials, name, this::attach);
    }

    /**
     * Begins to connect, and returns at once.
     *
     * @param name how the connection is called in the server's lists
     */
    public static NatsConnection open(Vertx vertx, NatsConfig config, NatsConfig.Credentials credentials, String name) {
        NatsConnection connection = new NatsConnection(vertx, config, credentials, name);
        connection.loop.start();
        return connection;
    }

    /** The state of this moment. */
    public Connectivity connectivity() {
        return loop.connectivity();
    }

    /** Bytes of the messages received from NATS since the start: payload, headers, and the protocol's line of each. */
    public long receivedBytes() {
        return loop.receivedBytes();
    }

    /**
     * Calls {@code listener} each time that a connection has been made (again), on a thread of the client's: subscriptions
     * are in place, requests may be sent. It must not block. Also called at once if there is a connection now.
     */
    public void onConnected(Runnable listener) {
        loop.onConnected(listener);
    }

    /**
     * Everything on {@code subject}, to be taken by one thread.
     *
     * @param queueGroup shares the messages with other members of that name; empty: all of them
     */
    public MessageQueue queue(String subject, String queueGroup, PendingLimits limits) {
        return added(new MessageQueue(subject, queueGroup, limits));
    }

    /**
     * A thread that delivers messages to handlers.
     *
     * @param maxMessages that may wait
     * @param maxBytes of messages that may wait
     */
    public MessageDispatcher dispatcher(int maxMessages, long maxBytes) {
        return added(new MessageDispatcher(maxMessages, maxBytes));
    }

    /** Sends a message, if there is a connection; whether there was one. Nothing is kept for later. */
    public boolean publish(String subject, byte[] payload) {
        return publish(subject, NO_HEADERS, payload);
    }

    /** Sends a message, if there is a connection; whether there was one. Nothing is kept for later. */
    public boolean publish(String subject, Headers headers, byte[] payload) {
        Optional<Connection> connection = loop.live();
        if (connection.isEmpty()) {
            return false;
        }
        try {
            if (headers.isEmpty()) {
                connection.get().publish(subject, payload);
            } else {
                connection.get().publish(subject, headers, payload);
            }
            return true;
        } catch (IllegalStateException e) {
            // closed, or its outgoing queue is full: either way it was not sent
            return false;
        }
    }

    /** Asks {@code subject} to answer to {@code replyTo}, if there is a connection; whether there was one. */
    boolean publish(String subject, String replyTo, byte[] payload) {
        Optional<Connection> connection = loop.live();
        if (connection.isEmpty()) {
            return false;
        }
        try {
            connection.get().publish(subject, replyTo, payload);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    /**
     * Who we are for the servers: changes with each connection.
     *
     * @param server the id of the server that we are connected to
     * @param client our number there
     */
    public record Identity(String server, int client) {}

    /** Who we are now; empty without a connection. */
    public Optional<Identity> identity() {
        return loop.live()
                .map(Connection::getServerInfo)
                .map(info -> new Identity(info.getServerId(), info.getClientId()));
    }

    /**
     * Sends a request and waits for its first answer.
     *
     * @return fails with a {@link NatsException}: timeout, nobody there (as {@code REFUSED} with code 503), no permission, no
     *     connection
     */
    public Future<Message> request(String subject, Headers headers, byte[] payload, Duration deadline) {
        return onCaller(requestStage(subject, headers, payload, deadline));
    }

    /** What a stage completes with, on the context of the caller, without the wrapping that stages give to failures. */
    <T> Future<T> onCaller(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, vertx.getOrCreateContext())
                .recover(e -> Future.failedFuture(unwrapped(e)));
    }

    static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** The same, completing on the client's own thread, for who wants to decode there. */
    CompletableFuture<Message> requestStage(String subject, Headers headers, byte[] payload, Duration deadline) {
        Optional<Connection> connection = loop.live();
        if (connection.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new NatsException(NatsException.Kind.DISCONNECTED, subject + ": no connection to NATS"));
        }
        CompletableFuture<Message> answer;
        try {
            answer = headers.isEmpty()
                    ? connection.get().requestWithTimeout(subject, payload, deadline)
                    : connection.get().requestWithTimeout(subject, headers, payload, deadline);
        } catch (IllegalStateException e) {
            return CompletableFuture.failedFuture(
                    new NatsException(NatsException.Kind.DISCONNECTED, subject + ": the connection to NATS just went"));
        }
        return answer.handle((message, failure) -> {
            if (failure != null) {
                throw new CompletionException(failure(subject, deadline, failure));
            }
            return message;
        });
    }

    private NatsException failure(String subject, Duration deadline, Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof io.nats.client.JetStreamStatusException) {
            return new NatsException(NatsException.Kind.REFUSED, 503, 0, subject + ": nobody there (no responders)");
        }
        if (loop.live().isEmpty()) {
            return new NatsException(
                    NatsException.Kind.DISCONNECTED, subject + ": the connection went before the answer came");
        }
        if (loop.isDenied(subject)) {
            return new NatsException(NatsException.Kind.NO_PERMISSION, subject + ": our user may not publish there");
        }
        if (cause instanceof TimeoutException || cause instanceof CancellationException) {
            return new NatsException(
                    NatsException.Kind.TIMEOUT, subject + ": no answer within " + deadline.toMillis() + " ms");
        }
        return new NatsException(NatsException.Kind.REFUSED, subject + ": " + cause);
    }

    /** Whether the server told us that our user may not publish to, or subscribe to, {@code subject}. */
    public boolean isDenied(String subject) {
        return loop.isDenied(subject);
    }

    /** Asks for a pulse now, beside those that come by themselves: {@link Connectivity#unheardMillis} tells when it is back. */
    public void pulse() {
        loop.pulse();
    }

    /** Completes once the server has taken in everything that was said so far, subscriptions included. */
    public Future<Void> flush(Duration deadline) {
        Optional<Connection> connection = loop.live();
        if (connection.isEmpty()) {
            return Future.failedFuture(new NatsException(NatsException.Kind.DISCONNECTED, "no connection to NATS"));
        }
        return vertx.executeBlocking(
                () -> {
                    connection.get().flush(deadline);
                    return null;
                },
                false);
    }

    /** Ends the connection, for good; what was published before is sent first, within {@code deadline}. */
    public Future<Void> close(Duration deadline) {
        return vertx.executeBlocking(
                () -> {
                    loop.close(deadline);
                    return null;
                },
                false);
    }

    private <T extends Resubscribable> T added(T subscription) {
        // first into the list, then to the connection of now: one that comes in between attaches it too
        subscriptions.add(subscription);
        try {
            loop.live().ifPresent(subscription::attach);
        } catch (IllegalStateException e) {
            LOG.debug("the connection just went; its successor attaches: {}", e.getMessage());
        }
        return subscription;
    }

    private void attach(Connection connection) {
        subscriptions.forEach(s -> s.attach(connection));
    }
}
