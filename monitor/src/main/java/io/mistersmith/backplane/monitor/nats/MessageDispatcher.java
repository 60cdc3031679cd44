package io.mistersmith.backplane.monitor.nats;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.MessageHandler;
import io.nats.client.Subscription;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that delivers the messages of many subjects to their handlers, in order of arrival. Bounded: beyond its limits
 * new messages are dropped and counted. Subscriptions outlive the connection. Safe for any thread.
 */
public final class MessageDispatcher implements Resubscribable {

    /** What somebody listens to. */
    public final class Listening implements AutoCloseable {
        private final String subject;
        private final MessageHandler handler;

        private Listening(String subject, MessageHandler handler) {
            this.subject = subject;
            this.handler = handler;
        }

        /** No message comes any more, after those that are being delivered. */
        @Override
        public void close() {
            unsubscribe(this);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(MessageDispatcher.class);

    private final long maxMessages;
    private final long maxBytes;
    private final Map<Listening, Optional<Subscription>> listenings = new HashMap<>();
    private Optional<Dispatcher> current = Optional.empty();
    private Optional<Connection> attached = Optional.empty();
    private long droppedBefore;
    private boolean closed;

    MessageDispatcher(long maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /**
     * Delivers every message on {@code subject} (wildcards allowed) to {@code handler}, on the dispatcher's own thread, as
     * soon as there is a connection. A handler that throws is told to the error log and goes on with the next message.
     */
    public synchronized Listening subscribe(String subject, MessageHandler handler) {
        Listening listening = new Listening(subject, handler);
        listenings.put(listening, current.flatMap(d -> subscribed(d, listening)));
        return listening;
    }

    private static Optional<Subscription> subscribed(Dispatcher dispatcher, Listening listening) {
        try {
            return Optional.of(dispatcher.subscribe(listening.subject, listening.handler));
        } catch (IllegalStateException e) {
            LOG.debug("the connection ended; its successor subscribes to {}", listening.subject);
            return Optional.empty();
        }
    }

    /** How many messages were lost because the handlers were too slow, since the start. */
    public synchronized long dropped() {
        return droppedBefore + current.map(Dispatcher::getDroppedCount).orElse(0L);
    }

    @Override
    public synchronized void attach(Connection connection) {
        if (closed || attached.filter(c -> c == connection).isPresent()) {
            return;
        }
        Dispatcher dispatcher = connection.createDispatcher();
        dispatcher.setPendingLimits(maxMessages, maxBytes);
        current.ifPresent(d -> droppedBefore += d.getDroppedCount());
        current = Optional.of(dispatcher);
        attached = Optional.of(connection);
        listenings.replaceAll((l, old) -> subscribed(dispatcher, l));
    }

    private synchronized void unsubscribe(Listening listening) {
        Optional<Subscription> subscription = listenings.getOrDefault(listening, Optional.empty());
        listenings.remove(listening);
        if (current.isPresent()
                && subscription.isPresent()
                && subscription.get().isActive()) {
            try {
                current.get().unsubscribe(subscription.get());
            } catch (IllegalStateException e) {
                LOG.debug("the connection went, and with it the subscription to {}", listening.subject);
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (Listening listening : Map.copyOf(listenings).keySet()) {
            unsubscribe(listening);
        }
    }
}
