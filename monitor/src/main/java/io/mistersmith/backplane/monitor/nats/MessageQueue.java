package io.mistersmith.backplane.monitor.nats;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.time.Duration;
import java.util.List;
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

    /** How long the thread rests where messages come one after the other: to be woken for each would cost more than to take it. */
    private static final long REST_NANOS = 1_000_000;

    /** It does where more than so many would wake it in that time. */
    private static final int WAKES = 2;

    /** The shortest time that the client waits for. */
    private static final Duration AT_ONCE = Duration.ofNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(MessageQueue.class);

    private final String subject;
    private final String queueGroup;
    private final PendingLimits limits;
    private Optional<Connection> attached = Optional.empty();
    private long droppedBefore;
    private volatile Optional<Subscription> current = Optional.empty();
    private volatile boolean closed;
    private long emptyAt = System.nanoTime();
    private int taken;

    MessageQueue(String subject, String queueGroup, PendingLimits limits) {
        this.subject = subject;
        this.queueGroup = queueGroup;
        this.limits = limits;
    }

    /**
     * The next message, or null when none came within {@code atMost} (≥ 1 ms), or NATS is away so long. Where many come it is
     * told up to a millisecond later, together with those that came meanwhile.
     *
     * @throws InterruptedException when the thread is asked to end
     */
    public @Nullable Message poll(Duration atMost) throws InterruptedException {
        Message waiting = poll();
        if (waiting != null) {
            return waiting;
        }
        if (isBusy()) {
            LockSupport.parkNanos(REST_NANOS);
            waiting = poll();
        }
        return waiting != null ? waiting : await(atMost);
    }

    /**
     * Adds messages that wait already to {@code messages}, until these are {@code most}.
     *
     * @throws InterruptedException when the thread is asked to end
     */
    public void drainTo(List<Message> messages, int most) throws InterruptedException {
        while (messages.size() < most) {
            Message message = poll();
            if (message == null) {
                return;
            }
            messages.add(message);
        }
    }

    private @Nullable Message poll() throws InterruptedException {
        Optional<Subscription> subscription = current;
        return subscription.isPresent() ? next(subscription.get(), AT_ONCE) : null;
    }

    /** Whether messages came so fast since this was last asked. */
    private boolean isBusy() {
        long now = System.nanoTime();
        boolean busy = taken * REST_NANOS > WAKES * (now - emptyAt);
        emptyAt = now;
        taken = 0;
        return busy;
    }

    private @Nullable Message await(Duration atMost) throws InterruptedException {
        Optional<Subscription> subscription = current;
        if (subscription.isPresent() && subscription.get().isActive()) {
            return next(subscription.get(), atMost);
        }
        LockSupport.parkNanos(atMost.toNanos());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return null;
    }

    private @Nullable Message next(Subscription subscription, Duration atMost) throws InterruptedException {
        try {
            Message message = subscription.nextMessage(atMost);
            if (message != null) {
                taken++;
            }
            return message;
        } catch (IllegalStateException e) {
            LOG.debug("the connection ended; its successor subscribes to {} anew", subject);
            return null;
        }
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
        subscription.setPendingLimits(limits.maxMessages(), limits.maxBytes());
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
