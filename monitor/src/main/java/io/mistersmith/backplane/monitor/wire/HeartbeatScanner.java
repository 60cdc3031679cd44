package io.mistersmith.backplane.monitor.wire;

import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_OPERATIONS;
import static io.mistersmith.backplane.monitor.wire.JsonBytes.NO;

/**
 * Finds its way through heartbeats of the ordinary shape: known fields in any order, white space, ASCII without escapes, plain
 * numbers, simple unknown fields. It notes down what it finds. Not thread-safe.
 */
final class HeartbeatScanner {

    private static final int REQUIRED =
            1 << HeartbeatField.AGENT_ID | 1 << HeartbeatField.TIMESTAMP | 1 << HeartbeatField.SEQUENCE;

    /** What every operation may have once. */
    private static final int FIGURES = 1 << HeartbeatField.COUNT
            | 1 << HeartbeatField.ERRORS
            | 1 << HeartbeatField.DURATIONS
            | 1 << HeartbeatField.BUCKETS;

    private static final int ROOT_DEPTH = 1;
    private static final int USAGE_DEPTH = 2;
    private static final int OPERATION_DEPTH = 3;

    private static final Key AGENT_ID = Key.of("agent_id");
    private static final Key TIMESTAMP = Key.of("timestamp");
    private static final Key SEQUENCE = Key.of("sequence");
    private static final Key AGENT_TYPE = Key.of("agent_type");
    private static final Key STATUS = Key.of("status");
    private static final Key INTERVAL = Key.of("interval_ms");
    private static final Key UPTIME = Key.of("uptime_seconds");
    private static final Key RESOURCE_USAGE = Key.of("resource_usage");
    private static final Key QUEUE_DEPTH = Key.of("queue_depth");
    private static final Key RECONNECTS = Key.of("reconnects");
    private static final Key OPERATIONS = Key.of("operations");
    private static final Key CPU_PERCENT = Key.of("cpu_percent");
    private static final Key MEMORY_MB = Key.of("memory_mb");
    private static final Key COUNT = Key.of("count");
    private static final Key ERRORS = Key.of("errors");
    private static final Key DURATIONS = Key.of("durations_ms");
    private static final Key BUCKETS = Key.of("buckets_ms");

    private final JsonBytes in;
    private final HeartbeatValues values;
    private final Name names;
    private final HeartbeatShape shape;
    private final String[] operations = new String[MAX_OPERATIONS];
    private int seen;

    /** @param shape what is found is noted there */
    HeartbeatScanner(JsonBytes in, HeartbeatValues values, Name names, HeartbeatShape shape) {
        this.in = in;
        this.values = values;
        this.names = names;
        this.shape = shape;
    }

    /** Over the document; {@link JsonBytes#NO} where it is not of the ordinary shape, or not as the contract says. */
    int document() {
        shape.begin();
        seen = 0;
        int here = JsonBytes.START;
        for (int next = in.symbol(here, '{'); next != NO; next = in.symbol(here, ',')) {
            here = member(next);
        }
        int end = in.symbol(here, '}');
        return (seen & REQUIRED) == REQUIRED && in.isEnd(end) ? end : NO;
    }

    private int member(int at) {
        int name = in.symbol(at, '"');
        long word = in.word(name);
        switch ((byte) word) {
            case 'a' -> {
                if (in.isKey(name, AGENT_ID, word)) {
                    return value(name, AGENT_ID, HeartbeatField.AGENT_ID);
                }
                if (in.isKey(name, AGENT_TYPE, word)) {
                    return value(name, AGENT_TYPE, HeartbeatField.AGENT_TYPE);
                }
            }
            case 't' -> {
                if (in.isKey(name, TIMESTAMP, word)) {
                    return value(name, TIMESTAMP, HeartbeatField.TIMESTAMP);
                }
            }
            case 's' -> {
                if (in.isKey(name, SEQUENCE, word)) {
                    return value(name, SEQUENCE, HeartbeatField.SEQUENCE);
                }
                if (in.isKey(name, STATUS, word)) {
                    return value(name, STATUS, HeartbeatField.STATUS);
                }
            }
            case 'i' -> {
                if (in.isKey(name, INTERVAL, word)) {
                    return value(name, INTERVAL, HeartbeatField.INTERVAL);
                }
            }
            case 'u' -> {
                if (in.isKey(name, UPTIME, word)) {
                    return value(name, UPTIME, HeartbeatField.UPTIME);
                }
            }
            case 'r' -> {
                if (in.isKey(name, RESOURCE_USAGE, word)) {
                    return isFirst(HeartbeatField.RESOURCE_USAGE) ? usage(colon(name, RESOURCE_USAGE)) : NO;
                }
                if (in.isKey(name, RECONNECTS, word)) {
                    return value(name, RECONNECTS, HeartbeatField.RECONNECTS);
                }
            }
            case 'q' -> {
                if (in.isKey(name, QUEUE_DEPTH, word)) {
                    return value(name, QUEUE_DEPTH, HeartbeatField.QUEUE_DEPTH);
                }
            }
            case 'o' -> {
                if (in.isKey(name, OPERATIONS, word)) {
                    return isFirst(HeartbeatField.OPERATIONS) ? operations(colon(name, OPERATIONS)) : NO;
                }
            }
            default -> {}
        }
        return unknown(name, ROOT_DEPTH);
    }

