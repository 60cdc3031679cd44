package io.mistersmith.backplane.monitor.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.StateStore;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.testing.Users;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each advisory once, whatever happens to the monitor, against a real server. */
class AdvisoryFeedIT {

    private static final String STREAM = "ORDERS";
    private static final String DLQ = "DLQ";

    @TempDir
    Path temporary;

    private String stateOf = "test";

    private final List<Advisory> counted = new CopyOnWriteArrayList<>();
    private final AtomicInteger elections = new AtomicInteger();
    private final List<NatsConnection> opened = new ArrayList<>();
    private Features features = new Features();
    private Vertx vertx;
    private Context context;
    private NatsServer server;
    private Connection app;
    private JetStreamManagement streams;
    private NatsConnection monitor;
    private AdvisoryFeed feed;
    private long ticker;

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        context = vertx.getOrCreateContext();
        server = NatsServer.withJetStream();
        app = Nats.connect(
                Options.builder().server(server.url()).userInfo("app", "app").build());
        streams = app.jetStreamManagement();
        streams.addStream(StreamConfiguration.builder()
                .name(STREAM)
                .subjects("orders.>")
                .storageType(StorageType.Memory)
                .build());
        streams.addOrUpdateConsumer(
                STREAM,
                ConsumerConfiguration.builder().durable("worker").maxDeliver(1).build());
    }

    @AfterEach
    void close() throws Exception {
        if (feed != null) {
            stopFeed();
        }
        app.close();
        vertx.close().await();
        server.close();
    }

    private void startFeed() {
        features = new Features();
        monitor = Users.connect(vertx, "monitor", server.url());
        opened.add(monitor);
        JetStreamApi api = new JetStreamApi(vertx, monitor, 2000);
        StateStore state = new StateStore(vertx, monitor, api, features, temporary, stateOf);
        feed = new AdvisoryFeed(monitor, api, features, state, elections::incrementAndGet);
        AdvisoryFeed started = feed;
        onContext(() -> {
            started.start();
            return Future.succeededFuture();
        });
        monitor.onConnected(() -> context.runOnContext(v -> started.connected()));
        ticker = vertx.setPeriodic(
                100,
                id -> context.runOnContext(v -> {
                    if (monitor.connectivity().connected()) {
                        started.tick();
                        started.drainTo(counted::add);
                        started.told();
                    }
                }));
    }

    private void awaitUp() {
        await().until(() -> features.isUp(Features.ADVISORIES));
    }

    private String reason() {
        return features.all().get(Features.ADVISORIES).reason();
    }

    private void stopFeed() {
        AdvisoryFeed stopping = feed;
        vertx.cancelTimer(ticker);
        onContext(stopping::stop);
        monitor.close(Duration.ofMillis(200)).await();
    }

    /** As kill -9 does: nothing is said, nothing is saved. */
    private void killFeed() {
        vertx.cancelTimer(ticker);
        monitor.close(Duration.ZERO).await();
    }

    private void onContext(java.util.function.Supplier<Future<Void>> action) {
        io.vertx.core.Promise<Void> done = io.vertx.core.Promise.promise();
        context.runOnContext(v -> action.get().onComplete(done));
        done.future().await();
    }

    private void nak(int messages) throws Exception {
        nak(messages, Duration.ofHours(1));
    }

    private void nak(int messages, Duration delay) throws Exception {
        for (int i = 0; i < messages; i++) {
            app.jetStream().publish("orders.new", "x".getBytes(UTF_8));
            app.getConsumerContext(STREAM, "worker").next(Duration.ofSeconds(2)).nakWithDelay(delay);
        }
        app.flush(Duration.ofSeconds(2));
    }

    /** Naks, by message. */
    private List<Long> naks() {
        return counted.stream()
                .filter(a -> a.kind() == Advisory.Kind.NAK)
                .map(Advisory::sequence)
                .toList();
    }

    private void awaitNaks(Long... sequences) {
        await().untilAsserted(() -> assertThat(naks()).containsExactly(sequences));
    }

    private void capture(String subject, RetentionPolicy retention, int maxConsumers) throws Exception {
        streams.addStream(StreamConfiguration.builder()
                .name(DLQ)
                .subjects(subject)
                .retentionPolicy(retention)
                .storageType(StorageType.Memory)
                .maxConsumers(maxConsumers)
                .build());
    }

    @Test
    void restart_losesNone_andCountsNoneTwice() throws Exception {
        startFeed();
        awaitUp();
        nak(2);
        awaitNaks(1L, 2L);
        stopFeed();
        nak(2);
        startFeed();
        awaitNaks(1L, 2L, 3L, 4L);
        nak(1);
        awaitNaks(1L, 2L, 3L, 4L, 5L);
        assertThat(reason()).isEqualTo("captured in BACKPLANE_ADVISORIES: max deliveries, terminations, naks");
    }

    @Test
    void killed_goesOnBehindWhatWasTold() throws Exception {
        startFeed();
        awaitUp();
        nak(1);
        awaitNaks(1L);
        await().until(() -> new String(
                        app.jetStreamManagement()
                                .getLastMessage("KV_backplane_state", "$KV.backplane_state.test.advisories")
                                .getData(),
                        UTF_8)
                .contains("\"sequence\":1}"));
        killFeed();
        nak(2);
        startFeed();
        awaitNaks(1L, 2L, 3L);
    }

    @Test
    void serverAway_andBack_losesNone() throws Exception {
        startFeed();
        awaitUp();
        nak(1);
        awaitNaks(1L);
        server.kill();
        await().until(() -> !monitor.connectivity().connected());
        server.start();
        await().until(() -> app.getStatus() == Connection.Status.CONNECTED
                && monitor.connectivity().connected());
        streams.addStream(StreamConfiguration.builder()
                .name(STREAM)
                .subjects("orders.>")
                .storageType(StorageType.Memory)
                .build());
        streams.addOrUpdateConsumer(
                STREAM, ConsumerConfiguration.builder().durable("worker").build());
        nak(2);
        awaitNaks(1L, 1L, 2L);
        nak(1);
        awaitNaks(1L, 1L, 2L, 3L);
    }

    @Test
    void firstStart_countsFromNow() throws Exception {
        startFeed();
        awaitUp();
        stopFeed();
        stateOf = "another";
        nak(1);
        startFeed();
        awaitUp();
        nak(1);
        awaitNaks(2L);
    }

    @Test
    void operatorsCapture_isRead_andNotTouched() throws Exception {
        capture("$JS.EVENT.ADVISORY.CONSUMER.*.>", RetentionPolicy.Limits, -1);
        startFeed();
        awaitUp();
        nak(1);
        awaitNaks(1L);
        assertThat(reason())
                .isEqualTo("read from DLQ: max deliveries; read from DLQ: terminations; read from DLQ: naks");
        assertThat(streams.getStreamNames()).doesNotContain(CapturePlan.STREAM);
        stopFeed();
        assertThat(streams.getConsumerNames(DLQ)).isEmpty();
        nak(1);
        startFeed();
        awaitNaks(1L, 2L);
    }

    @Test
    void operatorsDeadLetters_areRead_theRestIsCapturedByUs() throws Exception {
        capture(Advisory.Kind.MAX_DELIVERIES.subject(), RetentionPolicy.Limits, 3);
        startFeed();
        awaitUp();
        nak(1, Duration.ZERO);
        app.getConsumerContext(STREAM, "worker").next(Duration.ofSeconds(1));
        await().untilAsserted(() -> assertThat(counted)
                .extracting(Advisory::kind)
                .containsExactlyInAnyOrder(Advisory.Kind.NAK, Advisory.Kind.MAX_DELIVERIES));
        assertThat(reason())
                .contains("captured in BACKPLANE_ADVISORIES: terminations, naks")
                .contains("read from DLQ: max deliveries");
        assertThat(streams.getStreamInfo(DLQ).getStreamState().getMsgCount()).isEqualTo(1);
        assertThat(counted.get(1).deliveries()).isEqualTo(1);
    }

    @Test
    void operatorsCaptureWithoutAPlaceForUs_isLeftAlone_andHeard() throws Exception {
        capture(Advisory.Kind.NAK.subject(), RetentionPolicy.Limits, 2);
        startFeed();
        awaitUp();
        nak(1);
        awaitNaks(1L);
        assertThat(reason()).contains("heard as they come, not captured: naks");
        assertThat(streams.getConsumerNames(DLQ)).isEmpty();
    }

    @Test
    void operatorsWorkQueue_isLeftAlone_andHeard() throws Exception {
        capture(Advisory.Kind.NAK.subject(), RetentionPolicy.WorkQueue, -1);
        startFeed();
        awaitUp();
        nak(2);
        awaitNaks(1L, 2L);
        assertThat(reason()).contains("heard as they come, not captured: naks");
        assertThat(streams.getStreamInfo(DLQ).getStreamState().getMsgCount()).isEqualTo(2);
    }

    @Test
    void removedByLimitsBeforeTheyWereRead_areToldAsLost() throws Exception {
        startFeed();
        awaitUp();
        stopFeed();
        nak(3);
        assertThat(streams.deleteMessage(CapturePlan.STREAM, 2)).isTrue();
        startFeed();
        awaitNaks(1L, 3L);
        assertThat(feed.lost()).isEqualTo(1);
    }
}
