package io.mistersmith.backplane.monitor.exposition;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.wire.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers of {@code /health} and {@code /health/ready}: whether the monitor can do its job. What it finds in the backplane
 * (dead agents, lagging consumers) is its work, not its health.
 *
 * <p>Without messaging it sees nothing: unhealthy. Anything else that is wrong, JetStream missing or alerts that do not get
 * through, leaves a part of the job undone: degraded, however bad that part says it is.
 */
final class Health {

    private static final String MESSAGING = "messaging";

    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    /** Figures of the whole backplane that a glance at {@code /health} should show. */
    private static final List<String> HEADLINES = List.of(
            "system_active_agents",
            "system_throughput_per_second",
            "system_error_ratio",
            "backplane_consumer_lag_max_ms",
            "backplane_pending_messages",
            "backplane_ack_rate_per_second",
            "backplane_throughput_mb_per_second");

    private final About about;
    private final List<HealthCheck> checks;

    Health(About about, List<HealthCheck> checks) {
        this.about = about;
        this.checks = List.copyOf(checks);
    }

    /** What {@code /health} says. */
    record Report(Status status, Map<String, Object> body) {}

    /** @param now epoch ms */
    Report report(Snapshot snapshot, long now) {
        Status overall = Status.HEALTHY;
        Map<String, Object> told = new LinkedHashMap<>();
        Map<String, Check> all = new LinkedHashMap<>();
        checks.forEach(c -> all.put(c.name(), ask(c, now)));
        all.put("agents", agents(snapshot, now));
        for (Map.Entry<String, Check> entry : all.entrySet()) {
            Status status = entry.getValue().status();
            boolean tolerable = status != Status.UNHEALTHY || entry.getKey().equals(MESSAGING);
            overall = overall.or(tolerable ? status : Status.DEGRADED);
            told.put(entry.getKey(), json(entry.getValue()));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", overall.word());
        body.put("timestamp", Json.time(now));
        body.put("uptime_seconds", (now - about.startedAt().toEpochMilli()) / 1000.0);
        body.put("version", about.version());
        body.put("checks", told);
        body.put("metrics", headlines(snapshot, now));
        return new Report(overall, body);
    }

    /** What of {@code required} (kinds of Frames) and of the connection is still missing, in words. */
    static List<String> missing(boolean connected, Set<String> required, Snapshot snapshot) {
        List<String> missing = new ArrayList<>();
        if (!connected) {
            missing.add("the connection to NATS");
        }
        new TreeSet<>(required)
                .stream()
                        .filter(kind -> snapshot.frame(kind).isEmpty())
                        .forEach(kind -> missing.add("the first snapshot of " + kind));
        return missing;
    }

    private static Check ask(HealthCheck check, long now) {
        try {
            return check.check(now);
        } catch (RuntimeException e) {
            LOG.debug("health check {} failed", check.name(), e);
            return new Check(
                    Status.UNHEALTHY,
                    Instant.ofEpochMilli(now),
                    Double.NaN,
                    Map.of("error", "the check itself failed: " + e));
        }
    }

    private static Check agents(Snapshot snapshot, long now) {
        Optional<Frame> frame = snapshot.frame(SeriesCap.AGENTS);
        Map<String, Object> details = new LinkedHashMap<>();
        boolean fresh = frame.isPresent() && frame.get().isValid(now);
        frame.ifPresent(f -> {
            details.put("agents", f.rows());
            snapshot.age(SeriesCap.AGENTS, now).ifPresent(age -> details.put("snapshot_age_ms", (long) age));
        });
        if (!fresh) {
            details.put("reason", frame.isPresent() ? "the newest snapshot is too old" : "no snapshot yet");
        }
        return new Check(fresh ? Status.HEALTHY : Status.DEGRADED, Instant.ofEpochMilli(now), Double.NaN, details);
    }

    private static Map<String, Object> json(Check check) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", check.status().word());
        json.put("last_check", Json.time(check.lastCheck()));
        json.put("latency_ms", Json.figure(check.latencyMillis()));
        json.put("details", check.details());
        return json;
    }

    private static Map<String, Object> headlines(Snapshot snapshot, long now) {
        Map<String, Object> figures = new LinkedHashMap<>();
        for (String metric : HEADLINES) {
            snapshot.figure(metric, now).ifPresent(v -> figures.put(metric, Json.figure(v)));
        }
        Map<String, Object> open = new LinkedHashMap<>();
        Arrays.stream(Severity.values()).forEach(s -> open.put(s.word(), 0));
        snapshot.open().forEach(v -> open.merge(v.severityWord(), 1, (a, b) -> (Integer) a + (Integer) b));
        figures.put("violations_open", open);
        return figures;
    }
}
