package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.wire.HeartbeatSender;
import org.jspecify.annotations.Nullable;

/**
 * Agents by their ids, of which {@link HeartbeatSender#pack} makes words: so one is found by a subject without a String. Not
 * thread-safe.
 *
 * <p>Linear probing in a table that is at least three quarters empty: nearly always the first look finds it. Strangers choose the
 * ids, but not the factor that scatters them.
 */
final class AgentIndex {

    private static final int PLACES_PER_AGENT = 4;

    private final long factor;
    private final long[] words = new long[HeartbeatSender.MAX_WORDS];
    private @Nullable Agent[] table = new Agent[64];
    private int size;

    /** @param factor any number, best a secret one */
    AgentIndex(long factor) {
        this.factor = factor | 1;
    }

    /** Scatters ids: what {@link #at} and {@link #find} ask for. */
    int hash(long[] id, int at, int count) {
        long hash = count;
        for (int i = at; i < at + count; i++) {
            long product = (hash ^ id[i]) * factor;
            hash = product ^ (product >>> 32);
        }
        return (int) hash;
    }

    /** Who stands where the id should, most likely the one; without a look at who that is. */
    @Nullable
    Agent at(int hash) {
        return table[hash & (table.length - 1)];
    }

    /** The agent of this id. */
    @Nullable
    Agent find(int hash, long[] id, int at, int count) {
        for (int place = hash & (table.length - 1); ; place = next(place)) {
            Agent agent = table[place];
            if (agent == null || agent.sender.isCalled(id, at, count)) {
                return agent;
            }
        }
    }

    /** The agent of this id. */
    @Nullable
    Agent find(String id) {
        int count = HeartbeatSender.pack(id, 0, id.length(), words, 0);
        return find(hash(words, 0, count), words, 0, count);
    }

    /** Adds one whose id is not there. */
    void add(Agent agent) {
        if (++size * PLACES_PER_AGENT > table.length) {
            grow();
        }
        put(agent);
    }

    private void grow() {
        @Nullable Agent[] before = table;
        table = new Agent[2 * before.length];
        for (Agent agent : before) {
            if (agent != null) {
                put(agent);
            }
        }
    }

    private void put(Agent agent) {
        int place = home(agent);
        while (table[place] != null) {
            place = next(place);
        }
        table[place] = agent;
    }

    /** Takes one out that is there. */
    void remove(Agent agent) {
        int hole = home(agent);
        while (table[hole] != agent) {
            hole = next(hole);
        }
        size--;
        // who stands behind the hole and would rather stand in it moves up
        int place = next(hole);
        for (Agent other = table[place]; other != null; other = table[place]) {
            if (distance(home(other), place) >= distance(hole, place)) {
                table[hole] = other;
                hole = place;
            }
            place = next(place);
        }
        table[hole] = null;
    }

    private int home(Agent agent) {
        return hash(words, 0, agent.sender.copyTo(words, 0)) & (table.length - 1);
    }

    private int next(int place) {
        return (place + 1) & (table.length - 1);
    }

    private int distance(int from, int to) {
        return (to - from) & (table.length - 1);
    }
}
