package io.mistersmith.backplane.monitor.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {

    private static final long NOW = Instant.parse("2026-11-23T22:52:10.000Z").toEpochMilli();
    private static final About ABOUT =
            new About("1.2.3", Instant.ofEpochMilli(NOW - 61_500), () -> "2.9.10", () -> true);
    private static final Snapshot EMPTY = new Snapshot(List.of(), List.of());

    @ParameterizedTest
    @CsvSource({
        "HEALTHY, HEALTHY, HEALTHY, HEALTHY",
        "HEALTHY, DEGRADED, HEALTHY, DEGRADED",
        "HEALTHY, UNHEALTHY, HEALTHY, DEGRADED",
        "HEALTHY, HEALTHY, UNHEALTHY, DEGRADED",
        "DEGRADED, HEALTHY, HEALTHY, DEGRADED",
        "UNHEALTHY, HEALTHY, HEALTHY, UNHEALTHY",
        "UNHEALTHY, UNHEALTHY, UNHEALTHY, UNHEALTHY"
    })
    void status_ofThisMessagingJetStreamAndAlerting(
            Status messaging, Status jetstream, Status alerting, Status overall) {
        Health health = new Health(
                ABOUT,
                List.of(check("messaging", messaging), check("jetstream", jetstream), check("alerting", alerting)));
        assertThat(health.report(new Snapshot(List.of(agents(NOW)), List.of()), NOW)
                        .status())
                .isEqualTo(overall);
    }

    @Test
    void report_hasEveryFieldOfTheContract() {
        Frame fleet = Frame.of(
                        "fleet",
                        NOW,
                        1000,
                        List.of(
                                Frame.column(Metric.gauge("system_active_agents", "", "Up.")),
                                Frame.column(Metric.gauge("system_error_ratio", "", "Errors."))))
                .row(Labels.NONE)
                .values(7, Double.NaN)
                .build();
        Snapshot snapshot = new Snapshot(
                List.of(agents(NOW - 100), fleet), List.of(Violations.on(Labels.NONE), Violations.group(List.of())));
        JsonObject json = new JsonObject(new Health(ABOUT, List.of(check("messaging", Status.HEALTHY)))
                .report(snapshot, NOW)
                .body());
        json = new JsonObject(json.encode());
        assertThat(json.getString("status")).isEqualTo("healthy");
        assertThat(json.getString("timestamp")).isEqualTo("2026-11-23T22:52:10.000Z");
        assertThat(json.getDouble("uptime_seconds")).isEqualTo(61.5);
        assertThat(json.getString("version")).isEqualTo("1.2.3");
        assertThat(json.getJsonObject("checks").getJsonObject("messaging"))
                .isEqualTo(new JsonObject()
                        .put("status", "healthy")
                        .put("last_check", "2026-11-23T22:52:10.000Z")
                        .put("latency_ms", 1.5)
                        .put("details", new JsonObject().put("server", "x")));
        assertThat(json.getJsonObject("checks").getJsonObject("agents").getJsonObject("details"))
                .isEqualTo(new JsonObject().put("agents", 1).put("snapshot_age_ms", 100));
        assertThat(json.getJsonObject("metrics"))
                .isEqualTo(new JsonObject()
                        .put("system_active_agents", 7)
                        .put(
                                "violations_open",
                                new JsonObject()
                                        .put("warning", 0)
                                        .put("error", 1)
                                        .put("critical", 1)));
    }

    @Test
    void agentsCheck_withoutAFreshSnapshot_isDegradedAndSaysWhy() {
        Health health = new Health(ABOUT, List.of());
        assertThat(health.report(EMPTY, NOW).status()).isEqualTo(Status.DEGRADED);
        Health.Report stale = health.report(new Snapshot(List.of(agents(NOW - 1001)), List.of()), NOW);
        assertThat(stale.status()).isEqualTo(Status.DEGRADED);
        assertThat(new JsonObject(stale.body()).encode()).contains("the newest snapshot is too old");
    }

    @Test
    void check_thatThrows_isUnhealthyItselfAndNothingMore() {
        HealthCheck broken = new HealthCheck() {
            @Override
            public String name() {
                return "alerting";
            }

            @Override
            public Check check(long now) {
                throw new IllegalStateException("outbox closed");
            }
        };
        Health.Report report = new Health(ABOUT, List.of(broken)).report(EMPTY, NOW);
        assertThat(report.status()).isEqualTo(Status.DEGRADED);
        assertThat(new JsonObject(report.body()).encode()).contains("outbox closed");
    }

    @Test
    void ready_missing_isNamed() {
        Snapshot snapshot = new Snapshot(List.of(agents(NOW)), List.of());
        assertThat(Health.missing(true, Set.of("agents"), snapshot)).isEmpty();
        assertThat(Health.missing(false, Set.of("agents", "streams", "consumers"), snapshot))
                .containsExactly(
                        "the connection to NATS", "the first snapshot of consumers", "the first snapshot of streams");
    }

    @Test
    void agent_withHeartbeats_isToldWithItsViolations() {
        Snapshot snapshot = new Snapshot(
                List.of(agents(NOW)),
                List.of(
                        Violations.on(Labels.of("agent_id", "a1")),
                        Violations.on(Labels.of("agent_id", "a10")),
                        Violations.group(List.of(Labels.of("agent_id", "a0"), Labels.of("agent_id", "a1")))));
        JsonObject json = agent("a1", snapshot, NOW);
        assertThat(json.getString("agent_type")).isEqualTo("worker");
        assertThat(json.getString("state")).isEqualTo("late");
        assertThat(json.getInteger("last_heartbeat_age_ms")).isEqualTo(1600);
        assertThat(json.getString("cause")).isEqualTo("the process is wedged");
        assertThat(json.getJsonObject("resources"))
                .isEqualTo(new JsonObject().putNull("cpu_percent").put("memory_mb", 245.25));
        assertThat(json.getInteger("queue_depth")).isEqualTo(3);
        assertThat(json.getInteger("restarts")).isEqualTo(2);
        JsonArray violations = json.getJsonArray("violations");
        assertThat(violations).hasSize(2);
        assertThat(violations.getJsonObject(0).getString("rule")).isEqualTo("agent-queue-depth");
        assertThat(violations.getJsonObject(0).getString("since")).isEqualTo("2026-11-23T22:52:00.123Z");
        assertThat(violations.getJsonObject(1).getString("severity")).isEqualTo("critical");
        assertThat(violations.getJsonObject(1).getBoolean("group")).isTrue();
    }

    @Test
    void agent_whoseSnapshotIsOld_showsCountersOnly() {
        JsonObject json = agent("a1", new Snapshot(List.of(agents(NOW - 5000)), List.of()), NOW);
        assertThat(json.getValue("state")).isNull();
        assertThat(json.getValue("cause")).isNull();
        assertThat(json.getValue("queue_depth")).isNull();
        assertThat(json.getInteger("restarts")).isEqualTo(2);
        assertThat(json.getString("as_of")).isEqualTo("2026-11-23T22:52:05.000Z");
    }

    @Test
    void agent_neverHeardOf_isUnknown() {
        assertThat(AgentHealth.of("a2", new Snapshot(List.of(agents(NOW)), List.of()), NOW))
                .isEmpty();
        assertThat(AgentHealth.of("a1", EMPTY, NOW)).isEmpty();
    }

    @Test
    void violation_ofAGroup_isListedWithASampleAndToldWithAll() {
        List<Labels> members = IntStream.range(0, 117)
                .mapToObj(i -> Labels.of("agent_id", "a" + i))
                .toList();
        JsonObject listed = new JsonObject(ViolationAnswer.sampled(Violations.group(members)));
        assertThat(new JsonObject(listed.encode()).getJsonObject("members").getJsonArray("sample"))
                .hasSize(10);
        JsonObject told = new JsonObject(new JsonObject(ViolationAnswer.complete(Violations.group(members))).encode());
        assertThat(told.getJsonObject("members").getInteger("count")).isEqualTo(117);
        assertThat(told.getJsonObject("members").getJsonArray("all")).hasSize(117);
        assertThat(told.getString("fingerprint")).isEqualTo("agent-missing{group=\"agent-missing\"}");
        assertThat(told.getJsonObject("evidence").getJsonArray("values").getValue(1))
                .isNull();
    }

    private static JsonObject agent(String id, Snapshot snapshot, long now) {
        return new JsonObject(new JsonObject(AgentHealth.of(id, snapshot, now).orElseThrow()).encode());
    }

    private static HealthCheck check(String name, Status status) {
        return new HealthCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Check check(long now) {
                return new Check(status, Instant.ofEpochMilli(now), 1.5, Map.of("server", "x"));
            }
        };
    }

    static Frame agents(long at) {
        List<Frame.Column> columns = List.of(
                Frame.column(Metric.hidden("agent_state", "", "0 up, 1 late, 2 down, 3 stopped.")),
                Frame.column(Metric.gauge("agent_last_heartbeat_age_ms", "ms", "Age.")),
                Frame.column(Metric.gauge("agent_cpu_usage_percent", "%", "CPU.")),
                Frame.column(Metric.gauge("agent_memory_usage_mb", "MB", "Memory.")),
                Frame.column(Metric.gauge("agent_queue_depth", "", "Queue.")),
                Frame.column(Metric.counter("agent_restarts_total", "Restarts.")));
        double[] figures = {1, 1600, Double.NaN, 245.25, 3, 2};
        return Frame.of(SeriesCap.AGENTS, at, 1000, columns)
                .row(Labels.of("agent_id", "a1", "agent_type", "worker"))
                .values(figures)
                .cause(1, "the process is wedged")
                .build();
    }
}
