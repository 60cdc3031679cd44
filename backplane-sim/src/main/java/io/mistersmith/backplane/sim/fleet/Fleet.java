package io.mistersmith.backplane.sim.fleet;

import io.mistersmith.backplane.monitor.wire.Heartbeat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.PriorityQueue;

/**
 * All agents. Deterministic: the same plan, seed and calls (times included) give the same heartbeats. Not thread-safe.
 */
public final class Fleet {

    private final Map<String, Agent> agents = new LinkedHashMap<>();
    private final PriorityQueue<Agent> due =
            new PriorityQueue<>(Comparator.comparing(Agent::nextBeat).thenComparing(a -> a.id));
    private OptionalDouble taskErrorRatio = OptionalDouble.empty();

    public Fleet(FleetPlan plan, long seed, Instant start) {
        plan.typeOfEachId().forEach((id, type) -> {
            Agent agent = new Agent(id, type, plan, seed, start);
            agents.put(id, agent);
            due.add(agent);
        });
    }

    /** How many live. */
    public int alive() {
        return due.size();
    }

    /** When the next heartbeat is due; empty while nobody lives. */
    public Optional<Instant> nextDue() {
        return Optional.ofNullable(due.peek()).map(Agent::nextBeat);
    }

    /** The heartbeats that are due by {@code now}, at most one an agent. */
    public List<Heartbeat> advance(Instant now) {
        List<Heartbeat> beats = new ArrayList<>();
        for (Agent agent = due.peek(); agent != null && !agent.nextBeat().isAfter(now); agent = due.peek()) {
            due.remove();
            beats.add(agent.beat(now, taskErrorRatio, false));
            due.add(agent);
        }
        return beats;
    }

    /** The last heartbeats of all that live, with status {@code stopping}; nobody beats thereafter. */
    public List<Heartbeat> goodbye(Instant now) {
        List<Heartbeat> beats = new ArrayList<>();
        for (Agent agent : agents.values()) {
            if (agent.alive()) {
                beats.add(agent.beat(now, taskErrorRatio, true));
                agent.kill();
            }
        }
        due.clear();
        return beats;
    }

    /** The agents' connection came back: each of them counts it. */
    public void reconnected() {
        due.forEach(Agent::reconnected);
    }

    /** As {@code kill -9}. */
    public void kill(String id) {
        Agent agent = agent(id);
        due.remove(agent);
        agent.kill();
    }

    /** Starts a killed agent anew. */
    public void revive(String id, Instant now) {
        Agent agent = agent(id);
        if (!agent.alive()) {
            agent.revive(now);
            due.add(agent);
        }
    }

    /** Of tasks, from now on; empty: as planned. */
    public void taskErrorRatio(OptionalDouble ratio) {
        taskErrorRatio = ratio;
    }

    private Agent agent(String id) {
        return Optional.ofNullable(agents.get(id))
                .orElseThrow(() -> new IllegalArgumentException("there is no agent " + id));
    }
}
