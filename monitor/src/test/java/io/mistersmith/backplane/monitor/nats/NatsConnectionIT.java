package io.mistersmith.backplane.monitor.nats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.config.NatsConfig;
import io.mistersmith.backplane.monitor.config.NatsConfig.Credentials;
import io.mistersmith.backplane.monitor.config.NatsConfig.Tls;
import io.mistersmith.backplane.monitor.config.Secret;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.impl.Headers;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The connection against a server that comes late, dies, hangs and refuses. */
class NatsConnectionIT {

    private Vertx vertx;
    private NatsServer server;
    private NatsConnection connection;

    @BeforeEach
    void vertx() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void close() {
        if (connection != null) {
            connection.close(Duration.ofMillis(500)).await();
        }
        server.close();
        vertx.close().await();
    }

    private static Credentials user(String name) {
        return new Credentials(name, Secret.of(name), Secret.NONE, Secret.NONE, Optional.empty());
    }

    private NatsConnection open(Credentials credentials) {
        NatsConfig config = new NatsConfig(
                List.of(server.url()),
                "test",
                credentials,
                Tls.NONE,
                Optional.empty(),
                Optional.empty(),
                Duration.ofMillis(50));
        connection = NatsConnection.open(vertx, config, credentials, "test");
        return connection;
    }

    private void awaitConnected() {
        await().until(() -> connection.connectivity().connected());
    }

    private void say(String subject, String words) throws Exception {
        try (Connection app = Nats.connect(
                Options.builder().server(server.url()).userInfo("app", "app").build())) {
            app.publish(subject, words.getBytes(UTF_8));
            app.flush(Duration.ofSeconds(2));
        }
    }

