package io.mistersmith.backplane.monitor.alert;

import static io.mistersmith.backplane.monitor.alert.PublisherFixture.STREAM;
import static io.mistersmith.backplane.monitor.alert.PublisherFixture.config;
import static io.mistersmith.backplane.monitor.alert.PublisherFixture.ids;
import static io.mistersmith.backplane.monitor.alert.PublisherFixture.kept;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.config.ViolationsConfig;
import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Violations on a real NATS: each one, once, in order, whatever happens to the server. */
class ViolationPublisherIT {

    private final PublisherFixture nats = new PublisherFixture();

    @AfterEach
    void close() throws Exception {
        nats.close();
    }

    @Test
    void violations_areHeardAndKeptInOrder() throws Exception {
        NatsServer server = nats.closedAtEnd(NatsServer.withJetStream());
        Connection app = nats.listen(server);
        nats.deploy(server, config());

        nats.publish(0, 100);

        await().until(() -> nats.heard.size() == 100);
        await().ignoreExceptions().until(() -> kept(app, STREAM).equals(ids(0, 100)));
        assertThat(nats.heard)
                .extracting(Message::getSubject)
                .containsOnly("backplane.violations.error.agent_queue_depth");
        assertThat(nats.heard)
                .extracting(m -> m.getHeaders().getFirst("Nats-Msg-Id"))
                .containsExactlyElementsOf(
                        ids(0, 100).stream().map(id -> id + ":1").toList());
        assertThat(new JsonObject(new String(nats.heard.get(7).getData(), StandardCharsets.UTF_8)).getString("id"))
                .isEqualTo("v-7");
        StreamConfiguration stream =
                app.jetStreamManagement().getStreamInfo(STREAM).getConfiguration();
        assertThat(stream.getSubjects()).containsExactly("backplane.violations.>");
        assertThat(stream.getMaxAge()).isEqualTo(Duration.ofDays(30));
        assertThat(stream.getDuplicateWindow()).isEqualTo(Duration.ofMinutes(10));
        assertThat(stream.getStorageType()).isEqualTo(StorageType.File);
        assertThat(stream.getDiscardPolicy()).isEqualTo(DiscardPolicy.Old);
        assertThat(stream.getReplicas()).isEqualTo(1);
        assertThat(nats.features.isUp(Features.VIOLATIONS_STREAM)).isTrue();
    }

    @Test
    void serverKilledAndBack_keepsEachOnce() throws Exception {
        NatsServer server = nats.closedAtEnd(NatsServer.withJetStream());
        Connection app = nats.listen(server);
        nats.deploy(server, config());
        nats.publish(0, 20);
        await().ignoreExceptions().until(() -> kept(app, STREAM).size() == 20);

        server.kill();
        nats.publish(20, 50);
        await().until(() -> !nats.connection.connectivity().connected());
        nats.publish(50, 60);
        server.start();

        await().atMost(20, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> kept(app, STREAM).equals(ids(0, 60)));
        assertThat(nats.waiting()).isZero();
    }

    @Test
    void serverThatHangs_keepsEachOnce() throws Exception {
        NatsServer server = nats.closedAtEnd(NatsServer.withJetStream());
        Connection app = nats.listen(server);
        nats.deploy(server, config());
        nats.publish(0, 5);
        await().ignoreExceptions().until(() -> kept(app, STREAM).size() == 5);

        server.pause();
        nats.publish(5, 10);
        // long enough for requests to run into their deadline, and to be repeated
        await().atMost(10, TimeUnit.SECONDS).during(4, TimeUnit.SECONDS).until(() -> nats.waiting() == 5);
        server.resume();

        await().atMost(20, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> kept(app, STREAM).equals(ids(0, 10)));
    }

    @Test
    void startedBeforeTheServer_saysAllOnceItIsThere() throws Exception {
        NatsServer server = nats.closedAtEnd(NatsServer.stopped());
        nats.deploy(server, config());
        nats.publish(0, 10);
        await().until(() -> nats.waiting() == 10);

        server.start();
        Connection app = nats.listen(server);

        await().atMost(20, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> kept(app, STREAM).equals(ids(0, 10)));
    }

    @Test
    void systemAlerts_areSaidToo() throws Exception {
        NatsServer server = nats.closedAtEnd(NatsServer.withJetStream());
        List<Message> alerts = new CopyOnWriteArrayList<>();
        Connection app = nats.listen(server);
        app.createDispatcher(alerts::add).subscribe("system.alerts.>");
        app.flush(Duration.ofSeconds(5));
        nats.deploy(server, new ViolationsConfig("backplane.violations", STREAM, 0, Duration.ofDays(30), true));

        nats.publish(0, 2);

        await().until(() -> alerts.size() == 2);
        assertThat(alerts).extracting(Message::getSubject).containsOnly("system.alerts.error");
        JsonObject alert = new JsonObject(new String(alerts.get(1).getData(), StandardCharsets.UTF_8));
        assertThat(alert.getString("type")).isEqualTo("system_alert");
        assertThat(alert.getString("id")).isEqualTo("v-1");
        assertThat(kept(app, STREAM)).isEqualTo(ids(0, 2));
    }

    @Test
    void stop_drainsWhatWaits() throws Exception {
        NatsServer server = nats.closedAtEnd(NatsServer.withJetStream());
        Connection app = nats.listen(server);
        nats.deploy(server, config());
        await().until(() -> nats.features.isUp(Features.VIOLATIONS_STREAM));

        nats.publish(0, 200);
        nats.stopPublisher();

        assertThat(kept(app, STREAM)).isEqualTo(ids(0, 200));
    }

    @Test
    void stop_withoutNats_isQuickAndCounted() throws Exception {
        NatsServer server = nats.closedAtEnd(NatsServer.stopped());
        nats.deploy(server, config());
        nats.publish(0, 3);

        long began = System.nanoTime();
        nats.stopPublisher();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
        assertThat(nats.registry
                        .get("backplane.monitor.violations.dropped")
                        .counter()
                        .count())
                .isEqualTo(3);
    }
}
