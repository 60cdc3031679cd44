package io.mistersmith.backplane.monitor.agent;

/**
 * Learns from its heartbeats how often an agent beats that does not say so. Only a regular beat is a rhythm, and what is learned
 * leaves room for its jitter: a longer interval is learned soon, a shorter one, which makes the monitor stricter, after many beats,
 * and one that is less regular than that is forgotten. Not thread-safe.
 */
final class Rhythm {

    /** What the wire contract lets an agent say itself, ms. */
    private static final long SHORTEST_MILLIS = 100;

    private static final long LONGEST_MILLIS = 3_600_000;

    /** So many beats in a row show that an agent is slower than was thought. */
    private static final int FEW = 4;

    /** So many show that it is faster. */
    private static final int MANY = 16;

    /** The longest of a regular beat is no longer than this much of the shortest. */
    private static final double REGULAR = 1.25;

    /** Being late by so many times as much as its beats differ is no silence yet. */
    private static final int PATIENCE = 8;

    /** A shorter interval is worth a change from here on. */
    private static final double SHORTER = 0.8;

    /** The latest, in ms, in a ring. */
    private final int[] beats = new int[MANY];

    private final long configuredMillis;
    private int next;
    private int count;

    /** @param configuredMillis what the interval is taken for without a rhythm */
    Rhythm(long configuredMillis) {
        this.configuredMillis = configuredMillis;
    }

    /**
     * What the interval is after one more heartbeat.
     *
     * @param beatMillis since the heartbeat before, none having been missed
     * @param intervalMillis what it was taken for
     */
    long interval(long beatMillis, long intervalMillis) {
        if (beatMillis < SHORTEST_MILLIS || beatMillis > LONGEST_MILLIS) {
            // a burst, or a process that slept
            count = 0;
            return Math.max(intervalMillis, configuredMillis);
        }
        beats[next] = (int) beatMillis;
        next = (next + 1) % MANY;
        count = Math.min(MANY, count + 1);
        if (count < FEW) {
            return intervalMillis;
        }
        int longest = 0;
        int shortest = Integer.MAX_VALUE;
        for (int i = 1; i <= count; i++) {
            int beat = beats[Math.floorMod(next - i, MANY)];
            longest = Math.max(longest, beat);
            shortest = Math.min(shortest, beat);
        }
        if (longest > REGULAR * shortest) {
            return count < MANY ? intervalMillis : Math.max(intervalMillis, configuredMillis);
        }
        double roomy = Deadlines.intervalLateAfter(longest + PATIENCE * (double) (longest - shortest));
        long learned = Math.min(LONGEST_MILLIS, Math.max(longest, (long) Math.ceil(roomy)));
        boolean isShorter = count == MANY && learned < SHORTER * intervalMillis;
        return learned > intervalMillis || isShorter ? learned : intervalMillis;
    }
}
