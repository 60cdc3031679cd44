package io.mistersmith.backplane.monitor.wire;

import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_BUCKETS;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_BUCKET_COUNT;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_DURATIONS;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_DURATION_MILLIS;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_INTEGER;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_INTERVAL_MILLIS;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_UPTIME_SECONDS;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MIN_INTERVAL_MILLIS;
import static io.mistersmith.backplane.monitor.wire.JsonBytes.NO;

/**
 * Reads the values of a heartbeat out of {@link JsonBytes} into the buffer, each where it stands. A value that is not of the
 * ordinary form, or not one that the contract allows, it answers with "no". Not thread-safe.
 */
final class HeartbeatValues {

    private static final Key STOPPING = Key.of("stopping");
    private static final Key TERMINATED = Key.of("terminated");
    private static final Key OFFLINE = Key.of("offline");

    private final JsonBytes in;
    private final HeartbeatBuffer heartbeat;
    private final Name names;
    private final AnyValue unknown;
    private HeartbeatSender sender = new HeartbeatSender("");
    private long count;
    private long errors;
    private double lastBound;

    HeartbeatValues(JsonBytes in, HeartbeatBuffer heartbeat, Name names) {
        this.in = in;
        this.heartbeat = heartbeat;
        this.names = names;
        this.unknown = new AnyValue(in);
    }

    void begin(HeartbeatSender from) {
        sender = from;
        heartbeat.clear(from.id());
        count = 0;
        errors = 0;
    }

    /** Over the value of {@code field}, one of {@link HeartbeatField}, as the steps of {@link JsonBytes}. */
    int read(int at, int field) {
        switch (field) {
            case HeartbeatField.AGENT_ID -> {
                return sender.take(in, in.symbol(at, '"'));
            }
            case HeartbeatField.TIMESTAMP -> {
                return readTimestamp(at);
            }
            case HeartbeatField.SEQUENCE -> {
                int end = integer(at, 0, MAX_INTEGER);
                heartbeat.sequence = in.integer();
                return end;
            }
            case HeartbeatField.AGENT_TYPE -> {
                return readAgentType(at);
            }
            case HeartbeatField.STATUS -> {
                return readStatus(at);
            }
            case HeartbeatField.INTERVAL -> {
                int end = integer(at, MIN_INTERVAL_MILLIS, MAX_INTERVAL_MILLIS);
                heartbeat.intervalMillis = in.integer();
                return end;
            }
            case HeartbeatField.UPTIME -> {
                int end = decimal(at, MAX_UPTIME_SECONDS);
                heartbeat.uptimeSeconds = in.decimal();
                return end;
            }
            case HeartbeatField.QUEUE_DEPTH -> {
                int end = integer(at, 0, MAX_INTEGER);
                heartbeat.queueDepth = in.integer();
                return end;
            }
            case HeartbeatField.RECONNECTS -> {
                int end = integer(at, 0, MAX_INTEGER);
                heartbeat.reconnects = in.integer();
                return end;
            }
            case HeartbeatField.CPU_PERCENT -> {
                int end = in.decimal(at);
                heartbeat.cpuPercent = in.decimal();
                return end;
            }
            case HeartbeatField.MEMORY_MB -> {
                int end = in.decimal(at);
                heartbeat.memoryMb = in.decimal();
                return end;
            }
            case HeartbeatField.COUNT -> {
                int end = integer(at, 0, MAX_INTEGER);
                count = in.integer();
                return end;
            }
            case HeartbeatField.ERRORS -> {
                int end = integer(at, 0, MAX_INTEGER);
                errors = in.integer();
                return end;
            }
            case HeartbeatField.DURATIONS -> {
                return readDurations(at);
            }
            case HeartbeatField.BUCKETS -> {
                return readBuckets(at);
            }
            default -> {
                return unknown.skip(at, HeartbeatField.unknownDepth(field));
            }
        }
    }

    private int integer(int at, long min, long max) {
        int end = in.integer(at);
        return in.integer() >= min && in.integer() <= max ? end : NO;
    }

    private int decimal(int at, double max) {
        int end = in.decimal(at);
        return in.decimal() <= max ? end : NO;
    }

    private int readTimestamp(int at) {
        int from = in.symbol(at, '"');
        if (from == NO) {
            int end = integer(at, 0, JacksonDecoder.MAX_TIMESTAMP);
            heartbeat.timestamp = in.integer();
            return end;
        }
        heartbeat.timestamp = UtcTime.parse(in, from);
        return heartbeat.timestamp == UtcTime.OTHER ? NO : UtcTime.end(in, from);
    }

    private int readAgentType(int at) {
        int from = in.symbol(at, '"');
        int end = in.text(from);
        if (end > from + 1) {
            heartbeat.agentType = names.of(in, from, end - 1 - from);
        }
        return end;
    }

    private int readStatus(int at) {
        int from = in.symbol(at, '"');
        long word = in.word(from);
        heartbeat.goodbye =
                in.isKey(from, STOPPING, word) || in.isKey(from, TERMINATED, word) || in.isKey(from, OFFLINE, word);
        return in.text(from);
    }

    private int readDurations(int at) {
        int open = in.symbol(at, '[');
        int close = in.symbol(open, ']');
        if (close != NO) {
            return close;
        }
        int here = NO;
        int n = 0;
        for (int next = open; next != NO; next = in.symbol(here, ',')) {
            here = n++ < MAX_DURATIONS ? decimal(next, MAX_DURATION_MILLIS) : NO;
            heartbeat.addDuration(in.decimal());
        }
        return in.symbol(here, ']');
    }

    private int readBuckets(int at) {
        int open = in.symbol(at, '[');
        int close = in.symbol(open, ']');
        if (close != NO) {
            return close;
        }
        int here = NO;
        int n = 0;
        lastBound = -1;
        for (int next = open; next != NO; next = in.symbol(here, ',')) {
            here = n++ < MAX_BUCKETS ? readBucket(in.symbol(next, '[')) : NO;
        }
        return in.symbol(here, ']');
    }

    private int readBucket(int at) {
        int comma = in.literal(at, "null");
        double bound = Double.POSITIVE_INFINITY;
        if (comma == NO) {
            comma = decimal(at, MAX_DURATION_MILLIS);
            bound = in.decimal();
        }
        int close = integer(in.symbol(comma, ','), 0, MAX_BUCKET_COUNT);
        if (close == NO || bound <= lastBound) {
            return NO;
        }
        heartbeat.addBucket(bound, in.integer());
        lastBound = bound;
        return in.symbol(close, ']');
    }

    /** Ends the operation to which the counts, durations and buckets since the last call belong. */
    boolean endOperation(String name) {
        heartbeat.endOperation(name, count, errors);
        boolean sound = errors <= count;
        count = 0;
        errors = 0;
        return sound;
    }
}
