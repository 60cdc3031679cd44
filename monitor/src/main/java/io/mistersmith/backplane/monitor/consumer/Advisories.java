package io.mistersmith.backplane.monitor.consumer;

import io.nats.client.Message;
import java.io.IOException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands advisories over from the thread that receives them to the one that polls. Bounded. Safe for any thread. */
final class Advisories {

    /**
     * An advisory on its way.
     *
     * @param source the {@link CapturePlan.Reader#key} of what it was read from; empty: heard as it came
     * @param sequence of the advisory itself in the stream that it was read from; 0: heard as it came
     */
    record Heard(Advisory advisory, String source, long sequence) {
        boolean isLive() {
            return source.isEmpty();
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Advisories.class);
    private static final int CAPACITY = 50_000;

    private final Queue<Heard> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final Runnable onElection;

    /**
     * @param onElection called on the receiving thread when something has a new leader; must not block
     */
    Advisories(Runnable onElection) {
        this.onElection = onElection;
    }

    /** Takes what is heard as it comes; in a storm the newest are dropped and counted. */
    void live(Message message) {
        Optional<Advisory> advisory = read(message);
        if (advisory.isEmpty()) {
            return;
        }
        if (advisory.get().kind() == Advisory.Kind.LEADER_ELECTED) {
            onElection.run();
        } else if (!waiting.offer(new Heard(advisory.get(), "", 0))) {
            dropped.incrementAndGet();
        }
    }

    /** Takes what is read from a capture; false: there is no room now, and it can be read again. */
    boolean captured(Message message, String source, long sequence) {
        Optional<Advisory> advisory = read(message);
        return advisory.isEmpty()
                || advisory.get().kind() == Advisory.Kind.LEADER_ELECTED
                || waiting.offer(new Heard(advisory.get(), source, sequence));
    }

    private static Optional<Advisory> read(Message message) {
        try {
            return Advisory.read(message.getSubject(), message.getData());
        } catch (IOException e) {
            LOG.debug("not an advisory that we know, on {}: {}", message.getSubject(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Takes out what has come so far. */
    void drainTo(Consumer<Heard> taker) {
        for (Heard heard = waiting.poll(); heard != null; heard = waiting.poll()) {
            taker.accept(heard);
        }
    }

    /** How many were dropped since the start. */
    long dropped() {
        return dropped.get();
    }
}
