package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.wire.HeartbeatBuffer;
import io.mistersmith.backplane.monitor.wire.HeartbeatDecoder;

/** What the heartbeat at hand counts, by the fleet's numbers of operations; those that share a number add up. Reused. */
final class Said {

    private final Names names;
    private final double[] counts;
    private final double[] errors;
    private final int[] numbers = new int[HeartbeatDecoder.MAX_OPERATIONS];
    private long operations;
    private long reconnects;

    Said(Names names) {
        this.names = names;
        this.counts = new double[names.capacity()];
        this.errors = new double[names.capacity()];
    }

    void read(HeartbeatBuffer heartbeat) {
        operations = 0;
        reconnects = heartbeat.reconnects();
        for (int i = 0; i < heartbeat.operations(); i++) {
            int operation = names.number(heartbeat.operation(i));
            numbers[i] = operation;
            if (((operations >>> operation) & 1) == 0) {
                operations |= 1L << operation;
                counts[operation] = 0;
                errors[operation] = 0;
            }
            counts[operation] += (double) heartbeat.count(i);
            errors[operation] += (double) heartbeat.errors(i);
        }
    }

    /** Bit i: it tells of operation i. */
    long operations() {
        return operations;
    }

    /** The fleet's number of the heartbeat's {@code i}-th operation. */
    int number(int i) {
        return numbers[i];
    }

    double count(int operation) {
        return counts[operation];
    }

    double errors(int operation) {
        return errors[operation];
    }

    /** Negative where it does not say. */
    long reconnects() {
        return reconnects;
    }
}
