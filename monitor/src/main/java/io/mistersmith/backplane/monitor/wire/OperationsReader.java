package io.mistersmith.backplane.monitor.wire;

import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_BUCKETS;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_BUCKET_COUNT;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_DURATIONS;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_DURATION_MILLIS;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_INTEGER;
import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_OPERATIONS;
import static io.mistersmith.backplane.monitor.wire.Rejection.BAD_NUMBER;
import static io.mistersmith.backplane.monitor.wire.Rejection.ERRORS_ABOVE_COUNT;
import static io.mistersmith.backplane.monitor.wire.Rejection.MISSING_FIELD;
import static io.mistersmith.backplane.monitor.wire.Rejection.NOT_JSON;
import static io.mistersmith.backplane.monitor.wire.Rejection.TOO_LARGE;
import static io.mistersmith.backplane.monitor.wire.Rejection.WRONG_TYPE;

import java.io.IOException;

/** Reads a heartbeat's {@code operations} into the buffer. Not thread-safe. */
final class OperationsReader {

    private static final int COUNT = 1;
    private static final int ERRORS = 1 << 1;
    private static final int DURATIONS = 1 << 2;
    private static final int BUCKETS = 1 << 3;

    private final HeartbeatBuffer heartbeat;
    private final String[] names = new String[MAX_OPERATIONS];

    OperationsReader(HeartbeatBuffer heartbeat) {
        this.heartbeat = heartbeat;
    }

    void read(Tokens in) throws IOException {
        if (!in.isObject()) {
            return;
        }
        int n = 0;
        while (in.nextField()) {
            String name = in.name();
            for (int i = 0; i < Math.min(n, MAX_OPERATIONS); i++) {
                if (names[i].equals(name)) {
                    in.reject(NOT_JSON);
                }
            }
            if (n == MAX_OPERATIONS) {
                in.reject(TOO_LARGE);
                in.skip();
            } else {
                names[n++] = name;
                if (in.isObject()) {
                    readOperation(in, Name.of(name));
                }
            }
        }
    }

    private void readOperation(Tokens in, String name) throws IOException {
        int seen = 0;
        long count = 0;
        long errors = 0;
        while (in.nextField()) {
            int field;
            switch (in.name()) {
                case "count" -> {
                    count = in.integer(0, MAX_INTEGER);
                    field = COUNT;
                }
                case "errors" -> {
                    errors = in.integer(0, MAX_INTEGER);
                    field = ERRORS;
                }
                case "durations_ms" -> {
                    readDurations(in);
                    field = DURATIONS;
                }
                case "buckets_ms" -> {
                    readBuckets(in);
                    field = BUCKETS;
                }
                default -> field = in.skip();
            }
            seen = in.once(seen, field);
        }
        if ((seen & COUNT) == 0) {
            in.reject(MISSING_FIELD);
        } else if (errors > count) {
            in.reject(ERRORS_ABOVE_COUNT);
        }
        heartbeat.endOperation(name, count, errors);
    }

    private void readDurations(Tokens in) throws IOException {
        if (!in.isArray()) {
            return;
        }
        for (int n = 0; in.nextElement(); n++) {
            double millis = in.number(MAX_DURATION_MILLIS);
            if (n < MAX_DURATIONS) {
                heartbeat.addDuration(millis);
            } else {
                in.reject(TOO_LARGE);
            }
        }
    }

    private void readBuckets(Tokens in) throws IOException {
        if (!in.isArray()) {
            return;
        }
        double previous = -1;
        for (int n = 0; in.nextElement(); n++) {
            if (in.isArray()) {
                previous = readBucket(in, previous, n < MAX_BUCKETS);
            }
        }
    }

    /** Reads {@code [upper, n]}; returns its upper bound. */
    private double readBucket(Tokens in, double previous, boolean hasRoom) throws IOException {
        double upper = previous;
        long count = 0;
        int members = 0;
        for (; in.nextElement(); members++) {
            if (members == 0) {
                upper = in.isNull() ? Double.POSITIVE_INFINITY : in.number(MAX_DURATION_MILLIS);
            } else if (members == 1) {
                count = in.integer(0, MAX_BUCKET_COUNT);
            } else {
                in.skip();
            }
        }
        if (members != 2) {
            in.reject(WRONG_TYPE);
        } else if (!(upper > previous)) {
            in.reject(BAD_NUMBER);
        } else if (!hasRoom) {
            in.reject(TOO_LARGE);
        } else {
            heartbeat.addBucket(upper, count);
        }
        return upper;
    }
}
