package io.mistersmith.backplane.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The simulator as its users run it, against a real server: what it says is what others hear. */
class SimulatorIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private record Ended(int status, String text) {}

    private static Ended run(NatsServer server, String... more) {
        StringWriter text = new StringWriter();
        int status = commandLine(text).execute(arguments(server, more));
        return new Ended(status, text.toString());
    }

    /** One that goes on until it is stopped. */
    private static Simulator simulator(StringWriter text, NatsServer server, String... more) {
        CommandLine commandLine = commandLine(text);
        commandLine.parseArgs(arguments(server, more));
        return ((RunCommand) commandLine.getSubcommands().get("run").getCommand()).simulator();
    }

    private static int runOf(Simulator simulator) {
        try {
            return simulator.run();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static CommandLine commandLine(StringWriter text) {
        return Main.commandLine().setOut(new PrintWriter(text)).setErr(new PrintWriter(text));
    }

    private static String[] arguments(NatsServer server, String... more) {
        return Stream.concat(
                        Stream.of(
                                "run", "--servers", server.url(), "--user", "app", "--password", "app", "--seed", "7"),
                        Arrays.stream(more))
                .toArray(String[]::new);
    }

    private static Connection connect(NatsServer server) throws IOException, InterruptedException {
        return Nats.connect(new Options.Builder()
                .server(server.url())
                .userInfo("app".toCharArray(), "app".toCharArray())
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(100))
                .errorListener(new ErrorListener() {})
                .build());
    }

    @Test
    void whatIsHeard_equalsTheTruth() throws Exception {
        Path file = directory.resolve("truth.json");
        try (NatsServer server = NatsServer.withJetStream();
                Connection listener = connect(server)) {
            ConcurrentLinkedQueue<Message> heard = new ConcurrentLinkedQueue<>();
            Dispatcher dispatcher = listener.createDispatcher(heard::add);
            dispatcher.subscribe("agents.*.heartbeat").subscribe("tasks.>").subscribe("load.>");
            listener.flush(Duration.ofSeconds(5));

            Ended ended = run(
                    server,
                    "--http-port",
                    "0",
                    "--agents",
                    "8",
                    "--interval",
                    "300ms",
                    "--task-rate",
                    "40",
                    "--publish-rate",
                    "200",
                    "--core-rate",
                    "100",
                    "--duration",
                    "6s",
                    "--truth",
                    file.toString(),
                    "--fault",
                    "dead-agent:worker-02@1s+1s",
                    "--fault",
                    "error-burst@2s+1s",
                    "--fault",
                    "slow-consumer:ORDERS/billing@1s+2s");

            assertThat(ended.status()).as(ended.text()).isZero();
            listener.flush(Duration.ofSeconds(5));
            JsonNode truth = MAPPER.readTree(Files.readAllBytes(file));
            await().atMost(LONG)
                    .until(() -> heard.size()
                            >= truth.at("/fleet/heartbeats").asInt()
                                    + truth.at("/core/published").asInt()
                                    + truth.path("streams").findValuesAsText("published").stream()
                                            .mapToInt(Integer::parseInt)
                                            .sum());
            heartbeatsEqual(truth, heard);
            bytesEqual(truth.path("core"), "tasks.", heard);
            for (JsonNode stream : truth.path("streams")) {
                bytesEqual(stream, "load." + stream.path("stream_name").asText().toLowerCase(Locale.ROOT) + ".", heard);
                assertThat(stream.path("last_sequence")).isEqualTo(stream.path("published"));
            }
            for (JsonNode consumer : truth.path("consumers")) {
                assertThat(consumer.path("acked").asLong()).isPositive();
            }
            assertThat(truth.at("/fleet/states/stopped").asInt()).isEqualTo(8);
            assertThat(listener.jetStreamManagement().getStreamNames()).isEmpty();
        }
    }

    /** Folds what was heard as oracle.py's readers do: sums over lives, and nothing of the simulator's own classes. */
    private static void heartbeatsEqual(JsonNode truth, Iterable<Message> heard) throws IOException {
        Map<String, List<JsonNode>> beats = new TreeMap<>();
        List<Double> durations = new ArrayList<>();
        int n = 0;
        for (Message message : heard) {
            if (message.getSubject().startsWith("agents.")) {
                JsonNode beat = MAPPER.readTree(message.getData());
                beats.computeIfAbsent(beat.path("agent_id").asText(), k -> new ArrayList<>())
                        .add(beat);
                beat.at("/operations/task/durations_ms").forEach(d -> durations.add(d.asDouble()));
                n++;
            }
        }
        assertThat(truth.at("/fleet/heartbeats").asInt()).isEqualTo(n);
        long total = 0;
        long failed = 0;
        for (JsonNode agent : truth.path("agents")) {
            List<JsonNode> said = beats.get(agent.path("agent_id").asText());
            long restarts = 0;
            long tasks = 0;
            long errors = 0;
            for (int i = 0; i < said.size(); i++) {
                boolean lastOfLife =
                        i + 1 == said.size() || said.get(i + 1).path("sequence").asLong() == 0;
                if (lastOfLife) {
                    tasks += said.get(i).at("/operations/task/count").asLong();
                    errors += said.get(i).at("/operations/task/errors").asLong();
                }
                restarts += i > 0 && said.get(i).path("sequence").asLong() == 0 ? 1 : 0;
            }
            assertThat(agent.at("/operations/task/count").asLong()).isEqualTo(tasks);
            assertThat(agent.at("/operations/task/errors").asLong()).isEqualTo(errors);
            assertThat(agent.path("restarts").asLong()).isEqualTo(restarts);
            assertThat(agent.path("missed").asLong()).isZero();
            assertThat(agent.path("status").asText()).isEqualTo("stopping");
            total += tasks;
            failed += errors;
        }
        assertThat(truth.at("/fleet/restarts").asLong()).isEqualTo(1);
        assertThat(truth.at("/fleet/tasks_total").asLong()).isEqualTo(total);
        assertThat(truth.at("/fleet/tasks_failed").asLong()).isEqualTo(failed).isPositive();
        Collections.sort(durations);
        assertThat(truth.at("/operations/task/durations_ms_5m/count").asInt()).isEqualTo(durations.size());
        assertThat(truth.at("/operations/task/durations_ms_5m/p95").asDouble())
                .isEqualTo(durations.get((int) Math.ceil(0.95 * durations.size()) - 1));
    }

    private static void bytesEqual(JsonNode truth, String prefix, Iterable<Message> heard) {
        long messages = 0;
        long bytes = 0;
        for (Message message : heard) {
            if (message.getSubject().startsWith(prefix)) {
                messages++;
                bytes += message.getData().length;
            }
        }
        assertThat(truth.path("published").asLong())
                .as(prefix)
                .isEqualTo(messages)
                .isPositive();
        assertThat(truth.path("payload_bytes").asLong()).as(prefix).isEqualTo(bytes);
    }

    @Test
    void serverThatComesLateDiesAndForgets_isWaitedFor_andTruthAgreesWithIt() throws Exception {
        int port = NatsServer.freePort();
        StringWriter text = new StringWriter();
        try (NatsServer server = NatsServer.stopped()) {
            Simulator simulator = simulator(
                    text,
                    server,
                    "--http-port",
                    Integer.toString(port),
                    "--agents",
                    "4",
                    "--interval",
                    "200ms",
                    "--publish-rate",
                    "100",
                    "--consumers",
                    "ORDERS/billing:5,EVENTS/audit");
            CompletableFuture<Integer> run = CompletableFuture.supplyAsync(() -> runOf(simulator));
            await().atMost(LONG).until(() -> truth(port).isPresent());
            assertThat(truth(port).orElseThrow().at("/nats/connected").asBoolean())
                    .isFalse();
            server.start();
            await().atMost(LONG).until(() -> published(port) > 50);

            server.kill();
            await().atMost(LONG)
                    .until(() -> truth(port)
                                    .orElseThrow()
                                    .at("/fleet/heartbeats_lost")
                                    .asInt()
                            > 4);
            long before = published(port);
            server.start();
            await().atMost(LONG).until(() -> published(port) > before + 50);

            try (Connection listener = connect(server)) {
                await().atMost(LONG).untilAsserted(() -> {
                    ConsumerInfo info = listener.jetStreamManagement().getConsumerInfo("ORDERS", "billing");
                    JsonNode billing = truth(port).orElseThrow().at("/consumers/0");
                    assertThat(billing.path("ack_pending").asLong())
                            .as("but for acknowledgements that were on their way when it was killed")
                            .isCloseTo(info.getNumAckPending(), within(2L));
                    assertThat(billing.path("pending").asLong() - info.getNumPending())
                            .isBetween(-20L, 20L);
                    assertThat(billing.path("pending").asLong()).isGreaterThan(100);
                });
            }
            assertThat(truth(port).orElseThrow().at("/fleet/reconnects").asInt())
                    .isEqualTo(4);
            assertThat(truth(port).orElseThrow().at("/nats/exact").asBoolean()).isFalse();
            assertThat(simulator.stop()).as(text.toString()).isZero();
            assertThat(run.join()).isZero();
            assertThat(text.toString()).contains("waiting for NATS", "NATS is away", "NATS is back");
        }
    }

    @Test
    void withoutJetStream_theFleetRuns_andOneLineSaysSo() {
        try (NatsServer server = NatsServer.withoutJetStream()) {
            Ended ended = run(server, "--http-port", "0", "--duration", "5s", "--interval", "500ms");

            assertThat(ended.status()).isZero();
            assertThat(ended.text()).containsOnlyOnce("no JetStream here");
            assertThat(ended.text()).contains("agents 20/20 said goodbye");
        }
    }

    @Test
    void somebodyElsesStream_isNotTouched() throws Exception {
        try (NatsServer server = NatsServer.withJetStream();
                Connection connection = connect(server)) {
            JetStreamManagement management = connection.jetStreamManagement();
            management.addStream(StreamConfiguration.builder()
                    .name("ORDERS")
                    .subjects("orders.>")
                    .build());

            Ended ended = run(server, "--http-port", "0");

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.text()).contains("stream ORDERS exists and is not the simulator's");
            assertThat(management.getStreamNames()).containsExactly("ORDERS");
        }
    }

    @Test
    void wrongPassword_isSaid_andFails() {
        try (NatsServer server = NatsServer.withJetStream()) {
            StringWriter text = new StringWriter();
            int status = Main.commandLine()
                    .setOut(new PrintWriter(text))
                    .execute("run", "--servers", server.url(), "--user", "app", "--password", "no", "--http-port", "0");

            assertThat(status).isEqualTo(1);
            assertThat(text.toString()).contains("does not let us in: Authorization Violation");
        }
    }

    private static long published(int port) throws Exception {
        return truth(port).orElseThrow().at("/streams/0/published").asLong();
    }

    private static Optional<JsonNode> truth(int port) throws InterruptedException {
        try {
            HttpResponse<byte[]> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/truth"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            return Optional.of(MAPPER.readTree(response.body()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
