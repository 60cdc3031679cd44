package io.mistersmith.backplane.monitor.nats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.testing.Users;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What survives, whatever of NATS and disk is there. */
class StateStoreIT {

    private static final String KEY = "open-violations";

    @TempDir
    Path disk;

    @TempDir
    Path otherDisk;

    private final Vertx vertx = Vertx.vertx();
    private final List<NatsConnection> connections = new ArrayList<>();
    private final Features features = new Features();
    private NatsServer server;

    @AfterEach
    void close() {
        connections.forEach(c -> c.close(Duration.ofMillis(200)).await());
        vertx.close().await();
        server.close();
    }

    /** As a monitor has it that has just started. */
    private StateStore store(Path directory, String owner) {
        NatsConnection connection = Users.connect(vertx, "monitor", server.url());
        connections.add(connection);
        return new StateStore(vertx, connection, new JetStreamApi(vertx, connection, 1000), features, directory, owner);
    }

    private StateStore connected(Path directory, String owner) {
        StateStore store = store(directory, owner);
        NatsConnection connection = connections.get(connections.size() - 1);
        await().until(() -> connection.connectivity().connected());
        return store;
    }

    private static void save(StateStore store, String value) {
        store.save(KEY, value.getBytes(UTF_8)).await();
    }

    private static String load(StateStore store) {
        return new String(store.load(KEY).await().orElseThrow(), UTF_8);
    }

    private String reason() {
        return features.all().get(Features.STATE).reason();
    }

    @Test
    void state_savedInTheBucket_isThereOnAnotherHost() {
        server = NatsServer.withJetStream();
        save(connected(disk, "m"), "one");

        assertThat(load(connected(otherDisk, "m"))).isEqualTo("one");
        assertThat(connected(otherDisk, "another").load(KEY).await()).isEmpty();
        assertThat(reason()).contains("KV bucket");
    }

    @Test
    void state_savedInTheBucket_isKnownWithNatsAway() {
        server = NatsServer.withJetStream();
        save(connected(disk, "m"), "one");
        server.kill();

        assertThat(load(store(disk, "m"))).isEqualTo("one");
    }

    @Test
    void state_savedWithNatsAway_isNewerThanTheBucket() {
        server = NatsServer.withJetStream();
        StateStore store = connected(disk, "m");
        save(store, "one");
        server.kill();
        await().until(() -> !connections.get(0).connectivity().connected());
        save(store, "two");
        server.start();

        assertThat(load(connected(disk, "m"))).isEqualTo("two");
    }

    @Test
    void state_savedElsewhereSince_winsOverTheDisk() {
        server = NatsServer.withJetStream();
        save(connected(disk, "m"), "one");
        save(connected(otherDisk, "m"), "two");

        assertThat(load(connected(disk, "m"))).isEqualTo("two");
    }

    @Test
    void state_natsHangs_isOnDiskSoon() {
        server = NatsServer.withJetStream();
        StateStore store = connected(disk, "m");
        save(store, "one");
        server.pause();

        save(store, "two");

        server.kill();
        assertThat(load(store(disk, "m"))).isEqualTo("two");
    }

    @Test
    void state_withoutJetStream_isOnDisk() {
        server = NatsServer.withoutJetStream();
        save(connected(disk, "m"), "one");

        assertThat(load(connected(disk, "m"))).isEqualTo("one");
        assertThat(features.isUp(Features.STATE)).isTrue();
        assertThat(reason()).contains(disk.toString()).contains("no JetStream");
    }

    @Test
    void state_withoutPermissionForTheBucket_isOnDiskAndSaysWhy() {
        server = NatsServer.stopped();
        server.reconfigure("jetstream { store_dir: \"" + disk.resolve("js") + "\" }\n"
                + "authorization { users: [ { user: monitor, password: monitor, permissions: {"
                + " publish: { deny: [ \"$JS.API.STREAM.CREATE.>\", \"$JS.API.STREAM.INFO.>\" ] } } } ] }");
        server.start();
        save(connected(disk, "m"), "one");

        assertThat(load(connected(disk, "m"))).isEqualTo("one");
        assertThat(reason()).contains("may not publish");
    }

    @Test
    void state_thatCannotBeSavedAnywhere_fails() {
        server = NatsServer.withoutJetStream();
        StateStore store = connected(Path.of("/dev/null"), "m");

        Throwable failure = store.save(KEY, new byte[1])
                .transform(result -> io.vertx.core.Future.succeededFuture(result.cause()))
                .await();

        assertThat(failure).isNotNull();
        assertThat(features.isUp(Features.STATE)).isFalse();
        assertThat(reason()).contains("cannot write to /dev/null");
    }
}
