package io.mistersmith.backplane.monitor.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.LocalCodec;
import io.mistersmith.backplane.monitor.config.ConsumersConfig;
import io.mistersmith.backplane.monitor.config.Globs;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.StateStore;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.testing.Users;
import io.nats.client.Connection;
import io.nats.client.FetchConsumer;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source against a real server, with jnats as the application; polls every 200 ms. */
class ConsumerVerticleIT {

    private static final String STREAM = "ORDERS";

    private final Map<String, Frame> frames = new ConcurrentHashMap<>();
    private final Features features = new Features();
    private Vertx vertx;
    private NatsServer server;

    @TempDir
    Path stateDirectory;

    private NatsConnection monitor;
    private Connection app;
    private JetStreamManagement streams;

    @BeforeEach
    void vertx() {
        vertx = Vertx.vertx();
        LocalCodec.register(vertx);
        vertx.eventBus()
                .<Frame>localConsumer(Frame.ADDRESS, m -> frames.put(m.body().kind(), m.body()));
    }

    @AfterEach
    void close() throws Exception {
        monitor.close(Duration.ofMillis(200)).await();
        app.close();
        vertx.close().await();
        server.close();
    }

    private void start(NatsServer started) throws Exception {
        server = started;
        app = Nats.connect(
                Options.builder().server(server.url()).userInfo("app", "app").build());
        monitor = Users.connect(vertx, "monitor", server.url());
        JetStreamApi api = new JetStreamApi(vertx, monitor, 2000);
        ConsumersConfig config = new ConsumersConfig(
                Duration.ofMillis(200), Globs.ALL, new Globs(List.of("*", "!quiet")), Duration.ofSeconds(1), 2000);
        vertx.deployVerticle(new ConsumerVerticle(
                        config,
                        monitor,
                        Optional.empty(),
                        api,
                        features,
                        List.of(),
                        new StateStore(vertx, monitor, api, features, stateDirectory, "test"),
                        true))
                .await();
    }

    private void withStream() throws Exception {
        start(NatsServer.withJetStream());
        streams = app.jetStreamManagement();
        streams.addStream(StreamConfiguration.builder()
                .name(STREAM)
                .subjects("orders.>")
                .storageType(StorageType.Memory)
                .maxConsumers(2)
                .build());
    }

    private void consumer(String name) throws Exception {
        streams.addOrUpdateConsumer(
                STREAM, ConsumerConfiguration.builder().durable(name).build());
    }

    private List<Message> fetch(String consumer, int messages) throws Exception {
        List<Message> got = new ArrayList<>();
        try (FetchConsumer fetch = app.getConsumerContext(STREAM, consumer).fetchMessages(messages)) {
            while (got.size() < messages) {
                got.add(fetch.nextMessage());
            }
        }
        return got;
    }

    private void publish(int messages) throws Exception {
        for (int i = 0; i < messages; i++) {
            app.jetStream().publish("orders.new", "x".getBytes(UTF_8));
        }
    }

    private double figure(String consumer, String figure) {
        Frame frame = frames.get("consumers");
        int row = frame == null ? -1 : Given.row(frame, consumer);
        return row < 0 ? Double.NaN : frame.value(row, "backplane_consumer_" + figure);
    }

    private void awaitFigure(String consumer, String figure, double value) {
        await().untilAsserted(() -> assertThat(figure(consumer, figure)).isEqualTo(value));
    }

    private double streamFigure(String figure) {
        Frame frame = frames.get("streams");
        return frame == null || frame.rows() == 0 ? Double.NaN : frame.value(0, "backplane_stream_" + figure);
    }

    /** Lag at the moment of the frame is the age of the message with this sequence. */
    private void assertLagIsOf(String consumer, long sequence) throws Exception {
        Instant time = streams.getMessage(STREAM, sequence).getTime().toInstant();
        await().untilAsserted(() -> {
            Frame frame = frames.get("consumers");
            int row = Given.row(frame, consumer);
            assertThat(frame.value(row, "backplane_consumer_lag_error_ms")).isZero();
            assertThat(frame.value(row, "backplane_consumer_lag_ms"))
                    .isCloseTo((double) (frame.observedAt(row) - time.toEpochMilli()), within(1.0));
        });
    }

    @Test
    void lag_isTheAgeOfTheOldestUnfinishedMessage() throws Exception {
        withStream();
        consumer("worker");
        publish(10);
        awaitFigure("worker", "pending_messages", 10);
        assertLagIsOf("worker", 1);
        List<Message> got = fetch("worker", 6);
        for (int i : new int[] {0, 1, 3, 5}) {
            got.get(i).ackSync(Duration.ofSeconds(2));
        }
        awaitFigure("worker", "ack_pending", 2);
        awaitFigure("worker", "pending_messages", 4);
        assertLagIsOf("worker", 3);
    }

