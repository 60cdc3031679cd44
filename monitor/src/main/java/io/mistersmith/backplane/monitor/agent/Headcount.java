package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.agent.Agent.State;

/** Sums over all agents, kept while agents change: taken out before, put in again after. Not thread-safe. */
final class Headcount {

    private static final int HALF = 32;

    private final int[] byState = new int[State.values().length];

    /** Exact, whatever agents claim: the lower halves of what they say, and the upper ones. */
    private long offeredLow;

    private long offeredHigh;

    void add(Agent agent) {
        count(agent, 1);
    }

    void remove(Agent agent) {
        count(agent, -1);
    }

    private void count(Agent agent, int sign) {
        byState[agent.state().code()] += sign;
        if (agent.state() == State.UP && agent.queueDepth() > 0) {
            long depth = (long) agent.queueDepth();
            offeredLow += sign * (depth & (1L << HALF) - 1);
            offeredHigh += sign * (depth >>> HALF);
        }
    }

    int in(State state) {
        return byState[state.code()];
    }

    /** Messages that wait inside all agents that are up. */
    double offered() {
        return offeredHigh * (double) (1L << HALF) + offeredLow;
    }
}
