package io.mistersmith.backplane.monitor.traffic;

import io.mistersmith.backplane.monitor.traffic.SamplingPolicy.Duty;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who is time-sampled now, by both budgets: bytes of plain subscriptions, and messages of all streams. One thread. */
final class Sampling {

    /**
     * What a stream costs per second while all of it is heard.
     *
     * @param bytes payload that is transferred
     */
    record Cost(double messages, double bytes) {}

    private final SamplingPolicy byteBudget;
    private final SamplingPolicy messageBudget;
    private Set<String> byBytes = Set.of();
    private Set<String> byMessages = Set.of();
    private Map<String, Duty> duties = Map.of();

    Sampling(double bytesPerSecond, double messagesPerSecond) {
        this.byteBudget = new SamplingPolicy(bytesPerSecond);
        this.messageBudget = new SamplingPolicy(messagesPerSecond);
    }

    /** Decides anew; streams that are not among {@code costs} are forgotten. */
    void decide(Map<String, Cost> costs) {
        Map<String, Double> bytes = new HashMap<>();
        costs.forEach((stream, cost) -> bytes.put(stream, cost.bytes()));
        byBytes = byteBudget.sampled(bytes, byBytes);
        Map<String, Double> messages = new HashMap<>();
        costs.forEach((stream, cost) -> {
            if (!byBytes.contains(stream)) {
                messages.put(stream, cost.messages());
            }
        });
        byMessages = messageBudget.sampled(messages, byMessages);
        Map<String, Duty> decided = new HashMap<>();
        byBytes.forEach(s -> decided.put(s, byteBudget.duty(s, bytes, byBytes)));
        byMessages.forEach(s -> decided.put(s, messageBudget.duty(s, messages, byMessages)));
        duties = decided;
    }

    /** Empty for a stream that is heard all the time. */
    Optional<Duty> duty(String stream) {
        return Optional.ofNullable(duties.get(stream));
    }

    boolean isAnySampled() {
        return !duties.isEmpty();
    }
}
