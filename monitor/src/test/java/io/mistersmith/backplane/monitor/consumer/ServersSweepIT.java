package io.mistersmith.backplane.monitor.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.ServersApi;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.testing.NatsServers;
import io.mistersmith.backplane.monitor.testing.Users;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Snapshots through the system account, of one server and of a cluster of three, on every generation that there is. */
class ServersSweepIT {

    private static final String STREAM = "ORDERS";

    private final Vertx vertx = Vertx.vertx();
    private final List<NatsServer> servers = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Backplane backplane = new Backplane(Given.config());
    private Connection app;

    static Stream<Optional<Path>> generations() {
        return NatsServers.all();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        vertx.close().await();
        servers.forEach(NatsServer::close);
    }

    private NatsConnection connection(String user) {
        NatsConnection made =
                Users.connect(vertx, user, servers.stream().map(NatsServer::url).toArray(String[]::new));
        open.add(() -> made.close(Duration.ofMillis(200)).await());
        return made;
    }

    private ServersSweep sweep(List<NatsServer> started, String systemUser) throws Exception {
        servers.addAll(started);
        // the one that is never killed
        app = Nats.connect(Options.builder()
                .server(servers.get(0).url())
                .userInfo("app", "app")
                .build());
        open.add(app);
        NatsConnection monitor = connection("monitor");
        NatsConnection system = connection(systemUser);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> monitor.connectivity().connected()
                        && system.connectivity().connected());
        return new ServersSweep(Optional.of(new ServersApi(vertx, system)), monitor, backplane);
    }

    private void streamWithConsumer(int replicas) throws Exception {
        JetStreamManagement streams = app.jetStreamManagement();
        StreamConfiguration stream = StreamConfiguration.builder()
                .name(STREAM)
                .subjects("orders.>")
                .replicas(replicas)
                .build();
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> streams.addStream(stream) != null);
        ConsumerConfiguration worker = ConsumerConfiguration.builder()
                .durable("worker")
                .filterSubject("orders.new")
                .maxDeliver(7)
                .build();
        streams.addOrUpdateConsumer(STREAM, worker);
        for (int i = 0; i < 10; i++) {
            app.jetStream().publish("orders.new", "x".getBytes(UTF_8));
        }
        JetStreamSubscription pull = app.jetStream().subscribe(null, PullSubscribeOptions.bind(STREAM, "worker"));
        List<Message> got = pull.fetch(4, Duration.ofSeconds(5));
        got.get(0).ackSync(Duration.ofSeconds(5));
        pull.unsubscribe();
    }

    private Census.Result take(ServersSweep sweep) {
        Census.Result result = sweep.take().await().orElseThrow();
        backplane.fold(result.snapshot());
        return result;
    }

    private static Optional<ConsumerInfo> worker(Census.Result result) {
        Listing<ConsumerInfo> listing = result.snapshot().consumers().getOrDefault(STREAM, Listing.silent(0));
        return listing.items().stream().findFirst();
    }

    private void awaitAnswerOfTheLeader(ServersSweep sweep) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Census.Result result = take(sweep);
            assertThat(result.complete()).isTrue();
            assertThat(worker(result)).hasValueSatisfying(c -> {
                assertThat(c.pending()).isEqualTo(6);
                assertThat(c.ackPending()).isEqualTo(3);
                assertThat(c.ackFloor().stream()).isEqualTo(1);
                assertThat(c.config().maxDeliver()).isEqualTo(7);
                assertThat(c.config().filters()).containsExactly("orders.new");
                assertThat(c.time()).isAfter(c.created());
            });
        });
    }

    @ParameterizedTest
    @MethodSource("generations")
    void snapshot_ofOneServer_hasFiguresAndConfigurations_alsoWhenNotAskedForThem(Optional<Path> binary)
            throws Exception {
        ServersSweep sweep = sweep(List.of(NatsServer.of(binary)), "sys");
        streamWithConsumer(1);

        awaitAnswerOfTheLeader(sweep);
        awaitAnswerOfTheLeader(sweep);

        app.jetStreamManagement().deleteConsumer(STREAM, "worker");
        take(sweep);
        assertThat(backplane.consumers(STREAM)).isEmpty();
        app.jetStreamManagement().deleteStream(STREAM);
        take(sweep);
        assertThat(backplane.streams()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("generations")
    void snapshot_ofACluster_isTheLeaders_andSaysWhatHasNoLeader(Optional<Path> binary) throws Exception {
        ServersSweep sweep = sweep(NatsServer.cluster(binary), "sys");
        streamWithConsumer(3);
        awaitAnswerOfTheLeader(sweep);

        String leader = leaderAwayFromUs();
        servers.stream().filter(s -> s.name().equals(leader)).forEach(NatsServer::kill);
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            Optional<Census.Result> result = sweep.take().await();
            // lists serve while our own connections move to another server
            assertThat(result).hasValueSatisfying(r -> {
                assertThat(r.complete()).isFalse();
                assertThat(r.unseen()).isEqualTo(Census.Unseen.NOTHING);
            });
        });
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(sweep.take().await().flatMap(ServersSweepIT::worker))
                        .hasValueSatisfying(c -> assertThat(c.pending()).isEqualTo(6)));
    }

    /** The leader of the consumer; moved until it is none that the application speaks through. */
    private String leaderAwayFromUs() throws IOException, JetStreamApiException {
        JetStreamManagement streams = app.jetStreamManagement();
        String ours = app.getServerInfo().getServerName();
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            String leader =
                    streams.getConsumerInfo(STREAM, "worker").getClusterInfo().getLeader();
            if (leader == null || leader.equals(ours)) {
                app.request(
                        "$JS.API.CONSUMER.LEADER.STEPDOWN." + STREAM + ".worker", new byte[0], Duration.ofSeconds(2));
                return false;
            }
            return true;
        });
        return streams.getConsumerInfo(STREAM, "worker").getClusterInfo().getLeader();
    }

    @ParameterizedTest
    @MethodSource("generations")
    void user_thatIsNotOfTheSystemAccount_getsNoSnapshot(Optional<Path> binary) throws Exception {
        ServersSweep sweep = sweep(List.of(NatsServer.of(binary)), "app");

        assertThat(sweep.take().await()).isEmpty();
    }
}
