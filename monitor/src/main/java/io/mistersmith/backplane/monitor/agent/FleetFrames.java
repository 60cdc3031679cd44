package io.mistersmith.backplane.monitor.agent;

import static io.mistersmith.backplane.monitor.frame.Frame.column;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Frame.Column;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.wire.Rejection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes a {@link Fleet} down. */
final class FleetFrames {

    static final String AGENTS = "agents";
    static final String AGENT_OPERATIONS = "agent-operations";
    static final String DURATIONS = "operation-durations";
    static final String OPERATIONS = "operations";
    static final String FLEET = "fleet";

    /** Five ticks: a monitor that is held up for a moment does not blink. */
    private static final long VALID_MILLIS = 5_000;

    private static final double[] QUANTILES = {0.5, 0.95, 0.99};

    private static final List<Column> AGENT_COLUMNS = columns(
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
            AgentMetrics.CHANGED_AT);
    private static final List<Column> AGENT_OPERATION_COLUMNS = columns(AgentMetrics.OPERATIONS, AgentMetrics.ERRORS);
    private static final List<Column> DURATION_COLUMNS = columns(AgentMetrics.DURATIONS);
    private static final List<Column> OPERATION_COLUMNS = operationColumns();
    private static final List<Column> FLEET_COLUMNS = fleetColumns();

    private final Fleet fleet;
    private int operationRows;

    FleetFrames(Fleet fleet) {
        this.fleet = fleet;
    }

    List<Frame> at(long now, long heard) {
        return List.of(agents(now, heard), agentOperations(now), durations(now), operations(now), fleet(now));
    }

    private Frame agents(long now, long heard) {
        Frame.Builder frame =
                frame(AGENTS, now, AGENT_COLUMNS).room(fleet.agents().size());
        for (Agent agent : fleet.agents()) {
            boolean present = agent.isPresent();
            frame.row(agent.labels())
                    .observedAt(fleet.onWall(agent.lastReceived()))
                    .values(
                            agent.state() == Agent.State.UP ? 1 : 0,
                            fleet.isBlind() ? Double.NaN : (double) Math.max(0, heard - agent.lastReceived()),
                            present ? agent.memoryMb() : Double.NaN,
                            present ? agent.cpuPercent() : Double.NaN,
                            present ? agent.queueDepth() : Double.NaN,
                            agent.restarts,
                            agent.missed,
                            agent.late,
                            agent.reconnects,
                            agent.state().code(),
                            fleet.isJudged(agent, heard) ? (double) agent.intervalMillis() : Double.NaN,
                            (double) fleet.onWall(agent.changedAt()));
        }
        return frame.build();
    }

    private Frame.Builder frame(String kind, long now, List<Column> columns) {
        return Frame.of(kind, fleet.onWall(now), VALID_MILLIS, columns);
    }

    private Frame agentOperations(long now) {
        // about as many as the last time
        Frame.Builder frame =
                frame(AGENT_OPERATIONS, now, AGENT_OPERATION_COLUMNS).room(operationRows);
        for (Agent agent : fleet.agents()) {
            Operations said = agent.operations;
            for (int operation = 0; operation < said.size(); operation++) {
                if (said.knows(operation)) {
                    frame.row(agent.labels(operation, fleet.operations.name(operation)))
                            .observedAt(fleet.onWall(agent.lastReceived()))
                            .values(said.count(operation), said.errors(operation));
                }
            }
        }
        Frame built = frame.build();
        operationRows = built.rows();
        return built;
    }

    private Frame durations(long now) {
        Frame.Builder frame = frame(DURATIONS, now, DURATION_COLUMNS);
        for (int place = 0; place < fleet.durations.places(); place++) {
            fleet.durations
                    .distribution(place)
                    .ifPresent(told -> frame.row(told.labels).histogram(0, told.histogram()));
        }
        return frame.build();
    }

    private Frame operations(long now) {
        Frame.Builder frame = frame(OPERATIONS, now, OPERATION_COLUMNS);
        for (int operation = 0; operation < fleet.operations.size(); operation++) {
            if (fleet.counts[operation] == 0 && fleet.durations.count(operation) == 0) {
                continue;
            }
            frame.row(Labels.of("operation", fleet.operations.name(operation)));
            if (!fleet.isBlind()) {
                int c = 0;
                for (double q : QUANTILES) {
                    frame.set(c++, fleet.durations.quantile(operation, q, now));
                }
                frame.set(c++, fleet.durations.windowCount(operation, now));
                frame.set(c++, fleet.windows.successRatio(operation));
                frame.set(c, fleet.windows.operations(operation));
            }
        }
        return frame.build();
    }

