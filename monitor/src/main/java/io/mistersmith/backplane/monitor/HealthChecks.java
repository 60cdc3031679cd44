package io.mistersmith.backplane.monitor;

import io.mistersmith.backplane.monitor.alert.AlertHealth;
import io.mistersmith.backplane.monitor.exposition.Check;
import io.mistersmith.backplane.monitor.exposition.HealthCheck;
import io.mistersmith.backplane.monitor.exposition.Status;
import io.mistersmith.backplane.monitor.nats.Connectivity;
import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** What {@code /health} asks of the parts that the exposition does not know. All of them answer from memory. */
final class HealthChecks {

    private HealthChecks() {}

    /** One check: its name, and how it is answered at an instant. */
    private record Named(String name, Function<Instant, Check> answer) implements HealthCheck {
        @Override
        public Check check(long now) {
            return answer.apply(Instant.ofEpochMilli(now));
        }
    }

    static List<HealthCheck> of(
            NatsConnection nats, String heartbeats, Features features, Supplier<AlertHealth> alerts) {
        return List.of(
                new Named(
                        "messaging", now -> messaging(nats.connectivity(), heartbeats, nats.isDenied(heartbeats), now)),
                new Named("jetstream", now -> features(features, now)),
                new Named("alerting", now -> alerting(alerts.get(), now)));
    }

    /**
     * The snapshots that must have come before the monitor is ready: heartbeats are heard, and, where there is JetStream, it
     * was polled once, and it is settled how advisories are taken: what comes before that is not counted.
     */
    static Set<String> snapshotsWanted(Features features) {
        Set<String> wanted = new TreeSet<>(Set.of("agents"));
        if (!features.isKnown(Features.JETSTREAM) || features.isUp(Features.JETSTREAM)) {
            wanted.addAll(Set.of("streams", "consumers", "traffic"));
            if (!features.isKnown(Features.ADVISORIES)) {
                wanted.add(Features.ADVISORIES);
            }
        }
        return wanted;
    }

    /** A monitor that may not hear heartbeats sees no more of the fleet than one without a connection. */
    private static Check messaging(Connectivity nats, String heartbeats, boolean deaf, Instant now) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", nats.connected() ? "connected" : nats.everConnected() ? "disconnected" : "connecting");
        details.put("since", Instant.ofEpochMilli(nats.since()).toString());
        if (nats.everConnected()) {
            details.put("server", nats.server());
            details.put("server_version", nats.version());
            details.put("url", nats.url());
        }
        details.put("reconnects", nats.reconnects());
        nats.lastError().ifPresent(error -> details.put("last_error", error));
        if (deaf) {
            details.put("deaf", "our user may not subscribe to " + heartbeats);
        }
        return new Check(
                nats.connected() && !deaf ? Status.HEALTHY : Status.UNHEALTHY, now, nats.roundTripMillis(), details);
    }

    /** All features: what is down for want of a permission or of JetStream is a part of the job undone. */
    private static Check features(Features features, Instant now) {
        Map<String, Object> details = new LinkedHashMap<>();
        features.all()
                .forEach((name, feature) -> details.put(name, Map.of("up", feature.up(), "reason", feature.reason())));
        boolean whole = features.all().entrySet().stream()
                .allMatch(f -> f.getValue().up() || f.getKey().equals(Features.SYSTEM_ACCOUNT));
        return new Check(whole ? Status.HEALTHY : Status.DEGRADED, now, Double.NaN, details);
    }

    private static Check alerting(AlertHealth alerts, Instant now) {
        Map<String, Object> details = new LinkedHashMap<>();
        alerts.receivers().forEach((name, receiver) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("kind", receiver.kind());
            one.put("waiting", receiver.queueDepth());
            one.put("delivered", receiver.delivered());
            one.put("failing", receiver.failing());
            receiver.lastFailure().ifPresent(f -> one.put("last_failure", f.at() + ": " + f.reason()));
            details.put(name, one);
        });
        return new Check(alerts.isDegraded() ? Status.DEGRADED : Status.HEALTHY, now, Double.NaN, details);
    }
}
