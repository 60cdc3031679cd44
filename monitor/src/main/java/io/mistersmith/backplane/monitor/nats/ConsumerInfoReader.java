package io.mistersmith.backplane.monitor.nats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads a consumer from the tokens of its JSON. Records in general are bound by reflection; a poll has ten thousand of this
 * one, and there that was half the cost of the poll.
 */
final class ConsumerInfoReader extends StdDeserializer<ConsumerInfo> {

    ConsumerInfoReader() {
        super(ConsumerInfo.class);
    }

    @Override
    public ConsumerInfo deserialize(JsonParser in, DeserializationContext context) throws IOException {
        if (!in.isExpectedStartObjectToken()) {
            context.reportInputMismatch(this, "a consumer is not an object");
        }
        String stream = null;
        String name = null;
        Instant created = null;
        ConsumerInfo.Config config = null;
        ConsumerInfo.Position delivered = null;
        ConsumerInfo.Position ackFloor = null;
        long ackPending = 0;
        long redelivered = 0;
        long waiting = 0;
        long pending = 0;
        boolean pushBound = false;
        boolean paused = false;
        StreamInfo.Cluster cluster = null;
        Instant time = null;
        for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            boolean absent = in.nextToken() == JsonToken.VALUE_NULL;
            switch (absent ? "" : field) {
                case "stream_name" -> stream = in.getText();
                case "name" -> name = in.getText();
                case "created" -> created = JetStreamJson.time(in, context);
                case "config" -> config = context.readValue(in, ConsumerInfo.Config.class);
                case "delivered" -> delivered = position(in, context);
                case "ack_floor" -> ackFloor = position(in, context);
                case "num_ack_pending" -> ackPending = in.getLongValue();
                case "num_redelivered" -> redelivered = in.getLongValue();
                case "num_waiting" -> waiting = in.getLongValue();
                case "num_pending" -> pending = in.getLongValue();
                case "push_bound" -> pushBound = in.getBooleanValue();
                case "paused" -> paused = in.getBooleanValue();
                case "cluster" -> cluster = context.readValue(in, StreamInfo.Cluster.class);
                case "ts" -> time = JetStreamJson.time(in, context);
                default -> in.skipChildren();
            }
        }
        return new ConsumerInfo(
                stream,
                name,
                created,
                config,
                delivered,
                ackFloor,
                ackPending,
                redelivered,
                waiting,
                pending,
                pushBound,
                paused,
                cluster,
                time);
    }

    private ConsumerInfo.Position position(JsonParser in, DeserializationContext context) throws IOException {
        if (!in.isExpectedStartObjectToken()) {
            context.reportInputMismatch(this, "a consumer's position is not an object");
        }
        long consumer = 0;
        long stream = 0;
        @Nullable Instant lastActive = null;
        for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            boolean absent = in.nextToken() == JsonToken.VALUE_NULL;
            switch (absent ? "" : field) {
                case "consumer_seq" -> consumer = in.getLongValue();
                case "stream_seq" -> stream = in.getLongValue();
                case "last_active" -> lastActive = JetStreamJson.time(in, context);
                default -> in.skipChildren();
            }
        }
        return new ConsumerInfo.Position(consumer, stream, lastActive);
    }
}