    @Test
    void largeMessage_isFoundByItsHeaders_andNothingIsLeftBehind() throws Exception {
        start(NatsServer.withJetStream());
        streams = app.jetStreamManagement();
        streams.addStream(StreamConfiguration.builder()
                .name(STREAM)
                .subjects("orders.>")
                .storageType(StorageType.Memory)
                .build());
        byte[] large = new byte[300_000];
        for (int i = 0; i < 5; i++) {
            app.jetStream().publish(i % 2 == 0 ? "orders.even" : "orders.odd", large);
        }
        streams.addOrUpdateConsumer(
                STREAM,
                ConsumerConfiguration.builder()
                        .durable("worker")
                        .filterSubject("orders.odd")
                        .build());
        awaitFigure("worker", "pending_messages", 2);
        assertLagIsOf("worker", 2);
        assertThat(monitor.receivedBytes()).isLessThan(large.length);
        await().untilAsserted(() -> assertThat(streams.getConsumerNames(STREAM)).containsExactly("worker"));
    }

    @Test
    void purge_takesPendingAndLagToNothing() throws Exception {
        withStream();
        consumer("worker");
        publish(10);
        awaitFigure("worker", "pending_messages", 10);
        streams.purgeStream(STREAM);
        awaitFigure("worker", "pending_messages", 0);
        awaitFigure("worker", "lag_ms", 0);
        awaitFigure("worker", "lag_error_ms", 0);
    }

    @Test
    void deleted_losesItsRow_madeAnew_startsAfresh() throws Exception {
        withStream();
        consumer("worker");
        publish(10);
        for (Message m : fetch("worker", 10)) {
            m.ackSync(Duration.ofSeconds(2));
        }
        awaitFigure("worker", "lag_ms", 0);
        streams.deleteConsumer(STREAM, "worker");
        await().until(() -> Given.row(frames.get("consumers"), "worker") < 0);
        consumer("worker");
        awaitFigure("worker", "pending_messages", 10);
        assertLagIsOf("worker", 1);
        streams.deleteStream(STREAM);
        await().until(() -> frames.get("streams").rows() == 0);
        assertThat(frames.get("consumers").rows()).isZero();
    }

    @Test
    void ephemeral_isFolded_leftOutIsLeftOut_andNoPlaceIsTaken() throws Exception {
        withStream();
        consumer("quiet");
        streams.addOrUpdateConsumer(
                STREAM,
                ConsumerConfiguration.builder()
                        .inactiveThreshold(Duration.ofMinutes(1))
                        .build());
        publish(3);
        awaitFigure("(ephemeral)", "pending_messages", 3);
        assertThat(frames.get("consumers").rows()).isEqualTo(1);
        assertThat(streamFigure("consumers")).isEqualTo(2);
        assertThat(streams.getStreamInfo(STREAM).getStreamState().getConsumerCount())
                .as("both places under max_consumers are the application's")
                .isEqualTo(2);
    }

    @Test
    void advisories_areCounted() throws Exception {
        withStream();
        consumer("worker");
        awaitFigure("worker", "pending_messages", 0);
        await().until(() -> features.isUp(Features.ADVISORIES));
        publish(3);
        List<Message> got = fetch("worker", 3);
        got.get(0).nak();
        got.get(1).term();
        awaitFigure("worker", "naks_total", 1);
        awaitFigure("worker", "terminated_total", 1);
        assertThat(figure("worker", "max_deliveries_total")).isNaN();
    }

    @Test
    void nobodyPulls_isStoppedAfterTheWindow() throws Exception {
        withStream();
        consumer("worker");
        publish(3);
        awaitFigure("worker", "state", Verdict.State.STOPPED.figure());
        Frame frame = frames.get("consumers");
        assertThat(frame.cause(Given.row(frame, "worker")).orElseThrow()).contains("pull");
    }

    @Test
    void serverAway_figuresGrowOld_andComeBack() throws Exception {
        withStream();
        app.jetStreamManagement().deleteStream(STREAM);
        streams.addStream(StreamConfiguration.builder()
                .name(STREAM)
                .subjects("orders.>")
                .storageType(StorageType.File)
                .build());
        publish(5);
        await().until(() -> streamFigure("messages") == 5);
        server.kill();
        await().until(() -> !frames.get("streams").isValid(System.currentTimeMillis()));
        assertThat(streamFigure("messages")).as("the last that is known").isEqualTo(5);
        server.start();
        await().until(() -> frames.get("streams").isValid(System.currentTimeMillis()) && streamFigure("messages") == 5);
    }

    @Test
    void withoutJetStream_nothingIsInvented() throws Exception {
        start(NatsServer.withoutJetStream());
        await().until(() -> features.isUp(Features.ADVISORIES));
        await().pollDelay(Duration.ofMillis(600)).until(() -> frames.containsKey("polls"));
        assertThat(frames).containsOnlyKeys("polls");
        assertThat(frames.get("polls").value(0, "backplane_monitor_polls_total"))
                .as("what is not there is not polled")
                .isZero();
    }
}
