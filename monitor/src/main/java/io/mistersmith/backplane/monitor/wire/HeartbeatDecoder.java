package io.mistersmith.backplane.monitor.wire;

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
 * Reads heartbeats as the wire contract says: a stream of tokens straight into one reused {@link HeartbeatBuffer}, no tree, no
 * objects but Jackson's own parser. Whatever the bytes are, {@link #decode} ends with a heartbeat or with a reason.
 *
 * <p>Of several reasons it says the first of: too large; too deep or not JSON, whichever comes first in the bytes (so nothing
 * is believed before the document has been read to its end); a bad id in the subject; the first bad field; a missing one.
 * Unknown fields are skipped. A number without a fraction is an integer however it is written ({@code 5.0}), as in JSON
 * Schema. Not thread-safe.
 */
public final class HeartbeatDecoder {

    public static final int MAX_BYTES = 64 * 1024;
    public static final int MAX_DEPTH = 8;
    public static final int MAX_OPERATIONS = 256;
    public static final int MAX_DURATIONS = 1024;
    public static final int MAX_BUCKETS = 256;
    public static final long MIN_INTERVAL_MILLIS = 100;
    public static final long MAX_INTERVAL_MILLIS = 3_600_000;

    /** The largest integer that every JSON reader, and a double, keeps exactly: 2⁵³ − 1. */
    public static final long MAX_INTEGER = (1L << 53) - 1;

    /** Thirty years: no operation lasts longer, and sums of such ones stay finite. */
    public static final double MAX_DURATION_MILLIS = 1e12;

    /** Ten thousand tasks a second for a day: what one bucket may claim, so that a histogram never overflows. */
    public static final long MAX_BUCKET_COUNT = 1_000_000_000;

    /** Three hundred years. */
    public static final double MAX_UPTIME_SECONDS = 1e10;

    /** The last instant of the year 9999, which RFC 3339 ends with. */
    private static final long MAX_TIMESTAMP = 253_402_300_799_999L;

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

    private final HeartbeatBuffer heartbeat = new HeartbeatBuffer();
    private final OperationsReader operations = new OperationsReader(heartbeat);
    private final Name names = new Name();

    /** What the last {@link #decode} that rejected nothing has read. */
    public HeartbeatBuffer heartbeat() {
        return heartbeat;
    }

    /**
     * Reads one message; empty when it is good, and then {@link #heartbeat} holds it.
     *
     * @param agentId the subject's token
     */
    public Optional<Rejection> decode(byte[] body, String agentId) {
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
