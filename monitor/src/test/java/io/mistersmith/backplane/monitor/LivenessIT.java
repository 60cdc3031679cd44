package io.mistersmith.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.config.ConfigReader;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.mistersmith.backplane.monitor.wire.Violation.Event;
import io.mistersmith.backplane.monitor.wire.ViolationJson;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole monitor, a large fleet, and what is told on NATS of agents that fall silent or flap. */
class LivenessIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** More than are told with every tick. */
    private static final int MANY = 10_000;

    private static final String CANARY = "canary";

    @TempDir
    Path directory;

    private final NatsServer server = NatsServer.withoutJetStream();
    private final List<Violation> told = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = NatsServer.freePort();
    private Connection agents;
    private Optional<Monitor> monitor = Optional.empty();

    @BeforeEach
    void connect() throws Exception {
        agents = Nats.connect(Options.builder()
                .server(server.url())
                .userInfo("app", "app")
                .maxMessagesInOutgoingQueue(2 * MANY)
                .build());
        agents.createDispatcher(m -> told.add(ViolationJson.decode(m.getData())))
                .subscribe("backplane.violations.>");
    }

    @AfterEach
    void stop() throws Exception {
        agents.close();
        if (monitor.isPresent()) {
            monitor.get().stop().await(10, TimeUnit.SECONDS);
        }
        server.close();
    }

    private void start(String evaluateEvery) throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "monitor");
        Path file = Files.writeString(directory.resolve("monitor.yml"), """
                nats: { servers: ["%s"], user: monitor, password-file: "%s" }
                http: { port: %d }
                baselines: { evaluate-every: %s }
                state: { directory: "%s" }
                """.formatted(
                        server.url(), password, port, evaluateEvery, directory.resolve("state")));
        Monitor made = new Monitor(
                new ConfigReader(Map.of(), new MetricCatalog())
                        .read(Optional.of(file))
                        .config(),
                Instant.now());
        monitor = Optional.of(made);
        made.start().await(10, TimeUnit.SECONDS);
        await().atMost(PATIENCE).until(() -> get("/health/ready").contains("\"ready\""));
        // nothing is judged before the saved state is there
        AtomicLong sequence = new AtomicLong();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            beat(CANARY, sequence.incrementAndGet(), 100, 100);
            return told.stream().anyMatch(v -> agent(v).filter(CANARY::equals).isPresent());
        });
    }

    private String get(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private void awaitActive(int agentsUp) {
        await().atMost(PATIENCE)
                .until(() -> get("/metrics").lines().anyMatch(("system_active_agents " + agentsUp)::equals));
    }

    private void beat(String id, long sequence, long intervalMillis, double uptimeSeconds) {
        String body = "{\"agent_id\":\"" + id + "\",\"timestamp\":" + System.currentTimeMillis() + ",\"sequence\":"
                + sequence + ",\"agent_type\":\"worker\",\"interval_ms\":" + intervalMillis + ",\"uptime_seconds\":"
                + uptimeSeconds + "}";
        agents.publish("agents." + id + ".heartbeat", body.getBytes(StandardCharsets.UTF_8));
    }

    /** Agents that beat every ten minutes. */
    private void beatSlowly(String prefix, int n) {
        IntStream.range(0, n).forEach(i -> beat(prefix + i, 0, 600_000, 100));
    }

    private List<Violation> of(String rule, Event event) {
        return told.stream()
                .filter(v -> v.rule().equals(rule) && v.event() == event)
                .filter(v -> agent(v).filter(CANARY::equals).isEmpty())
                .toList();
    }

    private static Optional<String> agent(Violation violation) {
        return violation.labels().get("agent_id");
    }

    /** No evaluation of everything comes while the test runs: what is told is told because it happened. */
    @Test
    void agentsOfALargeFleet_thatFallSilentAndSpeakAgain_areToldOfAtOnce() throws Exception {
        start("1h");
        beatSlowly("calm-", MANY);
        for (int i = 0; i < 3; i++) {
            beat("silent-" + i, 0, 1_000, 100);
        }
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(of("agent-missing", Event.OPENED)).hasSize(3));
        assertThat(of("agent-missing", Event.OPENED)).allSatisfy(v -> {
            assertThat(agent(v)).hasValueSatisfying(id -> assertThat(id).startsWith("silent-"));
            assertThat(v.severity()).contains(Severity.WARNING);
            assertThat(v.threshold()).isEqualTo(1_500);
            assertThat(v.value()).isGreaterThan(1_500);
        });
        awaitActive(MANY);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(of("agent-missing", Event.ESCALATED))
                        .extracting(v -> v.severity().orElseThrow(), Violation::threshold)
                        .hasSize(6)
                        .contains(tuple(Severity.ERROR, 3_000.0), tuple(Severity.CRITICAL, 6_000.0)));
        // again and again: what is heard while the monitor is blind, as on a machine that starves it, ends with an
        // evaluation
        AtomicLong sequence = new AtomicLong();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1_700)).untilAsserted(() -> {
            long n = sequence.incrementAndGet();
            IntStream.range(0, 3).forEach(i -> beat("silent-" + i, n, 1_000, 110));
            assertThat(of("agent-missing", Event.RESOLVED))
                    .extracting(v -> agent(v).orElseThrow())
                    .contains("silent-0", "silent-1", "silent-2");
        });
        assertThat(told).allMatch(v -> !v.rule().equals("agent-missing") || agent(v).isPresent());
        assertThat(get("/health/agent/silent-1")).contains("\"agent_id\":\"silent-1\"");
    }

    @Test
    void hostThatTakesItsAgentsWithIt_isOneFact() throws Exception {
        start("1h");
        beatSlowly("calm-", 1_000);
        IntStream.range(0, 500).forEach(i -> beat("lost-" + i, 0, 1_000, 100));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(of("agent-missing", Event.OPENED))
                        .filteredOn(Violation::isGroup)
                        .hasSize(1));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(of("agent-missing", Event.ESCALATED))
                        .filteredOn(Violation::isGroup)
                        .extracting(v -> v.severity().orElseThrow())
                        .containsExactly(Severity.ERROR, Severity.CRITICAL));
        assertThat(of("agent-missing", Event.OPENED))
                .as("some may have been told before it was a crowd")
                .filteredOn(v -> !v.isGroup())
                .hasSizeLessThanOrEqualTo(25);
        awaitActive(1_000);
    }

    @Test
    void agentThatRestartsAgainAndAgain_isFlapping() throws Exception {
        start("100ms");
        beat("flapping", 0, 600_000, 100);
        await().atMost(PATIENCE).until(() -> get("/metrics").contains("agent_restarts_total{agent_id=\"flapping\""));
        for (double uptime : new double[] {40, 30, 20}) {
            beat("flapping", 0, 600_000, uptime);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(of("agent-flapping", Event.OPENED))
                        .singleElement()
                        .satisfies(v -> {
                            assertThat(agent(v)).hasValue("flapping");
                            assertThat(v.value()).isEqualTo(3);
                        }));
    }
}
