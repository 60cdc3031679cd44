package io.mistersmith.backplane.monitor.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.StateStore;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.testing.NatsServers;
import io.mistersmith.backplane.monitor.testing.Users;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Advisories that three servers capture together, while the one that leads them goes. */
class CaptureElectionIT {

    private static final String STREAM = "ORDERS";

    @TempDir
    Path temporary;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<Advisory> counted = new CopyOnWriteArrayList<>();
    private final Features features = new Features();
    private List<NatsServer> servers = List.of();
    private Connection app;
    private NatsConnection monitor;

    static Stream<Optional<Path>> generations() {
        return NatsServers.all();
    }

    @AfterEach
    void close() throws Exception {
        try {
            if (app != null) {
                app.close();
            }
            if (monitor != null) {
                monitor.close(Duration.ofMillis(200)).await();
            }
            vertx.close().await();
        } finally {
            servers.forEach(NatsServer::close);
        }
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(50));
    }

    private String leaderOf(String stream) {
        String[] leader = {""};
        eventually().ignoreExceptions().until(() -> {
            leader[0] = app.jetStreamManagement()
                    .getStreamInfo(stream)
                    .getClusterInfo()
                    .getLeader();
            return leader[0] != null && !leader[0].isEmpty();
        });
        return leader[0];
    }

    private NatsServer server(String name) {
        return servers.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    }

    private static Connection connect(String url) throws Exception {
        return Nats.connect(Options.builder().server(url).userInfo("app", "app").build());
    }

    /** The application's stream has one replica, and the application is connected to the server that has it. */
    private NatsServer startApplication() throws Exception {
        app = connect(servers.get(0).url());
        JetStreamManagement streams = app.jetStreamManagement();
        StreamConfiguration orders = StreamConfiguration.builder()
                .name(STREAM)
                .subjects("orders.>")
                .storageType(StorageType.Memory)
                .build();
        eventually().ignoreExceptions().until(() -> streams.addStream(orders) != null);
        NatsServer home = server(leaderOf(STREAM));
        app.close();
        app = connect(home.url());
        app.jetStreamManagement()
                .addOrUpdateConsumer(
                        STREAM,
                        ConsumerConfiguration.builder().durable("worker").build());
        return home;
    }

    private void startFeed() {
        monitor = Users.connect(
                vertx, "monitor", servers.stream().map(NatsServer::url).toArray(String[]::new));
        JetStreamApi api = new JetStreamApi(vertx, monitor, 2000);
        StateStore state = new StateStore(vertx, monitor, api, features, temporary, "test");
        AdvisoryFeed feed = new AdvisoryFeed(monitor, api, features, state, () -> {});
        context.runOnContext(v -> feed.start());
        monitor.onConnected(() -> context.runOnContext(v -> feed.connected()));
        vertx.setPeriodic(
                100,
                id -> context.runOnContext(v -> {
                    if (monitor.connectivity().connected()) {
                        feed.tick();
                        feed.drainTo(counted::add);
                        feed.told();
                    }
                }));
        eventually().until(() -> features.isUp(Features.ADVISORIES));
    }

    private void nak(int messages) throws Exception {
        for (int i = 0; i < messages; i++) {
            app.jetStream().publish("orders.new", "x".getBytes(UTF_8));
            app.getConsumerContext(STREAM, "worker").next(Duration.ofSeconds(5)).nakWithDelay(Duration.ofHours(1));
        }
        app.flush(Duration.ofSeconds(2));
    }

    private List<Long> naks() {
        return counted.stream()
                .filter(a -> a.kind() == Advisory.Kind.NAK)
                .map(Advisory::sequence)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("generations")
    void leaderOfTheCapture_killed_countsOnceWhatWasCapturedAndGoesOn(Optional<Path> generation) throws Exception {
        servers = NatsServer.cluster(generation);
        NatsServer home = startApplication();
        startFeed();
        nak(5);
        eventually().untilAsserted(() -> assertThat(naks()).containsExactly(1L, 2L, 3L, 4L, 5L));
        assertThat(app.jetStreamManagement()
                        .getStreamInfo(CapturePlan.STREAM)
                        .getConfiguration()
                        .getReplicas())
                .isEqualTo(3);

        eventually().until(() -> {
            boolean elsewhere = !leaderOf(CapturePlan.STREAM).equals(home.name());
            if (!elsewhere) {
                app.request("$JS.API.STREAM.LEADER.STEPDOWN." + CapturePlan.STREAM, new byte[0], Duration.ofSeconds(2));
            }
            return elsewhere;
        });
        nak(5);
        NatsServer killed = server(leaderOf(CapturePlan.STREAM));
        eventually().untilAsserted(() -> assertThat(naks()).contains(10L));
        killed.kill();
        // while nobody leads nobody captures: what is said now may be lost, and must not be counted twice
        nak(3);
        eventually().until(() -> !leaderOf(CapturePlan.STREAM).equals(killed.name()));
        nak(5);
        eventually().untilAsserted(() -> assertThat(naks()).contains(14L, 15L, 16L, 17L, 18L));
        killed.start();
        nak(5);
        eventually()
                .untilAsserted(() -> assertThat(naks())
                        .contains(LongStream.rangeClosed(19, 23).boxed().toArray(Long[]::new)));
        assertThat(naks()).doesNotHaveDuplicates();
    }
}
