package io.mistersmith.backplane.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mistersmith.backplane.monitor.config.ConfigReader;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.testing.NatsServers;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A whole monitor tells whether a silent agent is wedged or dead, on every generation of server that there is. */
class SilentAgentsIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final List<Connection> open = new ArrayList<>();
    private final List<JsonNode> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger questions = new AtomicInteger();
    private Optional<NatsServer> server = Optional.empty();
    private Optional<Monitor> monitor = Optional.empty();
    private int port;

    static Stream<Optional<Path>> generations() {
        return NatsServers.all();
    }

    @AfterEach
    void stop() throws Exception {
        for (Connection each : open) {
            each.close();
        }
        if (monitor.isPresent()) {
            monitor.get().stop().await(10, TimeUnit.SECONDS);
        }
        server.ifPresent(NatsServer::close);
    }

    private Connection connect(String user, String name) throws Exception {
        Connection made = Nats.connect(Options.builder()
                .server(server.orElseThrow().url())
                .userInfo(user, user)
                .connectionName(name)
                .build());
        open.add(made);
        return made;
    }

    private void start(Optional<Path> binary) throws Exception {
        NatsServer started = NatsServer.of(binary);
        server = Optional.of(started);
        Dispatcher violations = connect("app", "reader").createDispatcher(m -> told.add(json(m.getData())));
        violations.subscribe("backplane.violations.*.agent_last_heartbeat_age_ms");
        Dispatcher asked = connect("sys", "counter").createDispatcher(m -> questions.incrementAndGet());
        asked.subscribe("$SYS.REQ.SERVER.PING.CONNZ");
        port = NatsServer.freePort();
        Path file = directory.resolve("monitor.yml");
        Files.writeString(
                file,
                String.join(
                        "\n",
                        "nats:",
                        "  servers: [\"" + started.url() + "\"]",
                        "  user: monitor",
                        "  password: monitor",
                        "  system: { user: sys, password: sys }",
                        "http: { port: " + port + " }",
                        "state: { directory: " + directory.resolve("state") + " }",
                        ""));
        Monitor made = new Monitor(
                new ConfigReader(Map.of(), new MetricCatalog())
                        .read(Optional.of(file))
                        .config(),
                Instant.now());
        monitor = Optional.of(made);
        made.start().await(10, TimeUnit.SECONDS);
    }

    private static JsonNode json(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void beat(Connection connection, String id, long sequence) throws Exception {
        connection.publish(
                "agents." + id + ".heartbeat",
                ("{\"agent_id\":\"" + id + "\",\"timestamp\":" + System.currentTimeMillis() + ",\"sequence\":"
                                + sequence + ",\"interval_ms\":2000}")
                        .getBytes(UTF_8));
        connection.flush(Duration.ofSeconds(2));
    }

    private JsonNode get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return MAPPER.readTree(HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body());
    }

    private JsonNode awaitTold(String id, String severity) {
        return await().atMost(PATIENCE)
                .until(
                        () -> told.stream()
                                .filter(v -> v.path("severity").asText().equals(severity)
                                        && v.at("/labels/agent_id").asText().equals(id))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("generations")
    void error_saysWhetherTheAgentIsWedgedOrDead_andNothingWhereItCannotBeTold(Optional<Path> binary) throws Exception {
        start(binary);
        Connection wedged = connect("app", "wedged-1");
        Connection dead = connect("app", "dead-1");
        Connection other = connect("app", "some-pool");
        await().atMost(PATIENCE)
                .until(() -> get("/health/ready").path("status").asText().equals("ready"));
        beat(wedged, "wedged-1", 0);
        beat(dead, "dead-1", 0);
        beat(other, "unnamed-1", 0);
        dead.close();

        String at = "server " + server.orElseThrow().name();
        String wedgedCause = awaitTold("wedged-1", "error").path("cause").asText();
        assertThat(wedgedCause)
                .startsWith("silent, but still connected to " + at + " as client "
                        + wedged.getServerInfo().getClientId() + " at 20");
        assertThat(awaitTold("dead-1", "error").path("cause").asText())
                .matches("gone: " + at + " closed its connection at 20[-0-9T:.]+Z \\(Client Closed\\)");
        assertThat(awaitTold("unnamed-1", "critical").path("cause").isNull()).isTrue();
        assertThat(questions)
                .as("open and closed ones asked for: when the three fell silent, and once more for the one not found")
                .hasValue(4);
        assertThat(get("/health/agent/wedged-1").path("cause").asText()).isEqualTo(wedgedCause);
        assertThat(get("/health/agent/unnamed-1").path("cause").isNull()).isTrue();
        assertThat(get("/api/violations").path("open"))
                .filteredOn(v -> v.path("rule").asText().equals("agent-missing"))
                .hasSize(3)
                .allSatisfy(v -> assertThat(v.path("cause").isNull())
                        .isEqualTo(v.at("/labels/agent_id").asText().equals("unnamed-1")));

        beat(wedged, "wedged-1", 1);
        assertThat(awaitTold("wedged-1", "resolved").path("cause").isNull()).isTrue();
        await().atMost(PATIENCE)
                .until(() -> get("/health/agent/wedged-1").path("cause").isNull());
    }
}
