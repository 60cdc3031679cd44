package io.mistersmith.backplane.monitor.consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mistersmith.backplane.monitor.nats.AckSubject;
import io.mistersmith.backplane.monitor.nats.FlowControl;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.MessageDispatcher;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads captured advisories, in order and without a gap, through an ephemeral consumer that acknowledges nothing. What it
 * cannot take, or does not get, makes it {@link #isBroken}: another one then goes on at {@link #position}. The server removes
 * the consumer {@value #INACTIVE_SECONDS} s after we are gone. Safe for any thread.
 */
final class CaptureReader {

    private static final int INACTIVE_SECONDS = 10;
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final int HEARTBEATS_MISSED = 3;

    private final NatsConnection connection;
    private final JetStreamApi api;
    private final Advisories advisories;
    private final CapturePlan.Reader what;
    private final Instant created;
    private final String consumer;
    private Optional<MessageDispatcher.Listening> listening = Optional.empty();
    private Future<Void> made = Future.succeededFuture();
    private long position;
    private long deliveries;
    private long lost;
    private long heardAt;
    private boolean broken;
    private boolean closed;

    /**
     * @param created of the stream
     * @param consumer a name that was never used before
     * @param position the last advisory that is not to be read any more
     */
    CaptureReader(
            NatsConnection connection,
            JetStreamApi api,
            Advisories advisories,
            CapturePlan.Reader what,
            Instant created,
            String consumer,
            long position) {
        this.connection = connection;
        this.api = api;
        this.advisories = advisories;
        this.what = what;
        this.created = created;
        this.consumer = consumer;
        this.position = position;
    }

    /** Begins to read; fails with the server's refusal. */
    Future<Void> open(MessageDispatcher dispatcher) {
        // subscribed first and literally: the server takes a wildcard for no interest, and removes the consumer
        String inbox = "_INBOX." + consumer;
        MessageDispatcher.Listening own = dispatcher.subscribe(inbox, this::take);
        ObjectNode config = JetStreamApi.object()
                .put("description", "advisories, for the backplane monitor")
                .put("deliver_subject", inbox)
                .put("deliver_policy", "by_start_sequence")
                .put("opt_start_seq", position() + 1)
                .put("ack_policy", "none")
                .put("replay_policy", "instant")
                .put("mem_storage", true)
                .put("num_replicas", 1)
                .put("inactive_threshold", Duration.ofSeconds(INACTIVE_SECONDS).toNanos())
                .put("idle_heartbeat", HEARTBEAT.toNanos())
                .put("flow_control", true);
        what.filter().ifPresent(filter -> config.put("filter_subject", filter));
        Future<Void> creation =
                api.createConsumer(what.stream(), consumer, config).mapEmpty();
        synchronized (this) {
            listening = Optional.of(own);
            heardAt = System.nanoTime();
            made = creation;
        }
        return creation;
    }

    /** Nothing is read any more once this returns; completes when the consumer is gone. */
    Future<Void> close() {
        Future<Void> creation;
        synchronized (this) {
            closed = true;
            listening.ifPresent(MessageDispatcher.Listening::close);
            listening = Optional.empty();
            creation = made;
        }
        // a delete must not overtake its create; one whose answer did not come may be there all the same
        return creation.transform(answer -> api.deleteConsumer(what.stream(), consumer));
    }

    private synchronized void take(Message message) {
        if (closed || broken) {
            return;
        }
        heardAt = System.nanoTime();
        if (message.isStatusMessage()) {
            status(message);
            return;
        }
        String reply = message.getReplyTo() == null ? "" : message.getReplyTo();
        long sequence = AckSubject.streamSequence(reply);
        long delivery = AckSubject.consumerSequence(reply);
        if (delivery != deliveries + 1 || !advisories.captured(message, what.key(), sequence)) {
            broken = true;
            return;
        }
        deliveries = delivery;
        // where all of a stream is read, what is missing was removed by its limits before we came
        lost += what.filter().isEmpty() ? sequence - position - 1 : 0;
        position = sequence;
    }

    private void status(Message message) {
        Headers headers = message.getHeaders();
        String last = headers == null ? null : headers.getLast("Nats-Last-Consumer");
        broken = last != null && Long.parseLong(last) != deliveries;
        FlowControl.answer(connection, message);
    }

    /** Whether another one has to go on. */
    synchronized boolean isBroken() {
        return broken || System.nanoTime() - heardAt > HEARTBEATS_MISSED * HEARTBEAT.toNanos();
    }

    /** The last advisory that it took. */
    synchronized long position() {
        return position;
    }

    /** How many were removed by the stream's limits before they were read. */
    synchronized long lost() {
        return lost;
    }

    CapturePlan.Reader what() {
        return what;
    }

    Instant created() {
        return created;
    }
}
