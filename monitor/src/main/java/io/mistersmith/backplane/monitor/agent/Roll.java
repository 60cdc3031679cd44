package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.frame.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All agents of the fleet, each in a row of its own; the last takes the row of one that leaves. Not thread-safe. */
final class Roll {

    private final List<Agent> agents = new ArrayList<>();
    private Optional<Rows> rows = Optional.empty();

    void add(Agent agent) {
        agent.row = agents.size();
        agents.add(agent);
        rows = Optional.empty();
    }

    void remove(Agent agent) {
        Agent last = agents.remove(agents.size() - 1);
        if (last != agent) {
            last.row = agent.row;
            agents.set(last.row, last);
        }
        rows = Optional.empty();
    }

    /** One of them has other labels now. */
    void renamed() {
        rows = Optional.empty();
    }

    int size() {
        return agents.size();
    }

    Agent agent(int row) {
        return agents.get(row);
    }

    /** What the agents are called; the same as long as nothing of it changes. */
    Rows rows() {
        Rows current =
                rows.orElseGet(() -> Rows.of(agents.stream().map(Agent::labels).toList()));
        rows = Optional.of(current);
        return current;
    }
}
