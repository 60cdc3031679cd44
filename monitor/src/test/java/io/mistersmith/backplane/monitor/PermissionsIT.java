package io.mistersmith.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mistersmith.backplane.monitor.config.ConfigException;
import io.mistersmith.backplane.monitor.config.ConfigReader;
import io.mistersmith.backplane.monitor.config.MonitorConfig;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code deploy/nats/accounts.conf} on a real server: enough for everything, and without a block everything but that. A
 * stream of each retention is filled all the while.
 */
class PermissionsIT {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @TempDir
    Path directory;

    private final ScheduledExecutorService publisher = Executors.newScheduledThreadPool(1);
    private String accounts;
    private int port;
    private Optional<NatsServer> server = Optional.empty();
    private Optional<Monitor> monitor = Optional.empty();
    private Optional<Connection> app = Optional.empty();

    @BeforeEach
    void readAccounts() throws IOException {
        accounts = Files.readString(Path.of("../deploy/nats/accounts.conf"));
    }

    @AfterEach
    void stop() throws Exception {
        publisher.shutdownNow();
        if (app.isPresent()) {
            app.get().close();
        }
        if (monitor.isPresent()) {
            monitor.get().stop().await(10, TimeUnit.SECONDS);
        }
        server.ifPresent(NatsServer::close);
    }

    private void start() throws Exception {
        NatsServer started = NatsServer.withAccounts(accounts);
        server = Optional.of(started);
        Connection connection = Nats.connect(Options.builder()
                .server(started.url())
                .userInfo("app", "app")
                .connectionName("worker-02")
                .build());
        app = Optional.of(connection);
        JetStreamManagement management = connection.jetStreamManagement();
        stream(management, "ORDERS", RetentionPolicy.Limits, "load.orders.>");
        stream(management, "TASKS", RetentionPolicy.WorkQueue, "load.tasks.>");
        publisher.scheduleAtFixedRate(
                () -> {
                    for (String subject : List.of("load.orders.placed", "load.tasks.created", "tasks.created")) {
                        connection.publish(subject, new byte[100]);
                    }
                    connection.publish("agents.worker-01.heartbeat", heartbeat("worker-01"));
                },
                0,
                50,
                TimeUnit.MILLISECONDS);
        port = NatsServer.freePort();
        Monitor made = new Monitor(config(started), Instant.now());
        monitor = Optional.of(made);
        made.start().await(10, TimeUnit.SECONDS);
    }

