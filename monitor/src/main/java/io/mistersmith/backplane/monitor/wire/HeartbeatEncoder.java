package io.mistersmith.backplane.monitor.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.mistersmith.backplane.monitor.wire.Heartbeat.Bucket;
import io.mistersmith.backplane.monitor.wire.Heartbeat.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Map;

/**
 * Heartbeats as UTF-8 JSON, wire contract §1. What a heartbeat does not say is left out, never null. Stateless, for any
 * thread.
 */
public final class HeartbeatEncoder {

    /** RFC 3339, UTC, microseconds: delivery latencies are often below a millisecond. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

    private final JsonFactory factory = new JsonFactory();

    public byte[] encode(Heartbeat heartbeat) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = factory.createGenerator(out)) {
            write(heartbeat, json);
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory cannot fail", e);
        }
        return out.toByteArray();
    }

    private static void write(Heartbeat heartbeat, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("agent_id", heartbeat.agentId());
        json.writeStringField("timestamp", time(heartbeat.timestamp()));
        json.writeNumberField("sequence", heartbeat.sequence());
        if (heartbeat.agentType().isPresent()) {
            json.writeStringField("agent_type", heartbeat.agentType().get());
        }
        if (heartbeat.status().isPresent()) {
            json.writeStringField("status", heartbeat.status().get());
        }
        if (heartbeat.intervalMillis().isPresent()) {
            json.writeNumberField("interval_ms", heartbeat.intervalMillis().getAsLong());
        }
        if (heartbeat.uptimeSeconds().isPresent()) {
            json.writeNumberField("uptime_seconds", heartbeat.uptimeSeconds().getAsDouble());
        }
        if (heartbeat.resources().isPresent()) {
            write(heartbeat.resources().get(), json);
        }
        if (heartbeat.queueDepth().isPresent()) {
            json.writeNumberField("queue_depth", heartbeat.queueDepth().getAsLong());
        }
        if (heartbeat.reconnects().isPresent()) {
            json.writeNumberField("reconnects", heartbeat.reconnects().getAsLong());
        }
        if (!heartbeat.operations().isEmpty()) {
            json.writeObjectFieldStart("operations");
            for (Map.Entry<String, Operation> e : heartbeat.operations().entrySet()) {
                json.writeFieldName(e.getKey());
                write(e.getValue(), json);
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void write(Heartbeat.Resources resources, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("resource_usage");
        if (resources.cpuPercent().isPresent()) {
            json.writeNumberField("cpu_percent", resources.cpuPercent().getAsDouble());
        }
        if (resources.memoryMb().isPresent()) {
            json.writeNumberField("memory_mb", resources.memoryMb().getAsDouble());
        }
        json.writeEndObject();
    }

    private static void write(Operation operation, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("count", operation.count());
        json.writeNumberField("errors", operation.errors());
        if (!operation.durationsMillis().isEmpty()) {
            json.writeArrayFieldStart("durations_ms");
            for (double duration : operation.durationsMillis()) {
                json.writeNumber(duration);
            }
            json.writeEndArray();
        }
        if (!operation.buckets().isEmpty()) {
            json.writeArrayFieldStart("buckets_ms");
            for (Bucket bucket : operation.buckets()) {
                json.writeStartArray();
                if (Double.isInfinite(bucket.upperMillis())) {
                    json.writeNull();
                } else {
                    json.writeNumber(bucket.upperMillis());
                }
                json.writeNumber(bucket.count());
                json.writeEndArray();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }
}
