package io.mistersmith.backplane.sim.fleet;

import io.mistersmith.backplane.monitor.wire.Heartbeat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A fleet to play.
 *
 * @param agents how many
 * @param interval between an agent's heartbeats
 * @param types how the agents are dealt over the types, by weight
 * @param tasksPerSecond over the whole fleet, each agent its share
 * @param operations the first is {@value OperationPlan#TASK}
 */
public record FleetPlan(
        int agents,
        Duration interval,
        Map<String, Integer> types,
        double tasksPerSecond,
        List<OperationPlan> operations) {

    /** Beyond it one process and one connection are not a fair model of a fleet any more. */
    public static final int MAX_AGENTS = 100_000;

    public FleetPlan {
        if (agents < 0 || agents > MAX_AGENTS) {
            throw new IllegalArgumentException("agents must be 0…" + MAX_AGENTS + ", not " + agents);
        }
        long millis = interval.toMillis();
        if (millis < Heartbeat.MIN_INTERVAL_MILLIS || millis > Heartbeat.MAX_INTERVAL_MILLIS) {
            throw new IllegalArgumentException("the interval must be 100ms…1h, not " + millis + "ms");
        }
        if (types.isEmpty() || types.values().stream().anyMatch(w -> w < 1)) {
            throw new IllegalArgumentException("every type needs a weight of 1 or more, not " + types);
        }
        if (!(tasksPerSecond >= 0 && tasksPerSecond < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("tasks per second must be ≥ 0, not " + tasksPerSecond);
        }
        types = new LinkedHashMap<>(types);
        operations = List.copyOf(operations);
        if (operations.isEmpty() || !operations.get(0).kind().equals(OperationPlan.TASK)) {
            throw new IllegalArgumentException("the first operation must be " + OperationPlan.TASK);
        }
    }

    /** The agents' ids, {@code worker-01} and so on. */
    public List<String> ids() {
        return List.copyOf(typeOfEachId().keySet());
    }

    /** Shares by largest remainder, so that the weights are met as exactly as whole agents can. */
    Map<String, String> typeOfEachId() {
        int weights = types.values().stream().mapToInt(Integer::intValue).sum();
        record Share(String type, int whole, double rest) {}
        List<Share> shares = new ArrayList<>();
        types.forEach((type, weight) -> {
            double exact = (double) agents * weight / weights;
            shares.add(new Share(type, (int) exact, exact - (int) exact));
        });
        int left = agents - shares.stream().mapToInt(Share::whole).sum();
        List<Share> roundedUp = shares.stream()
                .sorted(Comparator.comparingDouble(Share::rest).reversed())
                .limit(left)
                .toList();
        int digits = Math.max(2, Integer.toString(agents).length());
        Map<String, String> typeOf = new LinkedHashMap<>();
        for (Share share : shares) {
            int n = share.whole() + (roundedUp.contains(share) ? 1 : 0);
            for (int i = 1; i <= n; i++) {
                typeOf.put(String.format(Locale.ROOT, "%s-%0" + digits + "d", share.type(), i), share.type());
            }
        }
        return typeOf;
    }
}
