package io.mistersmith.backplane.monitor.nats;

import io.nats.client.Message;
import io.nats.client.impl.Headers;

/** The server's question to a push consumer whether it still keeps up. */
public final class FlowControl {

    private static final String STALLED_HEADER = "Nats-Consumer-Stalled";
    private static final byte[] EMPTY = {};

    private FlowControl() {}

    /** Answers a status message in which the server asks; who leaves it unanswered gets nothing any more. */
    public static void answer(NatsConnection connection, Message status) {
        Headers headers = status.getHeaders();
        String stalled = headers == null ? null : headers.getLast(STALLED_HEADER);
        String subject = stalled == null ? status.getReplyTo() : stalled;
        // a mere sign of life has no subject, or an empty one
        if (subject != null && !subject.isEmpty()) {
            connection.publish(subject, EMPTY);
        }
    }
}
