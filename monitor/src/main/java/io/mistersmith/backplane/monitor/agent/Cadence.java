package io.mistersmith.backplane.monitor.agent;

/**
 * When the fleet is told of. Its sums are told four times a second, and single agents as often while they are few; of many the
 * telling may take its share of the thread's time, and no more. Times are ms. Not thread-safe.
 */
final class Cadence {

    /** How often sums are told, and agents at most. */
    static final long TICK_MILLIS = 250;

    /** So many agents are told with every tick, whatever it takes: a young JVM is slow, but not for long. */
    private static final int FEW = 5_000;

    /** How often agents are told at least. */
    static final long MOST_MILLIS = 5_000;

    /** What comes after a quiet moment is told so soon; others that came with it are in time for it. */
    private static final long NEWS_MILLIS = 5;

    /** Telling of agents takes no more than so small a part of the time. */
    private static final long SHARE = 200;

    /** Figures hold for so many intervals. */
    private static final long VALID_INTERVALS = 3;

    private long nextTick;
    private long nextAgents;
    private long agentsEvery = TICK_MILLIS;
    private long heardAt;

    /** A heartbeat was received. */
    void heard(long now) {
        if (now - heardAt >= TICK_MILLIS) {
            nextTick = Math.min(nextTick, now + NEWS_MILLIS);
            if (areFew()) {
                nextAgents = Math.min(nextAgents, nextTick);
            }
        }
        heardAt = now;
    }

    /** Whether telling of every agent costs next to nothing. */
    boolean areFew() {
        return agentsEvery == TICK_MILLIS;
    }

    /** Something has happened to all agents: they are told with the next tick. */
    void tellAll(long now) {
        nextTick = now;
        nextAgents = now;
    }

    boolean isTickDue(long now) {
        return now >= nextTick;
    }

    /** Whether the tick that is due tells of the single agents, too. */
    boolean areAgentsDue(long now) {
        return now >= nextAgents;
    }

    /** When the next tick is due. */
    long nextTick() {
        return nextTick;
    }

    /** How long figures of agents hold, ms: until well after the next are told. */
    long agentsValidFor() {
        return Math.max(FleetFrames.VALID_MILLIS, VALID_INTERVALS * agentsEvery);
    }

    /** The sums were told. */
    void told(long now) {
        nextTick = now + TICK_MILLIS;
    }

    /**
     * All agents were told.
     *
     * @param took ms of this thread's time
     */
    void toldAgents(long now, int agents, long took) {
        // what was just told holds for three of the intervals before
        long fair = agents <= FEW ? 0 : Math.min(SHARE * took, 2 * agentsEvery);
        agentsEvery = Math.max(TICK_MILLIS, Math.min(MOST_MILLIS, fair));
        nextAgents = now + agentsEvery;
    }
}
