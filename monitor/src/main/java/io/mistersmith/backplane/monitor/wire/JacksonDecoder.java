package io.mistersmith.backplane.monitor.wire;

import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_BYTES;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_DEPTH;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_INTEGER;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_INTERVAL_MILLIS;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_UPTIME_SECONDS;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MIN_INTERVAL_MILLIS;
import static io.mistersmith.backplane.monitor.wire.Rejection.BAD_ID;
import static io.mistersmith.backplane.monitor.wire.Rejection.BAD_TIME;
import static io.mistersmith.backplane.monitor.wire.Rejection.ID_MISMATCH;
import static io.mistersmith.backplane.monitor.wire.Rejection.MISSING_FIELD;
import static io.mistersmith.backplane.monitor.wire.Rejection.NOT_JSON;
import static io.mistersmith.backplane.monitor.wire.Rejection.TOO_DEEP;
import static io.mistersmith.backplane.monitor.wire.Rejection.TOO_LARGE;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Reads heartbeats with the JSON library, a stream of tokens straight into the buffer: it decides about every document, and of
 * several reasons against one it says the right one. Not thread-safe.
 */
final class JacksonDecoder {

    /** The last instant of the year 9999, which RFC 3339 ends with. */
    static final long MAX_TIMESTAMP = 253_402_300_799_999L;

    private static final Set<String> GOODBYES = Set.of("stopping", "terminated", "offline");

    /**
     * Names and numbers are as long as the document may be, so that only depth breaks a constraint. Names are not interned in
     * the JVM, and a crafted clash of names only makes the reader slower: strangers choose them.
     */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_BYTES)
                    .maxNameLength(MAX_BYTES)
                    .maxStringLength(MAX_BYTES)
                    .build())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .build();

    private static final int AGENT_ID = 1;
    private static final int TIMESTAMP = 1 << 1;
    private static final int SEQUENCE = 1 << 2;
    private static final int AGENT_TYPE = 1 << 3;
    private static final int STATUS = 1 << 4;
    private static final int INTERVAL = 1 << 5;
    private static final int UPTIME = 1 << 6;
    private static final int RESOURCE_USAGE = 1 << 7;
    private static final int QUEUE_DEPTH = 1 << 8;
    private static final int RECONNECTS = 1 << 9;
    private static final int OPERATIONS = 1 << 10;
    private static final int REQUIRED = AGENT_ID | TIMESTAMP | SEQUENCE;

    private static final int CPU_PERCENT = 1;
    private static final int MEMORY_MB = 1 << 1;

    private final HeartbeatBuffer heartbeat;
    private final OperationsReader operations;
    private final Name names;

    JacksonDecoder(HeartbeatBuffer heartbeat, Name names) {
        this.heartbeat = heartbeat;
        this.operations = new OperationsReader(heartbeat);
        this.names = names;
    }

    /**
     * Reads one message; empty when it is good, and then the buffer holds it.
     *
     * @param agentId the subject's token
     */
    Optional<Rejection> decode(byte[] body, String agentId) {
        if (body.length > MAX_BYTES) {
            return Optional.of(TOO_LARGE);
        }
        if (isUtf16Or32(body)) {
            return Optional.of(NOT_JSON);
        }
        heartbeat.clear(agentId);
        try (JsonParser json = JSON.createParser(body)) {
            Tokens in = new Tokens(json);
            if (!AgentId.isValid(agentId)) {
                in.reject(BAD_ID);
            }
            if (!in.next()) {
                return Optional.of(NOT_JSON);
            }
            if (in.isObject()) {
                readHeartbeat(in);
            }
            return in.next() ? Optional.of(NOT_JSON) : in.rejection();
        } catch (StreamConstraintsException e) {
            return Optional.of(TOO_DEEP);
        } catch (IOException e) {
            return Optional.of(NOT_JSON);
        }
    }

    /** Jackson would guess other encodings from the first bytes; no UTF-8 JSON begins like these. */
    private static boolean isUtf16Or32(byte[] body) {
        for (int i = 0; i < Math.min(4, body.length); i++) {
            if (body[i] == 0 || body[i] == (byte) 0xFE || body[i] == (byte) 0xFF) {
                return true;
            }
        }
        return false;
    }

    private void readHeartbeat(Tokens in) throws IOException {
        int seen = 0;
        while (in.nextField()) {
            seen = in.once(seen, readField(in));
        }
        if ((seen & REQUIRED) != REQUIRED) {
            in.reject(MISSING_FIELD);
        }
    }

    /** Reads the value; returns its field's bit, or 0 for an unknown one. */
    private int readField(Tokens in) throws IOException {
        switch (in.name()) {
            case "agent_id" -> {
                if (in.isString() && !Name.equal(heartbeat.agentId, in.text(), in.offset(), in.length())) {
                    in.reject(ID_MISMATCH);
                }
                return AGENT_ID;
            }
            case "timestamp" -> {
                heartbeat.timestamp = readTime(in);
                return TIMESTAMP;
            }
            case "sequence" -> {
                heartbeat.sequence = in.integer(0, MAX_INTEGER);
                return SEQUENCE;
            }
            case "agent_type" -> {
                if (in.isString() && in.length() > 0) {
                    heartbeat.agentType = names.of(in.text(), in.offset(), in.length());
                }
                return AGENT_TYPE;
            }
            case "status" -> {
                heartbeat.goodbye = in.isString() && GOODBYES.contains(names.of(in.text(), in.offset(), in.length()));
                return STATUS;
            }
            case "interval_ms" -> {
                heartbeat.intervalMillis = in.integer(MIN_INTERVAL_MILLIS, MAX_INTERVAL_MILLIS);
                return INTERVAL;
            }
            case "uptime_seconds" -> {
                heartbeat.uptimeSeconds = in.number(MAX_UPTIME_SECONDS);
                return UPTIME;
            }
            case "resource_usage" -> {
                readResourceUsage(in);
                return RESOURCE_USAGE;
            }
            case "queue_depth" -> {
                heartbeat.queueDepth = in.integer(0, MAX_INTEGER);
                return QUEUE_DEPTH;
            }
            case "reconnects" -> {
                heartbeat.reconnects = in.integer(0, MAX_INTEGER);
                return RECONNECTS;
            }
            case "operations" -> {
                operations.read(in);
                return OPERATIONS;
            }
            default -> {
                return in.skip();
            }
        }
    }

    private static long readTime(Tokens in) throws IOException {
        if (!in.hasText()) {
            return in.integer(0, MAX_TIMESTAMP);
        }
        long time = Rfc3339.parse(in.text(), in.offset(), in.length());
        if (time == Rfc3339.INVALID) {
            in.reject(BAD_TIME);
        }
        return time;
    }

    private void readResourceUsage(Tokens in) throws IOException {
        if (!in.isObject()) {
            return;
        }
        int seen = 0;
        while (in.nextField()) {
            int field;
            switch (in.name()) {
                case "cpu_percent" -> {
                    heartbeat.cpuPercent = in.number(Double.MAX_VALUE);
                    field = CPU_PERCENT;
                }
                case "memory_mb" -> {
                    heartbeat.memoryMb = in.number(Double.MAX_VALUE);
                    field = MEMORY_MB;
                }
                default -> field = in.skip();
            }
            seen = in.once(seen, field);
        }
    }
}
