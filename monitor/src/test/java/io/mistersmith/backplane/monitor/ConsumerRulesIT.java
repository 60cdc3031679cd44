package io.mistersmith.backplane.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mistersmith.backplane.monitor.baseline.BaselineVerticle;
import io.mistersmith.backplane.monitor.baseline.Rules;
import io.mistersmith.backplane.monitor.baseline.ViolationStore;
import io.mistersmith.backplane.monitor.config.ConsumersConfig;
import io.mistersmith.backplane.monitor.config.Globs;
import io.mistersmith.backplane.monitor.consumer.ConsumerVerticle;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.StateStore;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.testing.Users;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a real server's consumers to the violations that tell of them. */
class ConsumerRulesIT {

    private static final String STREAM = "ORDERS";

    /** Nothing is kept over a restart here. */
    private static final ViolationStore NO_STORE = new ViolationStore() {
        @Override
        public Future<Optional<byte[]>> load() {
            return Future.succeededFuture(Optional.empty());
        }

        @Override
        public Future<Void> save(byte[] json) {
            return Future.succeededFuture();
        }
    };

    @TempDir
    Path stateDirectory;

    private final List<Violation> told = new CopyOnWriteArrayList<>();
    private final Map<String, Frame> frames = new ConcurrentHashMap<>();
    private final Features features = new Features();
    private Vertx vertx;
    private NatsServer server;
    private NatsConnection monitor;
    private Connection app;
    private JetStreamManagement streams;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        LocalCodec.register(vertx);
        vertx.eventBus().<Violation>localConsumer(Violation.ADDRESS, m -> told.add(m.body()));
        vertx.eventBus()
                .<Frame>localConsumer(Frame.ADDRESS, m -> frames.put(m.body().kind(), m.body()));
        server = NatsServer.withJetStream();
        app = Nats.connect(
                Options.builder().server(server.url()).userInfo("app", "app").build());
        streams = app.jetStreamManagement();
        streams.addStream(StreamConfiguration.builder()
                .name(STREAM)
                .subjects("orders.>")
                .storageType(StorageType.Memory)
                .build());
        monitor = Users.connect(vertx, "monitor", server.url());
        JetStreamApi api = new JetStreamApi(vertx, monitor, 2000);
        StateStore state = new StateStore(vertx, monitor, api, features, stateDirectory, "test");
        ConsumersConfig config =
                new ConsumersConfig(Duration.ofMillis(200), Globs.ALL, Globs.ALL, Duration.ofSeconds(1), 2000);
        vertx.deployVerticle(new BaselineVerticle(
                        List.of(
                                Rules.builtIn("consumer-leak").orElseThrow(),
                                Rules.builtIn("max-deliveries").orElseThrow(),
                                Rules.builtIn("consumer-last-ack").orElseThrow()),
                        "test",
                        Duration.ofMillis(100),
                        NO_STORE,
                        InstantSource.system(),
                        RandomGenerator.getDefault()))
                .await();
        vertx.deployVerticle(
                        new ConsumerVerticle(config, monitor, Optional.empty(), api, features, List.of(), state, true))
                .await();
        await().until(() -> features.isUp(Features.ADVISORIES) && frames.containsKey("streams"));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await();
        app.close();
        server.close();
    }

    private Violation awaitOpened(String rule) {
        return await().until(
                        () -> told.stream().filter(v -> v.rule().equals(rule)).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    @Test
    void leak_isTold_withTheNewestConsumers() throws Exception {
        await().until(() -> frames.get("streams").rows() == 1);
        for (int i = 0; i < 101; i++) {
            streams.addOrUpdateConsumer(
                    STREAM,
                    ConsumerConfiguration.builder()
                            .name("leak-" + i)
                            .inactiveThreshold(Duration.ofMinutes(5))
                            .build());
        }
        Violation leak = awaitOpened("consumer-leak");
        assertThat(leak.severity()).contains(Severity.WARNING);
        assertThat(leak.value()).isBetween(100.0, 101.0);
        assertThat(leak.cause().orElseThrow()).startsWith("the newest consumers: leak-1");
    }

    @Test
    void deadLetter_isTold_withAPointerToIt() throws Exception {
        streams.addOrUpdateConsumer(
                STREAM,
                ConsumerConfiguration.builder().durable("worker").maxDeliver(1).build());
        app.jetStream().publish("orders.new", "fine".getBytes(UTF_8));
        app.jetStream().publish("orders.new", "poison".getBytes(UTF_8));
        app.getConsumerContext(STREAM, "worker").next(Duration.ofSeconds(2)).ack();
        app.getConsumerContext(STREAM, "worker").next(Duration.ofSeconds(2)).nak();
        app.getConsumerContext(STREAM, "worker").next(Duration.ofSeconds(1));
        Violation dead = awaitOpened("max-deliveries");
        assertThat(dead.severity()).contains(Severity.ERROR);
        assertThat(dead.cause()).contains("given up: message 2 of stream ORDERS after 1 deliveries");
    }

    @Test
    void ownThreshold_inMetadata_isCritical() throws Exception {
        assumeTrue(
                app.getServerInfo().isSameOrNewerThanVersion("2.10.0"),
                "metadata of consumers needs a server 2.10; this one is "
                        + app.getServerInfo().getVersion());
        streams.addOrUpdateConsumer(
                STREAM,
                ConsumerConfiguration.builder()
                        .durable("worker")
                        .metadata(Map.of("io.nats.monitor.last-ack-critical", "1s"))
                        .build());
        Violation quiet = awaitOpened("consumer-last-ack");
        assertThat(quiet.severity()).contains(Severity.CRITICAL);
        assertThat(quiet.threshold()).isEqualTo(1);
        app.jetStream().publish("orders.new", "fine".getBytes(UTF_8));
        app.getConsumerContext(STREAM, "worker").next(Duration.ofSeconds(2)).ackSync(Duration.ofSeconds(2));
        await().until(() -> told.stream().anyMatch(v -> v.severity().isEmpty()));
    }

    @Test
    void sampledAcknowledgements_haveALatency_otherConsumersHaveNone() throws Exception {
        for (String name : List.of("sampled", "plain")) {
            ConsumerConfiguration.Builder consumer =
                    ConsumerConfiguration.builder().durable(name);
            streams.addOrUpdateConsumer(
                    STREAM,
                    name.equals("sampled") ? consumer.sampleFrequency("100").build() : consumer.build());
        }
        await().until(() -> frames.containsKey("ack-latency"));
        app.flush(Duration.ofSeconds(2));
        app.jetStream().publish("orders.new", "x".getBytes(UTF_8));
        await().untilAsserted(() -> {
            for (String name : List.of("sampled", "plain")) {
                Message m = app.getConsumerContext(STREAM, name).next(Duration.ofSeconds(1));
                if (m != null) {
                    m.ackSync(Duration.ofSeconds(2));
                }
            }
            app.jetStream().publish("orders.new", "x".getBytes(UTF_8));
            Frame latency = frames.get("ack-latency");
            assertThat(latency.rows()).isEqualTo(1);
            assertThat(latency.labels(0).get("consumer_name")).contains("sampled");
            assertThat(latency.value(0, 0)).isBetween(0.0, 5_000.0);
        });
    }

    @Test
    void infos_haveTheDescription() throws Exception {
        streams.addOrUpdateConsumer(
                STREAM,
                ConsumerConfiguration.builder()
                        .durable("worker")
                        .description("takes orders")
                        .build());
        await().untilAsserted(() -> {
            assertThat(frames).containsKeys("stream-info", "consumer-info");
            assertThat(frames.get("consumer-info").rows()).isEqualTo(1);
            assertThat(frames.get("consumer-info").labels(0).get("description")).contains("takes orders");
        });
    }
}
