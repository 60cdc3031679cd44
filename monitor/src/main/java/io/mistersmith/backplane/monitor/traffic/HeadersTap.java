package io.mistersmith.backplane.monitor.traffic;

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
import java.util.Optional;

/**
 * An ephemeral push consumer that delivers headers only: sizes and sequences for about 130 bytes a message, whatever its size.
 * The server removes it {@link #INACTIVE_THRESHOLD} after we are gone.
 */
final class HeadersTap implements StreamTap {

    static final Duration INACTIVE_THRESHOLD = Duration.ofSeconds(10);

    /** Lost when so many idle heartbeats stay out. */
    private static final int HEARTBEATS_MISSED = 3;

    private static final String INBOX = "_INBOX.";
    private static final String SIZE_HEADER = "Nats-Msg-Size";
    private static final String LAST_STREAM_HEADER = "Nats-Last-Stream";

    private final NatsConnection connection;
    private final JetStreamApi api;
    private final MessageDispatcher dispatcher;
    private final String stream;
    private final String name;
    private final Duration heartbeat;
    private final Meter meter;
    private Optional<MessageDispatcher.Listening> listening = Optional.empty();
    private Future<Void> created = Future.succeededFuture();

    /**
     * @param dispatcher whose thread alone writes {@code meter}
     * @param name of the consumer, never used before
     * @param heartbeat how often the server says that it is there while there is nothing to deliver
     */
    HeadersTap(
            NatsConnection connection,
            JetStreamApi api,
            MessageDispatcher dispatcher,
            String stream,
            String name,
            Duration heartbeat,
            Meter meter) {
        this.connection = connection;
        this.api = api;
        this.dispatcher = dispatcher;
        this.stream = stream;
        this.name = name;
        this.heartbeat = heartbeat;
        this.meter = meter;
    }

    @Override
    public Future<Void> open() {
        // subscribed first and literally: the server takes a wildcard for no interest, and removes the consumer
        String inbox = INBOX + name;
        listening = Optional.of(dispatcher.subscribe(inbox, this::take));
        ObjectNode config = JetStreamApi.object()
                .put("description", "sizes of messages, for the backplane monitor")
                .put("deliver_subject", inbox)
                .put("deliver_policy", "new")
                .put("ack_policy", "none")
                .put("replay_policy", "instant")
                .put("headers_only", true)
                .put("mem_storage", true)
                .put("num_replicas", 1)
                .put("inactive_threshold", INACTIVE_THRESHOLD.toNanos())
                .put("idle_heartbeat", heartbeat.toNanos())
                .put("flow_control", true);
        created = api.createConsumer(stream, name, config).mapEmpty();
        return created;
    }

    @Override
    public Future<Void> close() {
        listening.ifPresent(MessageDispatcher.Listening::close);
        listening = Optional.empty();
        // a delete must not overtake its create; one whose answer did not come may be there all the same
        return created.transform(answer -> api.deleteConsumer(stream, name));
    }

    @Override
    public boolean isDenied() {
        return connection.isDenied(INBOX + name);
    }

    @Override
    public long patienceMillis() {
        return heartbeat.toMillis() * HEARTBEATS_MISSED;
    }

    private void take(Message message) {
        if (message.isStatusMessage()) {
            status(message);
            return;
        }
        Headers headers = message.getHeaders();
        // the server writes its own behind those of the publisher, who may have copied one from elsewhere
        String size = headers == null ? null : headers.getLast(SIZE_HEADER);
        String reply = message.getReplyTo();
        if (size != null && reply != null) {
            meter.message(Long.parseLong(size), AckSubject.streamSequence(reply));
        }
    }

    private void status(Message message) {
        Headers headers = message.getHeaders();
        String last = headers == null ? null : headers.getLast(LAST_STREAM_HEADER);
        if (last != null) {
            meter.alive(Long.parseLong(last));
        }
        FlowControl.answer(connection, message);
    }
}
