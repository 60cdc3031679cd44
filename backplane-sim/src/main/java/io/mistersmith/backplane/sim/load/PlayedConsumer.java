package io.mistersmith.backplane.sim.load;

import io.mistersmith.backplane.sim.truth.LoadTruth;
import io.nats.client.Connection;
import io.nats.client.ConsumeOptions;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.MessageConsumer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Pulls and acknowledges the messages of one durable consumer. One that keeps up acknowledges a message where it arrives;
 * one with a pace lets them wait for {@link #work}. For any thread: messages come on a dispatcher of its own.
 */
final class PlayedConsumer {

    /** Of what comes in; what a slow consumer gets done. */
    private static final double SLOW = 0.1;

    private final ConsumerPlan plan;
    private final double arrivalsPerSecond;
    private final LoadTruth truth;
    private final InstantSource clock;
    private final Connection connection;
    private final Dispatcher dispatcher;
    private final MessageConsumer messages;
    private final Queue<Message> waiting = new ArrayDeque<>();
    private Instant workedUntil;
    private double allowance;
    private boolean slow;
    private boolean stopped;

    /**
     * Begins to pull. Blocks for a round trip.
     *
     * @param arrivalsPerSecond in its stream
     */
    PlayedConsumer(
            ConsumerPlan plan,
            double arrivalsPerSecond,
            boolean slow,
            Connection connection,
            LoadTruth truth,
            InstantSource clock)
            throws IOException, JetStreamApiException {
        this.plan = plan;
        this.arrivalsPerSecond = arrivalsPerSecond;
        this.slow = slow;
        this.connection = connection;
        this.truth = truth;
        this.clock = clock;
        this.workedUntil = clock.instant();
        this.dispatcher = connection.createDispatcher();
        this.messages = connection
                .getConsumerContext(plan.stream(), plan.name())
                .consume(
                        ConsumeOptions.builder()
                                .batchSize(mostUnacknowledged(arrivalsPerSecond))
                                .build(),
                        dispatcher,
                        this::handle);
    }

    /**
     * What it takes at a time: a second's arrivals, so that even a slow one is done with what it holds before the server's
     * ack wait is over.
     */
    static int mostUnacknowledged(double arrivalsPerSecond) {
        return (int) Math.max(4, Math.min(1_000, Math.ceil(arrivalsPerSecond)));
    }

    ConsumerPlan plan() {
        return plan;
    }

    synchronized void slow(boolean slow) {
        this.slow = slow;
    }

    /** Acknowledges as much of what waits as its pace allows by {@code now}; to be called some times a second. */
    synchronized void work(Instant now) {
        double pace = pace();
        double seconds = Duration.between(workedUntil, now).toNanos() / 1e9;
        workedUntil = now;
        if (pace == Double.POSITIVE_INFINITY) {
            allowance = waiting.size();
        } else {
            allowance += pace * seconds;
        }
        for (; allowance >= 1 && !waiting.isEmpty(); allowance--) {
            acknowledge(waiting.remove());
        }
        // an idle consumer saves up no more than one message's work
        allowance = Math.min(allowance, 1);
    }

    /** Pulls no more and lets go of what it holds; it comes again. */
    synchronized void stop() {
        stopped = true;
        waiting.clear();
        messages.stop();
        connection.closeDispatcher(dispatcher);
    }

    private synchronized void handle(Message message) {
        if (stopped) {
            return;
        }
        truth.delivered(plan.stream(), plan.name(), message.metaData().streamSequence());
        if (pace() == Double.POSITIVE_INFINITY && waiting.isEmpty()) {
            acknowledge(message);
        } else {
            waiting.add(message);
        }
    }

    private void acknowledge(Message message) {
        try {
            message.ack();
            truth.acked(plan.stream(), plan.name(), message.metaData().streamSequence(), clock.instant());
        } catch (IllegalStateException e) {
            // the connection broke: the message comes again
        }
    }

    /** Messages/s that it can do. */
    private double pace() {
        double usual = plan.acksPerSecond() == 0 ? Double.POSITIVE_INFINITY : plan.acksPerSecond();
        return slow ? Math.min(usual, Math.max(0.1, arrivalsPerSecond * SLOW)) : usual;
    }
}
