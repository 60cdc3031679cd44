package io.mistersmith.backplane.monitor.nats;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What arrives on a subject, for one thread that takes it when it wants: that thread owns whatever it folds the messages
 * into, without a lock and without a hop. Bounded: beyond its limit new messages are dropped and counted.
 *
 * <p>{@link #poll} is for one thread; the rest is for any.
 */
public final class MessageQueue implements Resubscribable {

    /** What the waiting messages may hold: a flood of large ones must not fill the heap. */
    private static final long MAX_PENDING_BYTES = 64 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(MessageQueue.class);

    private final String subject;
    private final String queueGroup;
    private final int maxPending;
    private Optional<Connection> attached = Optional.empty();
    private long droppedBefore;
    private volatile Optional<Subscription> current = Optional.empty();
    private volatile boolean closed;

    MessageQueue(String subject, String queueGroup, int maxPending) {
        this.subject = subject;
        this.queueGroup = queueGroup;
        this.maxPending = maxPending;
    }

    /**
     * The next message, or null when none came within {@code atMost} (≥ 1 ms), or NATS is away so long.
     *
     * @throws InterruptedException when the thread is asked to end
     */
    public @Nullable Message poll(Duration atMost) throws InterruptedException {
        Optional<Subscription> subscription = current;
        if (subscription.isPresent()) {
            try {
                return subscription.get().nextMessage(atMost);
            } catch (IllegalStateException e) {
                LOG.debug("the connection ended; its successor subscribes to {} anew", subject);
            }
        }
        LockSupport.parkNanos(atMost.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return null;
    }

    /** How many messages have been delivered and wait to be taken. */
    public long pending() {
        return current.map(Subscription::getPendingMessageCount).orElse(0L);
    }

    /** How many messages were lost because nobody took them in time, since the start. */
    public synchronized long dropped() {
        return droppedBefore + current.map(Subscription::getDroppedCount).orElse(0L);
    }

    @Override
    public synchronized void attach(Connection connection) {
        if (closed || attached.filter(c -> c == connection).isPresent()) {
            return;
        }
        Subscription subscription =
                queueGroup.isEmpty() ? connection.subscribe(subject) : connection.subscribe(subject, queueGroup);
        subscription.setPendingLimits(maxPending, MAX_PENDING_BYTES);
        // in one step with its successor: a counter never falls
        current.ifPresent(s -> droppedBefore += s.getDroppedCount());
        current = Optional.of(subscription);
        attached = Optional.of(connection);
    }

    /** No message comes any more, those that wait are forgotten: poll until nothing comes before. */
    @Override
    public synchronized void close() {
        closed = true;
        current.filter(Subscription::isActive).ifPresent(s -> {
            try {
                s.unsubscribe();
            } catch (IllegalStateException e) {
                LOG.debug("the connection went, and with it the subscription to {}", subject);
            }
        });
    }
}
