package io.mistersmith.backplane.sim.truth;

import io.mistersmith.backplane.monitor.wire.Heartbeat;
import io.mistersmith.backplane.monitor.wire.Heartbeat.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fleet as it spoke: a fold over the heartbeats that were really published. Not thread-safe.
 */
public final class FleetTruth {

    private static final OperationTruth.Row NONE = new OperationTruth.Row(0, 0, null, 0, null, null, Map.of());

    /**
     * The fleet as a whole.
     *
     * @param heartbeatsLost those that were not published because NATS was away
     * @param throughputPerSecond60s completed tasks
     * @param errorRatio5m over all operations; absent while there was none
     * @param deliveryRatio5m heartbeats published / (published + missed); absent while there was none
     */
    record Totals(
            int agents,
            Map<String, Integer> states,
            long heartbeats,
            long heartbeatsLost,
            long missed,
            long restarts,
            long reconnects,
            long tasksTotal,
            long tasksCompleted,
            long tasksFailed,
            double throughputPerSecond60s,
            @Nullable Double averageTaskMs60s,
            @Nullable Double errorRatio5m,
            @Nullable Double deliveryRatio5m) {}

    private final Map<String, AgentTruth> agents = new TreeMap<>();
    private final Map<String, OperationTruth> operations = new TreeMap<>();
    private final CountWindow published5m = new CountWindow(300);
    private final CountWindow missed5m = new CountWindow(300);
    private long heartbeats;
    private long lost;

    public void published(Heartbeat heartbeat, Instant at) {
        long atMillis = at.toEpochMilli();
        heartbeats++;
        published5m.add(atMillis, 1);
        AgentTruth agent = agents.get(heartbeat.agentId());
        Map<String, AgentTruth.Count> before = new TreeMap<>();
        if (agent == null) {
            agent = new AgentTruth(heartbeat, at);
            agents.put(heartbeat.agentId(), agent);
        } else {
            for (String kind : heartbeat.operations().keySet()) {
                before.put(kind, agent.count(kind));
            }
            missed5m.add(atMillis, agent.published(heartbeat, at));
        }
        for (Map.Entry<String, Operation> e : heartbeat.operations().entrySet()) {
            AgentTruth.Count now = agent.count(e.getKey());
            AgentTruth.Count then = before.getOrDefault(e.getKey(), new AgentTruth.Count(0, 0));
            operations
                    .computeIfAbsent(e.getKey(), k -> new OperationTruth())
                    .add(
                            atMillis,
                            agent.type(),
                            now.count() - then.count(),
                            now.errors() - then.errors(),
                            e.getValue());
        }
    }

    /** Could not be published; its sequence number is gone and so are its durations. */
    public void lost(Heartbeat heartbeat) {
        lost++;
        AgentTruth agent = agents.get(heartbeat.agentId());
        if (agent != null) {
            agent.lost();
        }
    }

    List<AgentTruth.Row> agents(Instant now) {
        return agents.values().stream().map(a -> a.row(now)).toList();
    }

    Map<String, OperationTruth.Row> operations(Instant now) {
        Map<String, OperationTruth.Row> rows = new TreeMap<>();
        operations.forEach((kind, o) -> rows.put(kind, o.row(now.toEpochMilli())));
        return rows;
    }

    Totals totals(Instant now) {
        long nowMillis = now.toEpochMilli();
        OperationTruth taskTruth = operations.get("task");
        OperationTruth.Row task = taskTruth == null ? NONE : taskTruth.row(nowMillis);
        Map<String, Integer> states = new TreeMap<>(Map.of("up", 0, "late", 0, "down", 0, "stopped", 0));
        agents.values().forEach(a -> states.merge(a.state(now), 1, Integer::sum));
        long count = operations.values().stream()
                .mapToLong(o -> o.counts5m(nowMillis))
                .sum();
        long errors = operations.values().stream()
                .mapToLong(o -> o.errors5m(nowMillis))
                .sum();
        long published = published5m.sum(nowMillis);
        long missed = missed5m.sum(nowMillis);
        return new Totals(
                agents.size(),
                states,
                heartbeats,
                lost,
                agents.values().stream().mapToLong(AgentTruth::missed).sum(),
                agents.values().stream().mapToLong(AgentTruth::restarts).sum(),
                agents.values().stream().mapToLong(AgentTruth::reconnects).sum(),
                task.count(),
                task.count() - task.errors(),
                task.errors(),
                task.perSecond60s(),
                task.averageMs60s(),
                count == 0 ? null : (double) errors / count,
                published == 0 ? null : (double) published / (published + missed));
    }
}
