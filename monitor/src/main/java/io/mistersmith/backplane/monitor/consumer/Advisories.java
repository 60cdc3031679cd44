package io.mistersmith.backplane.monitor.consumer;

import io.nats.client.Message;
import io.nats.client.MessageHandler;
import java.io.IOException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands advisories over from the thread that receives them to the one that polls. Bounded: in a storm the newest are dropped
 * and counted.
 */
final class Advisories implements MessageHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Advisories.class);
    private static final int CAPACITY = 50_000;

    private final Queue<Advisory> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final Runnable onElection;

    /**
     * @param onElection called on the receiving thread when something has a new leader; must not block
     */
    Advisories(Runnable onElection) {
        this.onElection = onElection;
    }

    @Override
    public void onMessage(Message message) {
        try {
            Optional<Advisory> advisory = Advisory.read(message.getSubject(), message.getData());
            if (advisory.isEmpty()) {
                return;
            }
            if (advisory.get().kind() == Advisory.Kind.LEADER_ELECTED) {
                onElection.run();
            } else if (!waiting.offer(advisory.get())) {
                dropped.incrementAndGet();
            }
        } catch (IOException e) {
            LOG.debug("not an advisory that we know, on {}: {}", message.getSubject(), e.getMessage());
        }
    }

    /** Takes out what has come so far. */
    void drainTo(Consumer<Advisory> taker) {
        for (Advisory advisory = waiting.poll(); advisory != null; advisory = waiting.poll()) {
            taker.accept(advisory);
        }
    }

    /** How many were dropped since the start. */
    long dropped() {
        return dropped.get();
    }
}
