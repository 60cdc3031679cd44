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

/** Writes down what the agents of a {@link Fleet} add up to. */
final class FleetFrames {

    static final String DURATIONS = "operation-durations";
    static final String OPERATIONS = "operations";
    static final String FLEET = "fleet";

    /** Five ticks: a monitor that is held up for a moment does not blink. */
    static final long VALID_MILLIS = 5_000;

    private static final double[] QUANTILES = {0.5, 0.95, 0.99};

    private static final List<Column> DURATION_COLUMNS = columns(AgentMetrics.DURATIONS);
    private static final List<Column> OPERATION_COLUMNS = operationColumns();
    private static final List<Column> FLEET_COLUMNS = fleetColumns();

    private final Fleet fleet;

    FleetFrames(Fleet fleet) {
        this.fleet = fleet;
    }

    List<Frame> at(long now) {
        return List.of(durations(now), operations(now), fleet(now));
    }

    private Frame.Builder frame(String kind, long now, List<Column> columns) {
        return Frame.of(kind, fleet.onWall(now), VALID_MILLIS, columns);
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
            if (fleet.counters.count(operation) == 0 && fleet.durations.count(operation) == 0) {
                continue;
            }
            frame.row(Labels.of("operation", fleet.operations.name(operation)));
            if (!fleet.liveness.isBlind()) {
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
        Headcount headcount = fleet.liveness.headcount();
        List<Double> figures = new ArrayList<>(FLEET_COLUMNS.size());
        Counters counters = fleet.counters;
        add(figures, counters.tasks(), counters.completed(), counters.failed());
        add(figures, counters.reconnects(), counters.duplicates(), fleet.windows.clockSkew(), counters.dropped());
        for (Rejection reason : Rejection.values()) {
            add(figures, counters.rejected(reason));
        }
        boolean seen = fleet.hasSeen();
        add(figures, seen ? headcount.in(Agent.State.UP) : Double.NaN);
        for (Agent.State state : Agent.State.values()) {
            add(figures, seen ? headcount.in(state) : Double.NaN);
        }
        if (!fleet.liveness.isBlind()) {
            Windows windows = fleet.windows;
            add(figures, windows.completedPerSecond(), windows.meanTaskDuration());
            add(figures, windows.errorRatio(), windows.operations());
            add(figures, windows.deliveryRatio(), windows.expectedHeartbeats());
            for (double q : QUANTILES) {
                add(figures, windows.latency(q, now));
            }
            add(figures, windows.latencies(now), headcount.offered());
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
