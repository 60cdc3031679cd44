package io.mistersmith.backplane.monitor.wire;

import java.util.Optional;

/**
 * Reads heartbeats as the wire contract says, into one reused {@link HeartbeatBuffer}. Whatever the bytes are, {@link #decode}
 * ends with a heartbeat or with a reason.
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

    private final HeartbeatBuffer heartbeat = new HeartbeatBuffer();
    private final Name names = new Name();
    private final HeartbeatShapes shapes = new HeartbeatShapes(heartbeat, names);
    private final JacksonDecoder jackson = new JacksonDecoder(heartbeat, names);

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
        return decode(body, new HeartbeatSender(agentId));
    }

    /** The same, faster, for one whose heartbeats come again and again. */
    public Optional<Rejection> decode(byte[] body, HeartbeatSender sender) {
        return shapes.read(body, sender) ? Optional.empty() : jackson.decode(body, sender.id());
    }
}
