package io.mistersmith.backplane.monitor.wire;

/** The places of a heartbeat where a value stands, by number, as {@link HeartbeatScanner} and what belongs to it call them. */
final class HeartbeatField {

    static final int AGENT_ID = 0;
    static final int TIMESTAMP = 1;
    static final int SEQUENCE = 2;
    static final int AGENT_TYPE = 3;
    static final int STATUS = 4;
    static final int INTERVAL = 5;
    static final int UPTIME = 6;
    static final int QUEUE_DEPTH = 7;
    static final int RECONNECTS = 8;
    static final int CPU_PERCENT = 9;
    static final int MEMORY_MB = 10;

    /** Of an operation, as the three after it. */
    static final int COUNT = 11;

    static final int ERRORS = 12;
    static final int DURATIONS = 13;
    static final int BUCKETS = 14;

    /** An object, as the next one: what stands in it are values. */
    static final int RESOURCE_USAGE = 15;

    static final int OPERATIONS = 16;

    /** Of a name that nobody knows, by how many objects it lies in: so many and all above. */
    private static final int UNKNOWN = 17;

    private HeartbeatField() {}

    /** @param depth how many objects it lies in */
    static int unknown(int depth) {
        return UNKNOWN + depth;
    }

    /** The depth of an {@link #unknown} one. */
    static int unknownDepth(int field) {
        return field - UNKNOWN;
    }
}
