package io.mistersmith.backplane.monitor.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.LocalCodec;
import io.mistersmith.backplane.monitor.config.ConsumersConfig;
import io.mistersmith.backplane.monitor.config.Globs;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.ServersApi;
import io.mistersmith.backplane.monitor.nats.StateStore;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.testing.NatsServers;
import io.mistersmith.backplane.monitor.testing.Users;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ClusterInfo;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is said of replicated streams and their consumers while their servers come and go: what is true, or nothing. Every
 * Frame counts, on every generation that there is, polled both ways every 200 ms.
 */
class ElectionIT {

    private static final Duration POLL = Duration.ofMillis(200);

    private final Vertx vertx = Vertx.vertx();
    private final List<NatsServer> servers = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private ReplicatedLoad load;
    private Onlooker onlooker;

    @TempDir
    Path stateDirectory;

    record Cluster(Optional<Path> binary, boolean snapshots) {
        @Override
        public String toString() {
            return binary.map(b -> b.getName(b.getNameCount() - 2).toString()).orElse("default")
                    + (snapshots ? ", servers' snapshots" : ", API's lists");
        }
    }

    /** The oldest generation both ways, because most was found there; the others by turns. */
    static Stream<Cluster> clusters() {
        List<Optional<Path>> all = NatsServers.all().toList();
        return IntStream.range(0, all.size())
                .boxed()
                .flatMap(i -> Stream.of(true, false)
                        .filter(way -> isOldest(i, all) || way == (i % 2 == 0))
                        .map(way -> new Cluster(all.get(i), way)));
    }

    private static boolean isOldest(int i, List<Optional<Path>> sortedAsText) {
        // 2.9 comes after 2.10 there
        return i == sortedAsText.size() - 1;
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        vertx.close().await();
        servers.forEach(NatsServer::close);
    }

    private void start(Cluster cluster) throws Exception {
        servers.addAll(NatsServer.cluster(cluster.binary()));
        String[] urls = servers.stream().map(NatsServer::url).toArray(String[]::new);
        load = new ReplicatedLoad(urls);
        open.add(load);
        onlooker = new Onlooker(load);
        LocalCodec.register(vertx);
        vertx.eventBus().<Frame>localConsumer(Frame.ADDRESS, m -> onlooker.see(m.body()));
        NatsConnection monitor = connection("monitor", urls);
        Optional<ServersApi> api =
                cluster.snapshots() ? Optional.of(new ServersApi(vertx, connection("sys", urls))) : Optional.empty();
        Features features = new Features();
        JetStreamApi jetStream = new JetStreamApi(vertx, monitor, 2000);
        vertx.deployVerticle(new ConsumerVerticle(
                        new ConsumersConfig(POLL, Globs.ALL, Globs.ALL, Duration.ofSeconds(4), 2000),
                        monitor,
                        api,
                        jetStream,
                        features,
                        List.of(),
                        new StateStore(vertx, monitor, jetStream, features, stateDirectory, "test"),
                        false))
                .await();
    }

    private NatsConnection connection(String user, String[] urls) {
        NatsConnection made = Users.connect(vertx, user, urls);
        open.add(() -> made.close(Duration.ofMillis(200)).await());
        return made;
    }

    private NatsServer leader() throws Exception {
        JetStreamManagement streams = load.management();
        List<NatsServer> found = new ArrayList<>();
        eventually().ignoreExceptions().until(() -> {
            ClusterInfo info = streams.getStreamInfo(ReplicatedLoad.MOVING).getClusterInfo();
            servers.stream().filter(s -> s.name().equals(info.getLeader())).forEach(found::add);
            return !found.isEmpty();
        });
        return found.get(0);
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(20));
    }

    private void awaitAllKnown(String after) {
        eventually()
                .alias("all figures after " + after)
                .untilAsserted(() -> assertThat(onlooker.unknown()).isEmpty());
    }

    private void awaitUnknown(String while_) {
        eventually()
                .alias("no figures while " + while_)
                .untilAsserted(() -> assertThat(onlooker.known()).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("clusters")
    void whateverHappensToServers_whatIsSaidIsTrue(Cluster cluster) throws Exception {
        start(cluster);
        awaitAllKnown("the start");

        NatsServer killed = leader();
        killed.kill();
        load.awaitPublished(200);
        awaitAllKnown("the leader was killed");
        killed.start();
        load.awaitPublished(400);

        NatsServer paused = leader();
        paused.pause();
        load.awaitPublished(200);
        awaitAllKnown("the leader was paused");
        paused.resume();
        load.awaitPublished(400);

        load.stepDown();
        load.awaitPublished(100);
        load.stepDown();
        load.awaitPublished(200);
        awaitAllKnown("leaders stepped down");

        List<NatsServer> two = servers.subList(1, 3);
        two.forEach(NatsServer::kill);
        awaitUnknown("two of three are gone");
        two.forEach(NatsServer::start);
        load.awaitPublished(400);
        awaitAllKnown("the two came back");

        assertThat(onlooker.complaints()).isEmpty();
    }
}