    /** Over a known name and the colon. */
    private int colon(int name, Key key) {
        return in.symbol(name + key.length(), ':');
    }

    /** Marks it as seen; no if it was: which of the two would hold? */
    private boolean isFirst(int field) {
        int before = seen;
        seen |= 1 << field;
        return seen != before;
    }

    private int value(int name, Key key, int field) {
        return isFirst(field) ? value(colon(name, key), field) : NO;
    }

    private int unknown(int name, int depth) {
        return value(in.symbol(in.text(name), ':'), HeartbeatField.unknown(depth));
    }

    private int value(int from, int field) {
        int to = values.read(from, field);
        if (to != NO) {
            shape.value(in, field, from, to);
        }
        return to;
    }

    private int usage(int at) {
        int open = in.symbol(at, '{');
        int close = in.symbol(open, '}');
        if (close != NO) {
            return close;
        }
        int here = NO;
        for (int next = open; next != NO; next = in.symbol(here, ',')) {
            here = usageMember(next);
        }
        return in.symbol(here, '}');
    }

    private int usageMember(int at) {
        int name = in.symbol(at, '"');
        long word = in.word(name);
        if (in.isKey(name, CPU_PERCENT, word)) {
            return value(name, CPU_PERCENT, HeartbeatField.CPU_PERCENT);
        }
        if (in.isKey(name, MEMORY_MB, word)) {
            return value(name, MEMORY_MB, HeartbeatField.MEMORY_MB);
        }
        return unknown(name, USAGE_DEPTH);
    }

    private int operations(int at) {
        int open = in.symbol(at, '{');
        int close = in.symbol(open, '}');
        if (close != NO) {
            return close;
        }
        int here = NO;
        int n = 0;
        for (int next = open; next != NO; next = in.symbol(here, ',')) {
            here = n < MAX_OPERATIONS ? operation(next, n++) : NO;
        }
        return in.symbol(here, '}');
    }

    private int operation(int at, int n) {
        int from = in.symbol(at, '"');
        int behind = in.text(from);
        if (behind == NO) {
            return NO;
        }
        String name = names.of(in, from, behind - 1 - from);
        for (int i = 0; i < n; i++) {
            if (operations[i].equals(name)) {
                return NO;
            }
        }
        operations[n] = name;
        int end = figures(in.symbol(behind, ':'));
        if (end == NO || !values.endOperation(name)) {
            return NO;
        }
        shape.endOperation(name);
        return end;
    }

    private int figures(int at) {
        seen &= ~FIGURES;
        int here = NO;
        for (int next = in.symbol(at, '{'); next != NO; next = in.symbol(here, ',')) {
            here = figure(next);
        }
        return (seen & 1 << HeartbeatField.COUNT) != 0 ? in.symbol(here, '}') : NO;
    }

    private int figure(int at) {
        int name = in.symbol(at, '"');
        long word = in.word(name);
        if (in.isKey(name, COUNT, word)) {
            return value(name, COUNT, HeartbeatField.COUNT);
        }
        if (in.isKey(name, ERRORS, word)) {
            return value(name, ERRORS, HeartbeatField.ERRORS);
        }
        if (in.isKey(name, DURATIONS, word)) {
            return value(name, DURATIONS, HeartbeatField.DURATIONS);
        }
        if (in.isKey(name, BUCKETS, word)) {
            return value(name, BUCKETS, HeartbeatField.BUCKETS);
        }
        return unknown(name, OPERATION_DEPTH);
    }
}