    private static byte[] heartbeat(String id) {
        Instant now = Instant.now();
        return ("{\"version\":1,\"agent_id\":\"" + id + "\",\"agent_type\":\"worker\",\"timestamp\":\"" + now
                        + "\",\"sequence\":" + now.toEpochMilli() + ",\"interval_ms\":1000}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void stream(JetStreamManagement management, String name, RetentionPolicy retention, String subjects)
            throws IOException, JetStreamApiException {
        management.addStream(StreamConfiguration.builder()
                .name(name)
                .subjects(subjects)
                .retentionPolicy(retention)
                .storageType(StorageType.Memory)
                .build());
        management.createConsumer(
                name, ConsumerConfiguration.builder().durable("reader").build());
    }

    private MonitorConfig config(NatsServer at) throws IOException, ConfigException {
        Path file = directory.resolve("monitor.yml");
        Files.writeString(
                file,
                String.join(
                        "\n",
                        "nats:",
                        "  servers: [\"" + at.url() + "\"]",
                        "  user: monitor",
                        "  password: monitor",
                        "  system: { user: sys, password: sys }",
                        "http: { port: " + port + " }",
                        "consumers: { poll-interval: 250ms }",
                        "traffic: { taps: [ { name: tap, subject: \"tasks.>\" } ] }",
                        "state: { directory: " + directory.resolve("state") + " }",
                        ""));
        return new ConfigReader(Map.of(), new MetricCatalog())
                .read(Optional.of(file))
                .config();
    }

    @Test
    void accountsConf_isEnoughForEverything() throws Exception {
        start();

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(down()).isEmpty();
            assertThat(get("/health").path("status").asText()).isEqualTo("healthy");
        });
        // every stream and tap is measured, the probe comes back, lag is read from the message
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(series())
                        .contains(
                                "backplane_message_size_bytes{source=\"ORDERS\",quantile=\"0.95\"}",
                                "backplane_message_size_bytes{source=\"TASKS\",quantile=\"0.95\"}",
                                "backplane_message_size_bytes{source=\"tap\",quantile=\"0.95\"}",
                                "backplane_consumer_lag_ms{consumer_name=\"reader\",stream_name=\"ORDERS\"}",
                                "backplane_probe_rtt_ms{quantile=\"0.5\"}",
                                "agent_up{agent_id=\"worker-01\",agent_type=\"worker\"}"));
        app.orElseThrow().publish("agents.worker-02.heartbeat", heartbeat("worker-02"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                get("/health/agent/worker-02").path("cause").asText())
                        .startsWith("silent, but still connected"));
        monitor.orElseThrow().stop().await(10, TimeUnit.SECONDS);
        monitor = Optional.empty();
        assertThat(server.orElseThrow().log()).doesNotContain("Violation");
        assertThat(app.orElseThrow().jetStreamManagement().getConsumerNames("ORDERS"))
                .as("what the monitor leaves behind")
                .containsExactly("reader");
    }

    @Test
    void withoutAStreamForThem_advisoriesAreHeardAsTheyCome() throws Exception {
        leaveOut("\\$JS.API.STREAM.CREATE.BACKPLANE_ADVISORIES");
        start();

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(down()).isEmpty();
            assertThat(feature("advisories").path("reason").asText())
                    .contains("heard as they come, not captured")
                    .contains("STREAM.CREATE.BACKPLANE_ADVISORIES");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "'\\$JS.EVENT.ADVISORY.*', advisories, '$JS.EVENT.ADVISORY'",
        "'tasks\\.>', traffic, 'tap tap'",
        "'load\\.>', traffic, 'stream TASKS'",
        "'\\$JS.API.STREAM.CREATE.BACKPLANE_VIOLATIONS', violations_stream, 'STREAM.CREATE.BACKPLANE_VIOLATIONS'",
        "'\\$SYS.REQ.SERVER.PING', system_account, '$SYS.REQ.SERVER.PING'"
    })
    void withoutABlock_oneFeatureIsDown_withItsReason(String subjects, String feature, String reason) throws Exception {
        leaveOut(subjects);
        start();

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(down()).containsExactly(feature);
            assertThat(feature(feature).path("reason").asText()).contains(reason);
        });
    }

    @Test
    void withoutTheBucket_stateIsKeptInAFile() throws Exception {
        leaveOut("\\$JS.API.STREAM.CREATE.KV_backplane_state");
        start();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(feature("state").path("reason").asText())
                        .contains("KV_backplane_state")
                        .contains(directory.toString()));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(down()).isEmpty());
    }

    @Test
    void withoutConsumers_limitsStreamsAreMeasuredBySubscription() throws Exception {
        leaveOut("\\$JS.API.CONSUMER.CREATE[^\"]*");
        start();

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(feature("traffic").path("reason").asText()).contains("2 streams by plain subscriptions");
            assertThat(down()).isEmpty();
        });
    }

    @Test
    void streamThatCannotBeHeard_hasItsRateBySequences_andNoSizes() throws Exception {
        leaveOut("load\\.>");
        leaveOut("tasks\\.>");
        start();

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(down()).containsExactly("traffic");
            assertThat(value("backplane_publish_rate{source=\"TASKS\"}")).isBetween(15.0, 25.0);
        });
        assertThat(series())
                .noneMatch(s -> s.startsWith("backplane_message_size_bytes{source=\"TASKS\""))
                .doesNotContain(
                        "backplane_source_throughput_mb_per_second{source=\"TASKS\"}",
                        "backplane_publish_rate{source=\"tap\"}");
    }

    @Test
    void withoutHeartbeats_theMonitorSaysThatItIsDeaf() throws Exception {
        leaveOut("agents\\.\\*\\.heartbeat");
        start();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get("/health")
                                .at("/checks/messaging/details/deaf")
                                .asText())
                        .contains("agents.*.heartbeat"));
        assertThat(get("/health").path("status").asText()).isEqualTo("unhealthy");
    }

    /** Takes what the expression means out of the permissions; something that is not in there proves nothing. */
    private void leaveOut(String subjects) {
        String left = Pattern.compile("\"" + subjects + "\"").matcher(accounts).replaceAll("\"nobody\"");
        assertThat(left).as("accounts.conf without " + subjects).isNotEqualTo(accounts);
        accounts = left;
    }

    private Set<String> down() throws Exception {
        Set<String> down = new TreeSet<>();
        get("/health").at("/checks/jetstream/details").properties().forEach(f -> {
            if (!f.getValue().path("up").asBoolean()) {
                down.add(f.getKey());
            }
        });
        return down;
    }

    private JsonNode feature(String name) throws Exception {
        return get("/health").at("/checks/jetstream/details/" + name);
    }

    private JsonNode get(String path) throws Exception {
        return MAPPER.readTree(body(path));
    }

    private List<String> series() throws Exception {
        return Arrays.stream(body("/metrics").split("\n"))
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .toList();
    }

    private double value(String series) throws Exception {
        return Arrays.stream(body("/metrics").split("\n"))
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    private String body(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
