package io.mistersmith.backplane.monitor.agent;

import static io.mistersmith.backplane.monitor.frame.Frame.column;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Frame.Column;
import io.mistersmith.backplane.monitor.frame.FrameWriter;
import io.mistersmith.backplane.monitor.frame.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes the single agents of a {@link Fleet} down. */
final class AgentFrames {

    static final String AGENTS = "agents";
    static final String AGENT_OPERATIONS = "agent-operations";

    private static final List<Column> COLUMNS = Stream.of(
                    AgentMetrics.UP,
                    AgentMetrics.AGE,
                    AgentMetrics.MEMORY,
                    AgentMetrics.CPU,
                    AgentMetrics.QUEUE_DEPTH,
                    AgentMetrics.RESTARTS,
                    AgentMetrics.MISSED,
                    AgentMetrics.LATE,
                    AgentMetrics.RECONNECTS,
                    AgentMetrics.STATE,
                    AgentMetrics.INTERVAL,
                    AgentMetrics.CHANGED_AT)
            .map(Frame::column)
            .toList();

    private static final int UP = 0;
    private static final int AGE = 1;

    /** Takes one figure of the current row. */
    private interface Cells {
        void set(int column, double value);
    }

    private final Fleet fleet;
    private final FrameWriter agents = new FrameWriter(AGENTS, COLUMNS);
    private FrameWriter operations = new FrameWriter(AGENT_OPERATIONS, List.of());
    private int kinds;

    AgentFrames(Fleet fleet) {
        this.fleet = fleet;
    }

    /** All agents, and their operations. */
    List<Frame> at(long now, long heard, long validFor) {
        if (kinds != fleet.operations.size()) {
            kinds = fleet.operations.size();
            operations = new FrameWriter(AGENT_OPERATIONS, operationColumns());
        }
        Rows rows = fleet.roll.rows();
        agents.begin(rows);
        operations.begin(rows);
        Cells cells = agents::set;
        for (int row = 0; row < rows.size(); row++) {
            Agent agent = fleet.roll.agent(row);
            long observed = fleet.onWall(agent.lastReceived());
            agents.next(observed);
            write(agent, heard, cells);
            if (agent.isSilent()) {
                whereabouts(agent).ifPresent(words -> {
                    agents.cause(UP, words);
                    agents.cause(AGE, words);
                });
            }
            operations.next(observed);
            writeOperations(agent.operations);
        }
        long at = fleet.onWall(now);
        return List.of(agents.end(at, validFor), operations.end(at, validFor));
    }

    /** These agents only; see {@link Frame#CHANGES}. */
    Frame changes(List<Agent> changed, long now, long heard) {
        Frame.Builder frame = Frame.of(AGENTS, fleet.onWall(now), FleetFrames.VALID_MILLIS, COLUMNS)
                .room(changed.size());
        Cells cells = frame::set;
        for (Agent agent : changed) {
            frame.row(agent.labels()).observedAt(fleet.onWall(agent.lastReceived()));
            write(agent, heard, cells);
            whereabouts(agent).ifPresent(words -> frame.cause(UP, words).cause(AGE, words));
        }
        return frame.build();
    }

    /** Why it is silent; other figures of its row are as they are for reasons of their own. */
    private static Optional<String> whereabouts(Agent agent) {
        return agent.absence().flatMap(Absence::whereabouts).map(Whereabouts::words);
    }

    /** In the order of the columns. */
    private void write(Agent agent, long heard, Cells cells) {
        boolean present = agent.isPresent();
        int c = 0;
        cells.set(c++, agent.state() == Agent.State.UP ? 1 : 0);
        cells.set(c++, fleet.liveness.isBlind() ? Double.NaN : (double) Math.max(0, heard - agent.lastReceived()));
        cells.set(c++, present ? agent.memoryMb() : Double.NaN);
        cells.set(c++, present ? agent.cpuPercent() : Double.NaN);
        cells.set(c++, present ? agent.queueDepth() : Double.NaN);
        cells.set(c++, agent.restarts);
        cells.set(c++, agent.missed);
        cells.set(c++, agent.late);
        cells.set(c++, agent.reconnects);
        cells.set(c++, agent.state().code());
        cells.set(c++, fleet.liveness.isJudged(agent, heard) ? (double) agent.intervalMillis() : Double.NaN);
        cells.set(c, (double) fleet.onWall(agent.changedAt()));
    }

    private void writeOperations(Operations said) {
        for (int operation = 0; operation < kinds; operation++) {
            boolean known = said.knows(operation);
            operations.set(2 * operation, known ? said.count(operation) : Double.NaN);
            operations.set(2 * operation + 1, known ? said.errors(operation) : Double.NaN);
        }
    }

    /** Of each kind the count and the errors. */
    private List<Column> operationColumns() {
        List<Column> columns = new ArrayList<>();
        for (int operation = 0; operation < kinds; operation++) {
            columns.add(column(AgentMetrics.OPERATIONS, "operation", fleet.operations.name(operation)));
            columns.add(column(AgentMetrics.ERRORS, "operation", fleet.operations.name(operation)));
        }
        return columns;
    }
}