    @Test
    void queue_subscribedBeforeThereIsAServer_hearsWhatComesThen() throws Exception {
        server = NatsServer.stopped();
        MessageQueue queue = open(user("monitor")).queue("greetings.>", "", 100);
        assertThat(connection.connectivity().everConnected()).isFalse();
        assertThat(connection.publish("greetings.x", new byte[0])).isFalse();

        server.start();
        awaitConnected();
        connection.flush(Duration.ofSeconds(2)).await();
        say("greetings.world", "hello");

        Message heard = queue.poll(Duration.ofSeconds(3));
        assertThat(heard).isNotNull();
        assertThat(new String(heard.getData(), UTF_8)).isEqualTo("hello");
        assertThat(connection.connectivity().version()).matches("\\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void dispatcher_serverKilledAndBack_hearsAgainAndCountsTheReconnect() throws Exception {
        server = NatsServer.withJetStream();
        List<String> heard = new CopyOnWriteArrayList<>();
        AtomicInteger connected = new AtomicInteger();
        open(user("monitor"))
                .dispatcher(100, 1_000_000)
                .subscribe("greetings", m -> heard.add(new String(m.getData(), UTF_8)));
        connection.onConnected(connected::incrementAndGet);
        awaitConnected();

        server.kill();
        await().until(() -> !connection.connectivity().connected());
        long awaySince = connection.connectivity().since();
        server.start();
        awaitConnected();
        connection.flush(Duration.ofSeconds(2)).await();
        say("greetings", "again");

        await().until(() -> heard.equals(List.of("again")));
        assertThat(connection.connectivity().reconnects()).isEqualTo(1);
        assertThat(connection.connectivity().since()).isGreaterThanOrEqualTo(awaySince);
        assertThat(connected).hasValue(2);
    }

    @Test
    void connectivity_serverHangs_saysAwayThoughTheSocketIsOpen() {
        server = NatsServer.withJetStream();
        open(user("monitor"));
        awaitConnected();

        server.pause();
        await().atMost(Duration.ofSeconds(4))
                .until(() -> !connection.connectivity().connected());
        server.resume();

        await().atMost(Duration.ofSeconds(4))
                .until(() -> connection.connectivity().connected());
        assertThat(connection.connectivity().reconnects()).isZero();
    }

    @Test
    void connectivity_wrongPassword_keepsTryingAndTellsWhy() {
        server = NatsServer.withJetStream();
        open(new Credentials("monitor", Secret.of("wrong"), Secret.NONE, Secret.NONE, Optional.empty()));

        await().until(() -> connection.connectivity().lastError().isPresent());

        assertThat(connection.connectivity().lastError().orElseThrow()).containsIgnoringCase("authorization");
        assertThat(connection.connectivity().connected()).isFalse();
    }

    @Test
    void request_nobodyThere_failsAtOnce() {
        server = NatsServer.withJetStream();
        open(user("monitor"));
        awaitConnected();

        Throwable failure = connection
                .request("nobody.there", new Headers(), new byte[0], Duration.ofSeconds(5))
                .transform(result -> io.vertx.core.Future.succeededFuture(result.cause()))
                .await();

        assertThat(failure).isInstanceOf(NatsException.class).hasMessageContaining("nobody there");
    }

    @Test
    void api_streamsConsumersAndMessages_areRead() throws Exception {
        server = NatsServer.withJetStream();
        JetStreamApi api = new JetStreamApi(vertx, open(user("monitor")), 1000);
        awaitConnected();
        api.createStream(stream("ORDERS", "orders.>")).await();
        api.publish("orders.new", Optional.of("one"), "1".getBytes(UTF_8)).await();
        api.publish("orders.new", Optional.of("one"), "1".getBytes(UTF_8)).await();
        api.publish("orders.old", Optional.empty(), "22".getBytes(UTF_8)).await();
        api.createConsumer(
                        "ORDERS",
                        ConsumerInfo.OWN_PREFIX + "x",
                        JetStreamApi.object().put("ack_policy", "explicit"))
                .await();

        StreamInfo stream = api.streams().await().items().get(0);
        assertThat(stream.name()).isEqualTo("ORDERS");
        assertThat(stream.state().messages()).isEqualTo(2);
        assertThat(stream.state().lastTime()).isAfter(stream.created());
        ConsumerInfo consumer = api.consumers("ORDERS").await().items().get(0);
        assertThat(consumer.pending()).isEqualTo(2);
        assertThat(consumer.isOwn()).isTrue();
        assertThat(consumer.config().isDurable()).isFalse();
        StoredMessage next = api.nextMessage("ORDERS", 1, "orders.old").await();
        assertThat(next.sequence()).isEqualTo(2);
        assertThat(next.data()).isEqualTo("22".getBytes(UTF_8));
        assertThat(kindOf(api.nextMessage("ORDERS", 3, "orders.>"))).isEqualTo(NatsException.Kind.NOT_FOUND);
        assertThat(kindOf(api.stream("NONE"))).isEqualTo(NatsException.Kind.NOT_FOUND);
        assertThat(api.requests()).containsEntry("stream_list", 1L).containsEntry("message_get", 2L);
    }

    @Test
    void api_withoutJetStream_saysSo() {
        server = NatsServer.withoutJetStream();
        JetStreamApi api = new JetStreamApi(vertx, open(user("monitor")), 1000);
        awaitConnected();

        assertThat(kindOf(api.accountInfo())).isEqualTo(NatsException.Kind.NO_JETSTREAM);
    }

    @Test
    void api_moreConsumersThanAPage_readsThemAll() {
        server = NatsServer.withJetStream();
        JetStreamApi api = new JetStreamApi(vertx, open(user("monitor")), 5000);
        awaitConnected();
        api.createStream(stream("MANY", "many")).await();
        for (int i = 0; i < 300; i++) {
            api.createConsumer(
                            "MANY",
                            ConsumerInfo.OWN_PREFIX + i,
                            JetStreamApi.object().put("ack_policy", "explicit"))
                    .await();
        }

        assertThat(api.consumers("MANY").await().items()).hasSize(300);
    }

    static com.fasterxml.jackson.databind.node.ObjectNode stream(String name, String subject) {
        com.fasterxml.jackson.databind.node.ObjectNode config =
                JetStreamApi.object().put("name", name).put("storage", "memory").put("num_replicas", 1);
        config.putArray("subjects").add(subject);
        return config;
    }

    private static NatsException.Kind kindOf(io.vertx.core.Future<?> future) {
        return future.transform(result -> io.vertx.core.Future.succeededFuture(NatsException.kindOf(result.cause())))
                .await();
    }
}
