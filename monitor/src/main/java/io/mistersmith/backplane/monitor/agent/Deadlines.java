package io.mistersmith.backplane.monitor.agent;

import java.util.List;

/** At which instants the silence of an agent becomes something else: for its state, and for the rules that count its intervals. */
final class Deadlines {

    private static final double LATE_INTERVALS = 1.5;
    private static final double DOWN_INTERVALS = 3;

    private static final int STATES = 2;

    /** No silence is so long, ms. */
    private static final double MOST = 0x1p50;

    private final double[] rules;

    /** @param intervals of silence, in intervals of the agent, beyond which some rule is broken; below 1 nothing waits for them */
    Deadlines(List<Double> intervals) {
        this.rules = intervals.stream()
                .filter(n -> n >= 1)
                .distinct()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /** Whether so many ms of silence are too many. */
    static boolean isLateAfter(long silence, long intervalMillis) {
        return silence >= LATE_INTERVALS * intervalMillis;
    }

    /** The interval of which so many ms of silence are just too many. */
    static double intervalLateAfter(double silence) {
        return silence / LATE_INTERVALS;
    }

    static boolean isDownAfter(long silence, long intervalMillis) {
        return silence >= DOWN_INTERVALS * intervalMillis;
    }

    /**
     * How many have passed.
     *
     * @param heard until when all is heard
     * @param from before which nobody listened
     */
    int passed(Agent agent, long heard, long from) {
        int passed = 0;
        for (int i = 0; i < STATES + rules.length; i++) {
            passed += instant(i, agent, from) <= heard ? 1 : 0;
        }
        return passed;
    }

    /** The first after {@code heard}; {@link Long#MAX_VALUE} where all have passed. */
    long next(Agent agent, long heard, long from) {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < STATES + rules.length; i++) {
            long instant = instant(i, agent, from);
            next = instant > heard ? Math.min(next, instant) : next;
        }
        return next;
    }

    private long instant(int i, Agent agent, long from) {
        long since = Math.max(agent.lastReceived(), from);
        long late = since + (long) Math.ceil(LATE_INTERVALS * agent.intervalMillis());
        if (i < STATES) {
            return i == 0 ? late : since + (long) Math.ceil(DOWN_INTERVALS * agent.intervalMillis());
        }
        // the age is judged once it is the agent's doing, and must be beyond the threshold
        long judged = agent.lastReceived() >= from ? since : late;
        double limit = Math.min(MOST, rules[i - STATES] * agent.intervalMillis());
        return Math.max(judged, agent.lastReceived() + (long) Math.floor(limit) + 1);
    }
}
