package io.mistersmith.backplane.monitor.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.config.Globs;
import io.mistersmith.backplane.monitor.config.TrafficConfig;
import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.testing.LatestFrames;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.testing.Users;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Each test waits for windows of 10 s, on a server of its own: side by side they wait once. */
@Execution(ExecutionMode.CONCURRENT)
class TrafficVerticleIT {

    private static final String SOURCES = Traffic.SOURCES_KIND;
    private static final String RATE = "backplane_publish_rate";
    private static final String MBPS = "backplane_source_throughput_mb_per_second";
    private static final String SIZE = "backplane_message_size_bytes";
    private static final String SAMPLED = "backplane_source_sampled";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ScheduledExecutorService publishers = Executors.newScheduledThreadPool(1);
    private NatsServer server;
    private Vertx vertx;
    private LatestFrames frames;
    private Connection app;
    private JetStreamManagement management;
    private NatsConnection connection;
    private Features features;
    private String deployment;

    @BeforeEach
    void start() throws Exception {
        server = NatsServer.withJetStream();
        vertx = Vertx.vertx();
        frames = new LatestFrames(vertx);
        app = Nats.connect(Options.builder()
                .server(server.url())
                .userInfo("app", "app")
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(50))
                .build());
        management = app.jetStreamManagement();
    }

    @AfterEach
    void stop() throws Exception {
        publishers.shutdownNow();
        app.close();
        connection.close(Duration.ofSeconds(1)).await(5, TimeUnit.SECONDS);
        vertx.close().await(5, TimeUnit.SECONDS);
        server.close();
    }

    private void watch(int messagesPerSecond, TrafficConfig.Tap... taps) throws Exception {
        watch(messagesPerSecond, 5_000_000, taps);
    }

    private void watch(int messagesPerSecond, long bytesPerSecond, TrafficConfig.Tap... taps) throws Exception {
        connection = Users.connect(vertx, "monitor", server.url());
        features = new Features();
        TrafficConfig traffic = new TrafficConfig(Globs.ALL, bytesPerSecond, messagesPerSecond, List.of(taps));
        deployment = vertx.deployVerticle(new TrafficVerticle(
                        connection, new JetStreamApi(vertx, connection, 2000), features, traffic, "it"))
                .await(5, TimeUnit.SECONDS);
    }

    private void stream(String name, RetentionPolicy retention, long maxConsumers) throws Exception {
        management.addStream(StreamConfiguration.builder()
                .name(name)
                .subjects(name + ".>")
                .storageType(StorageType.Memory)
                .retentionPolicy(retention)
                .maxConsumers(maxConsumers)
                .build());
    }

    /** Publishes {@code perSecond} messages of {@code size} bytes from now on; how many it were so far. */
    private AtomicLong publish(String subject, int perSecond, int size) {
        AtomicLong published = new AtomicLong();
        byte[] body = new byte[size];
        long began = System.nanoTime();
        publishers.scheduleAtFixedRate(
                () -> {
                    long due = (System.nanoTime() - began) * perSecond / 1_000_000_000L;
                    while (published.get() < due) {
                        app.publish(subject, body);
                        published.incrementAndGet();
                    }
                },
                0,
                10,
                TimeUnit.MILLISECONDS);
        return published;
    }

    private double of(String source, String metric) {
        return frames.value(SOURCES, source, metric);
    }

    private List<String> ours(String stream) throws IOException, JetStreamApiException {
        return management.getConsumerNames(stream).stream()
                .filter(n -> n.startsWith(ConsumerInfo.OWN_PREFIX))
                .toList();
    }

    @Test
    void limitsStreamAndTap_areMeasuredAsPublished() throws Exception {
        stream("LIM", RetentionPolicy.Limits, -1);
        watch(5000, new TrafficConfig.Tap("tasks", "tasks.>"));
        await().atMost(PATIENCE).until(() -> ours("LIM").size() == 1);
        publish("LIM.a", 200, 700);
        publish("tasks.x", 100, 3000);

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(of("LIM", RATE)).isCloseTo(200, within(6.0));
            assertThat(of("LIM", MBPS)).isCloseTo(0.14, within(0.0042));
            assertThat(of("tasks", RATE)).isCloseTo(100, within(3.0));
            assertThat(of("tasks", MBPS)).isCloseTo(0.3, within(0.009));
        });
        assertThat(of("LIM", SIZE)).isCloseTo(700, within(7.0));
        assertThat(of("tasks", SIZE)).isCloseTo(3000, within(30.0));
        assertThat(of("LIM", SAMPLED)).isZero();
        assertThat(frames.value("traffic", "", "backplane_throughput_mb_per_second"))
                .isCloseTo(0.44, within(0.0132));
        assertThat(frames.value("traffic", "", "backplane_message_size_p95")).isCloseTo(3000, within(30.0));
        assertThat(frames.value("traffic", "", "backplane_monitor_messages_dropped_total"))
                .isZero();
        assertThat(features.isUp(Features.TRAFFIC)).isTrue();
        assertThat(management.getConsumerInfo("LIM", ours("LIM").get(0)).getConsumerConfiguration())
                .satisfies(c -> {
                    assertThat(c.isHeadersOnly()).isTrue();
                    assertThat(c.isMemStorage()).isTrue();
                    assertThat(c.getAckPolicy()).isEqualTo(AckPolicy.None);
                    assertThat(c.getInactiveThreshold()).isLessThanOrEqualTo(Duration.ofSeconds(30));
                });
    }

    @Test
    void interestAndWorkQueue_areMeasuredWithoutBeingTouched() throws Exception {
        stream("INT", RetentionPolicy.Interest, -1);
        stream("WQ", RetentionPolicy.WorkQueue, -1);
        watch(5000);
        publish("INT.a", 100, 400);
        publish("WQ.a", 100, 900);

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(of("INT", SIZE)).isCloseTo(400, within(4.0));
            assertThat(of("WQ", SIZE)).isCloseTo(900, within(9.0));
            assertThat(of("INT", RATE)).isCloseTo(100, within(5.0));
        });
        assertThat(management.getConsumerNames("INT")).isEmpty();
        assertThat(management.getStreamInfo("INT").getStreamState().getMsgCount())
                .isZero();
        assertThat(management.getConsumerNames("WQ")).isEmpty();
        management.addOrUpdateConsumer(
                "WQ", ConsumerConfiguration.builder().durable("mine").build());
        assertThat(management.getConsumerNames("WQ")).containsExactly("mine");
    }

    @Test
    void lastPlaces_underMaxConsumers_stayFree_andAreGivenBack() throws Exception {
        stream("FULL", RetentionPolicy.Limits, 2);
        stream("ROOM", RetentionPolicy.Limits, 3);
        watch(5000);
        publish("FULL.a", 50, 400);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(of("FULL", SIZE)).isCloseTo(400, within(4.0));
            assertThat(ours("FULL")).isEmpty();
            assertThat(ours("ROOM")).hasSize(1);
        });

        management.addOrUpdateConsumer(
                "ROOM", ConsumerConfiguration.builder().durable("first").build());
        await().atMost(PATIENCE).until(() -> ours("ROOM").isEmpty());
        management.addOrUpdateConsumer(
                "ROOM", ConsumerConfiguration.builder().durable("second").build());
        management.addOrUpdateConsumer(
                "ROOM", ConsumerConfiguration.builder().durable("third").build());
    }

    @Test
    void cleanEnd_leavesNoConsumer() throws Exception {
        for (int i = 0; i < 20; i++) {
            stream("S" + i, RetentionPolicy.Limits, -1);
        }
        watch(5000);
        await().atMost(PATIENCE)
                .until(() -> ours("S0").size() == 1 && ours("S19").size() == 1);

        vertx.undeploy(deployment).await(3, TimeUnit.SECONDS);

        for (int i = 0; i < 20; i++) {
            assertThat(ours("S" + i)).isEmpty();
        }
    }

    @Test
    void serverRestart_knowsNothingMeanwhile_andMeasuresAgain() throws Exception {
        management.addStream(StreamConfiguration.builder()
                .name("LIM")
                .subjects("LIM.>")
                .storageType(StorageType.File)
                .build());
        watch(5000);
        publish("LIM.a", 100, 700);
        await().atMost(PATIENCE).until(() -> of("LIM", RATE) > 50);

        server.kill();
        await().atMost(PATIENCE).until(() -> Double.isNaN(of("LIM", RATE)));
        assertThat(frames.hasRow(SOURCES, "LIM")).isTrue();
        assertThat(of("LIM", SIZE)).isNaN();
        assertThat(frames.value("traffic", "", "backplane_throughput_mb_per_second"))
                .isNaN();
        assertThat(features.isUp(Features.TRAFFIC)).isFalse();
        server.start();

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(of("LIM", SIZE)).isCloseTo(700, within(7.0));
            assertThat(ours("LIM")).hasSize(1);
            assertThat(features.isUp(Features.TRAFFIC)).isTrue();
        });
    }

    @Test
    void lostConsumer_isMadeAnew() throws Exception {
        stream("LIM", RetentionPolicy.Limits, -1);
        watch(5000);
        await().atMost(PATIENCE).until(() -> ours("LIM").size() == 1);
        String lost = ours("LIM").get(0);
        management.deleteConsumer("LIM", lost);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ours("LIM")).hasSize(1).doesNotContain(lost));
        publish("LIM.a", 100, 700);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(of("LIM", SIZE)).isCloseTo(700, within(7.0)));
    }

    @Test
    void hotStream_isSampled_withItsCountExact_andReleased() throws Exception {
        stream("HOT", RetentionPolicy.Limits, -1);
        watch(500);
        await().atMost(PATIENCE).until(() -> ours("HOT").size() == 1);
        AtomicLong published = publish("HOT.a", 2000, 300);
        await().atMost(Duration.ofSeconds(15)).until(() -> of("HOT", SAMPLED) == 1);

        await().atMost(PATIENCE).until(() -> published.get() > 14_000);
        assertThat(of("HOT", RATE)).isCloseTo(2000, within(60.0));
        assertThat(of("HOT", MBPS)).isCloseTo(0.6, within(0.018));
        assertThat(of("HOT", SIZE)).isCloseTo(300, within(3.0));
        double measured = of("HOT", "backplane_message_size_samples");
        assertThat(measured).isBetween(1000.0, published.get() * 0.6);

        publishers.shutdownNow();
        await().atMost(Duration.ofSeconds(15)).until(() -> of("HOT", SAMPLED) == 0);
        await().atMost(PATIENCE).until(() -> ours("HOT").size() == 1);
        assertThat(of("HOT", RATE)).isLessThan(500);
    }

    @Test
    void payload_aboveTheByteBudget_isSampled_withTheCountExact() throws Exception {
        stream("WQ", RetentionPolicy.WorkQueue, -1);
        watch(5000, 100_000);
        publish("WQ.a", 500, 2000);
        await().atMost(Duration.ofSeconds(15)).until(() -> of("WQ", SAMPLED) == 1);

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(of("WQ", RATE)).isCloseTo(500, within(15.0));
            assertThat(of("WQ", MBPS)).isCloseTo(1, within(0.03));
            assertThat(of("WQ", SIZE)).isCloseTo(2000, within(20.0));
        });
        assertThat(management.getConsumerNames("WQ")).isEmpty();
    }

    @Test
    void stream_thatIsGone_losesItsRow_andAnotherOfItsNameBeginsAnew() throws Exception {
        stream("LIM", RetentionPolicy.Limits, -1);
        watch(5000);
        await().atMost(PATIENCE).until(() -> frames.hasRow(SOURCES, "LIM"));

        management.deleteStream("LIM");
        await().atMost(PATIENCE).until(() -> !frames.hasRow(SOURCES, "LIM"));
        stream("LIM", RetentionPolicy.Interest, -1);
        publish("LIM.a", 100, 250);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(of("LIM", SIZE)).isCloseTo(250, within(2.5)));
        assertThat(management.getConsumerNames("LIM")).isEmpty();
    }
}
