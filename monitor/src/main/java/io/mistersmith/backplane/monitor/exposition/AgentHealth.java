package io.mistersmith.backplane.monitor.exposition;

import io.mistersmith.backplane.monitor.frame.Frame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The answer of {@code /health/agent/<id>}: one agent as its heartbeats and the rules show it. Null is what is not known. */
final class AgentHealth {

    /** Hidden column of the agents' Frame: the position of the agent's state in this list. */
    static final String STATE = "agent_state";

    private static final String AGE = "agent_last_heartbeat_age_ms";

    static final List<String> STATES = List.of("up", "late", "down", "stopped");

    private AgentHealth() {}

    /** Empty for an agent of which nothing is known. */
    static Optional<Map<String, Object>> of(String agentId, Snapshot snapshot, long now) {
        return snapshot.frame(SeriesCap.AGENTS)
                .flatMap(frame -> row(agentId, frame).map(row -> of(frame, row, snapshot, now)));
    }

    private static Optional<Integer> row(String agentId, Frame frame) {
        for (int row = 0; row < frame.rows(); row++) {
            if (frame.labels(row).get("agent_id").filter(agentId::equals).isPresent()) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }

    /** The agent in that row of the agents' Frame. */
    static Map<String, Object> of(Frame frame, int row, Snapshot snapshot, long now) {
        String agentId = frame.labels(row).get("agent_id").orElse("");
        Gauges gauges = new Gauges(frame, row, frame.isValid(now));
        Map<String, Object> agent = new LinkedHashMap<>();
        agent.put("agent_id", agentId);
        agent.put("agent_type", frame.labels(row).get("agent_type").orElse(null));
        agent.put("state", state(gauges.value(STATE)).orElse(null));
        agent.put("as_of", Json.time(frame.at()));
        agent.put("last_heartbeat_age_ms", gauges.json(AGE));
        agent.put("cause", gauges.cause(AGE).orElse(null));
        Map<String, Object> resources = new LinkedHashMap<>();
        resources.put("cpu_percent", gauges.json("agent_cpu_usage_percent"));
        resources.put("memory_mb", gauges.json("agent_memory_usage_mb"));
        agent.put("resources", resources);
        agent.put("queue_depth", gauges.json("agent_queue_depth"));
        agent.put("restarts", Json.figure(frame.value(row, "agent_restarts_total")));
        Map<String, Object> heartbeats = new LinkedHashMap<>();
        heartbeats.put("missed", Json.figure(frame.value(row, "agent_heartbeats_missed_total")));
        heartbeats.put("late", Json.figure(frame.value(row, "agent_heartbeats_late_total")));
        agent.put("heartbeats", heartbeats);
        agent.put(
                "violations",
                snapshot.violationsOf(agentId).stream()
                        .map(ViolationAnswer::brief)
                        .toList());
        return agent;
    }

    /** The word for a figure of {@link #STATE}; empty where it is not known. */
    static Optional<String> state(double code) {
        int i = Double.isNaN(code) ? -1 : (int) code;
        return i >= 0 && i < STATES.size() ? Optional.of(STATES.get(i)) : Optional.empty();
    }

    /** The gauges of one row, unknown once they are too old. */
    private record Gauges(Frame frame, int row, boolean valid) {

        double value(String metric) {
            return valid ? frame.value(row, metric) : Double.NaN;
        }

        Optional<String> cause(String metric) {
            return valid ? frame.cause(row, frame.indexOf(metric)) : Optional.empty();
        }

        @Nullable
        Number json(String metric) {
            return Json.figure(value(metric));
        }
    }
}
