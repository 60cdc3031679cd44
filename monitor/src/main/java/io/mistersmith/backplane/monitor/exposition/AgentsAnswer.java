package io.mistersmith.backplane.monitor.exposition;

import io.mistersmith.backplane.monitor.frame.Frame;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The answer of {@code /api/agents}: a page of the fleet, each agent as {@code /health/agent/<id>} has it. */
final class AgentsAnswer {

    private AgentsAnswer() {}

    /** Walks over the whole fleet: not for an event loop. */
    static Map<String, Object> of(AgentsQuery query, Snapshot snapshot, long now) {
        Optional<Frame> frame = snapshot.frame(SeriesCap.AGENTS);
        List<Integer> rows = frame.map(f -> matching(query, f, snapshot)).orElse(List.of());
        frame.ifPresent(f -> rows.sort(order(query, f)));
        int from = Math.min(query.offset(), rows.size());
        int to = (int) Math.min((long) from + query.limit(), rows.size());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("timestamp", Json.time(now));
        answer.put("total", frame.map(Frame::rows).orElse(0));
        answer.put("matching", rows.size());
        answer.put("offset", query.offset());
        answer.put("limit", query.limit());
        answer.put(
                "agents",
                frame.map(f -> rows.subList(from, to).stream()
                                .map(row -> AgentHealth.of(f, row, snapshot, now))
                                .toList())
                        .orElse(List.of()));
        return answer;
    }

    private static List<Integer> matching(AgentsQuery query, Frame frame, Snapshot snapshot) {
        Set<String> inViolation = query.inViolation().isPresent() ? inViolation(snapshot) : Set.of();
        int state = frame.indexOf(AgentHealth.STATE);
        List<Integer> rows = new ArrayList<>();
        for (int row = 0; row < frame.rows(); row++) {
            String id = frame.labels(row).get("agent_id").orElse("");
            boolean matches = query.ids().test(id)
                    && (query.types().isEmpty()
                            || query.types()
                                    .contains(
                                            frame.labels(row).get("agent_type").orElse("")))
                    && (query.states().isEmpty()
                            || query.states()
                                    .contains(AgentHealth.state(figure(frame, row, state))
                                            .orElse("")))
                    && query.inViolation()
                            .map(wanted -> wanted == inViolation.contains(id))
                            .orElse(true);
            if (matches) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static Set<String> inViolation(Snapshot snapshot) {
        return snapshot.thingsInViolation()
                .flatMap(thing -> thing.get("agent_id").stream())
                .collect(Collectors.toSet());
    }

    /** Those without the figure come last either way; of equal ones the smaller id comes first. */
    private static Comparator<Integer> order(AgentsQuery query, Frame frame) {
        int column = frame.indexOf(query.order().metric());
        Comparator<Integer> byId = Comparator.comparing(row -> label(frame, row, "agent_id"));
        return switch (query.order()) {
            case ID -> directed(byId, query);
            case TYPE ->
                directed(Comparator.comparing(row -> label(frame, row, "agent_type")), query)
                        .thenComparing(byId);
            default -> {
                Comparator<Integer> knownFirst = Comparator.comparing(row -> Double.isNaN(figure(frame, row, column)));
                Comparator<Integer> byFigure = Comparator.comparingDouble(row -> figure(frame, row, column));
                yield knownFirst.thenComparing(directed(byFigure, query)).thenComparing(byId);
            }
        };
    }

    private static Comparator<Integer> directed(Comparator<Integer> order, AgentsQuery query) {
        return query.descending() ? order.reversed() : order;
    }

    private static double figure(Frame frame, int row, int column) {
        return column < 0 ? Double.NaN : frame.value(row, column);
    }

    private static String label(Frame frame, int row, String name) {
        return frame.labels(row).get(name).orElse("");
    }
}
