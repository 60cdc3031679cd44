package io.mistersmith.backplane.monitor.agent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Agents that left, kept so that one that comes back goes on from its counters; the oldest give way. Not thread-safe. */
final class Forgotten {

    private static final int MOST = 10_000;

    private final Map<String, Agent> agents = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Agent> eldest) {
            return size() > MOST;
        }
    };

    void add(Agent agent) {
        agents.put(agent.id, agent);
    }

    /** It is back. */
    Optional<Agent> take(String id) {
        return Optional.ofNullable(agents.remove(id));
    }
}
