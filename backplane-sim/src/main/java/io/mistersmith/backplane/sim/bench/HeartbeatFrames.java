package io.mistersmith.backplane.sim.bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;

/**
 * Full heartbeats of many agents as the protocol's {@code PUB} frames, one behind the other in one array: what changes from
 * one to the next is of fixed width and written over in place, so that making a heartbeat costs less than sending it. No rule of
 * the monitor's is broken by what they say. Not thread-safe.
 */
final class HeartbeatFrames {

    /** Durations in each heartbeat. */
    static final int DURATIONS = 3;

    static final int MAX_AGENTS = 900_000;

    private static final int FIRST_ID = 100_000;
    private static final long FIRST_SEQUENCE = 1_000_000;
    private static final long FIRST_COUNT = 10_000_000;
    private static final String TIMESTAMP = "2025-11-23T22:52:00.123Z";

    private final int agents;
    private final byte[] frames;
    private final int frame;
    private final int timestampAt;
    private final int sequenceAt;
    private final int cpuAt;
    private final int countAt;
    private long made;
    private int offset;
    private int length;

    /** @param agents 1…{@link #MAX_AGENTS} */
    HeartbeatFrames(int agents) {
        this.agents = agents;
        Random random = new Random(1);
        String first = frame(0, random);
        this.frame = first.length();
        this.frames = new byte[Math.multiplyExact(agents, frame)];
        for (int agent = 0; agent < agents; agent++) {
            byte[] bytes = frame(agent, random).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(bytes, 0, frames, agent * frame, frame);
        }
        this.timestampAt = after(first, "\"timestamp\":\"");
        this.sequenceAt = after(first, "\"sequence\":");
        this.cpuAt = after(first, "\"cpu_percent\":");
        this.countAt = after(first, "\"count\":");
    }

    private static String frame(int agent, Random random) {
        String id = "worker-" + (FIRST_ID + agent);
        String body = "{\"agent_id\":\"" + id + "\",\"timestamp\":\"" + TIMESTAMP + "\",\"sequence\":" + FIRST_SEQUENCE
                + ",\"agent_type\":\"worker\",\"status\":\"busy\",\"interval_ms\":5000,\"uptime_seconds\":3210,"
                + "\"resource_usage\":{\"cpu_percent\":23.5,\"memory_mb\":" + figure(random, 100, 250)
                + "},\"queue_depth\":3,\"operations\":{\"task\":{\"count\":" + FIRST_COUNT
                + ",\"errors\":1,\"durations_ms\":[" + figure(random, 100, 900) + "," + figure(random, 1000, 9000) + ","
                + random.nextInt(10, 100) + "]}}}";
        return "PUB agents." + id + ".heartbeat " + body.length() + "\r\n" + body + "\r\n";
    }

    /** With one decimal, and as many digits before it as both bounds have. */
    private static String figure(Random random, int from, int to) {
        return random.nextInt(from, to) + "." + random.nextInt(10);
    }

    private static int after(String text, String key) {
        return text.indexOf(key) + key.length();
    }

    /**
     * Makes the next heartbeats, at most {@code most} of them, sent at {@code now}, the agents in turn; returns how many. They
     * stand in {@link #bytes} from {@link #offset} on, {@link #length} bytes, until the next call.
     */
    int next(int most, Instant now) {
        int agent = (int) (made % agents);
        int n = Math.min(most, agents - agent);
        long round = made / agents;
        byte[] timestamp = timestamp(now);
        for (int i = 0; i < n; i++) {
            int at = (agent + i) * frame;
            System.arraycopy(timestamp, 0, frames, at + timestampAt, timestamp.length);
            write(frames, at + sequenceAt, 7, FIRST_SEQUENCE + round);
            write(frames, at + cpuAt, 2, 10 + (round + agent + i) % 45);
            write(frames, at + countAt, 8, FIRST_COUNT + round);
        }
        offset = agent * frame;
        length = n * frame;
        made += n;
        return n;
    }

    @SuppressWarnings("JavaInstantGetSecondsGetNano") // the seconds stand in the text already
    private static byte[] timestamp(Instant now) {
        // up to the seconds, which it always writes
        byte[] timestamp = (now.toString().substring(0, 19) + ".000Z").getBytes(StandardCharsets.US_ASCII);
        write(timestamp, 20, 3, now.getNano() / 1_000_000);
        return timestamp;
    }

    private static void write(byte[] into, int at, int digits, long number) {
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--, rest /= 10) {
            into[i] = (byte) ('0' + rest % 10);
        }
    }

    byte[] bytes() {
        return frames;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }
}