    private Frame fleet(long now) {
        int[] byState = new int[Agent.State.values().length];
        double offered = 0;
        for (Agent agent : fleet.agents()) {
            byState[agent.state().code()]++;
            if (agent.state() == Agent.State.UP && agent.queueDepth() > 0) {
                offered += agent.queueDepth();
            }
        }
        List<Double> figures = new ArrayList<>(FLEET_COLUMNS.size());
        double tasks = fleet.counts[fleet.task];
        add(figures, tasks, fleet.completed(), fleet.errors[fleet.task]);
        add(figures, fleet.reconnects(), fleet.duplicates(), fleet.windows.clockSkew(), fleet.dropped());
        for (Rejection reason : Rejection.values()) {
            add(figures, fleet.rejected.getOrDefault(reason, 0L));
        }
        boolean seen = fleet.hasSeen();
        add(figures, seen ? byState[Agent.State.UP.code()] : Double.NaN);
        for (int n : byState) {
            add(figures, seen ? n : Double.NaN);
        }
        if (!fleet.isBlind()) {
            Windows windows = fleet.windows;
            add(figures, windows.completedPerSecond(), windows.meanTaskDuration());
            add(figures, windows.errorRatio(), windows.operations());
            add(figures, windows.deliveryRatio(), windows.expectedHeartbeats());
            for (double q : QUANTILES) {
                add(figures, windows.latency(q, now));
            }
            add(figures, windows.latencies(now), offered);
        }
        return frame(FLEET, now, FLEET_COLUMNS)
                .row(Labels.NONE)
                .values(figures.stream().mapToDouble(Double::doubleValue).toArray())
                .build();
    }

    private static void add(List<Double> figures, double... more) {
        for (double figure : more) {
            figures.add(figure);
        }
    }

    private static List<Column> columns(Metric... metrics) {
        return Arrays.stream(metrics).map(Frame::column).toList();
    }

    private static List<Column> operationColumns() {
        List<Column> columns = new ArrayList<>();
        for (double q : QUANTILES) {
            columns.add(column(AgentMetrics.DURATION, "quantile", Double.toString(q)));
        }
        columns.add(column(AgentMetrics.DURATION_SAMPLES));
        columns.add(column(AgentMetrics.SUCCESS));
        columns.add(column(AgentMetrics.SUCCESS_SAMPLES));
        return List.copyOf(columns);
    }

    /** In the order in which {@link #fleet(long)} fills them in. */
    private static List<Column> fleetColumns() {
        List<Column> columns =
                new ArrayList<>(columns(AgentMetrics.TASKS, AgentMetrics.COMPLETED, AgentMetrics.FAILED));
        columns.add(column(AgentMetrics.RECONNECTIONS, "source", "agents"));
        columns.add(column(AgentMetrics.DUPLICATES));
        columns.add(column(AgentMetrics.CLOCK_SKEW));
        columns.add(column(AgentMetrics.DROPPED, "source", "agents"));
        for (Rejection reason : Rejection.values()) {
            columns.add(column(AgentMetrics.REJECTED, "reason", reason.word()));
        }
        columns.add(column(AgentMetrics.ACTIVE));
        for (Agent.State state : Agent.State.values()) {
            columns.add(column(AgentMetrics.AGENTS, "state", state.word()));
        }
        columns.addAll(columns(
                AgentMetrics.THROUGHPUT,
                AgentMetrics.AVERAGE_LATENCY,
                AgentMetrics.ERROR_RATIO,
                AgentMetrics.ERROR_SAMPLES,
                AgentMetrics.DELIVERY,
                AgentMetrics.DELIVERY_SAMPLES));
        for (double q : QUANTILES) {
            columns.add(column(AgentMetrics.LATENCY, "quantile", Double.toString(q)));
        }
        columns.add(column(AgentMetrics.LATENCY_SAMPLES));
        columns.add(column(AgentMetrics.OFFERED));
        return List.copyOf(columns);
    }
}
