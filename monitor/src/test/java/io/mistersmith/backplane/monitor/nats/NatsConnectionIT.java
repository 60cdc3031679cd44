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
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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
        return open(credentials, server.url());
    }

    private NatsConnection open(Credentials credentials, String... servers) {
        NatsConfig config = new NatsConfig(
                List.of(servers),
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
        MessageQueue queue = open(user("monitor")).queue("greetings.>", "", new PendingLimits(100, 1 << 20));
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

    /** One after the other, as fast as they can: however they are taken, each is, once and in order. */
    @Test
    void queue_messagesComeFast_allAreTakenInOrder() throws Exception {
        server = NatsServer.withJetStream();
        MessageQueue queue = open(user("monitor")).queue("numbers", "", new PendingLimits(100_000, 64 << 20));
        awaitConnected();
        connection.flush(Duration.ofSeconds(2)).await();
        int many = 20_000;
        try (Connection app = Nats.connect(
                Options.builder().server(server.url()).userInfo("app", "app").build())) {
            for (int i = 0; i < many; i++) {
                app.publish("numbers", Integer.toString(i).getBytes(UTF_8));
            }
            app.flush(Duration.ofSeconds(5));
        }
        List<Message> taken = new ArrayList<>();
        for (Message next = queue.poll(Duration.ofSeconds(3)); next != null; next = queue.poll(Duration.ofSeconds(1))) {
            taken.add(next);
            queue.drainTo(taken, taken.size() + 63);
        }
        assertThat(taken.stream().map(m -> new String(m.getData(), UTF_8)))
                .containsExactlyElementsOf(
                        IntStream.range(0, many).mapToObj(Integer::toString).toList());
        assertThat(queue.dropped()).isZero();
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

    /** What the tries at the other servers end with is told late, and is no end of the connection. */
    @Test
    void connectivity_severalServersOfWhichOneIsThere_staysConnected() {
        server = NatsServer.withJetStream();
        for (int i = 0; i < 20; i++) {
            NatsConnection one = open(user("monitor"), "nats://127.0.0.1:1", "nats://127.0.0.1:2", server.url());
            awaitConnected();
            one.flush(Duration.ofSeconds(2)).await();
            assertThat(one.connectivity().connected()).isTrue();
            one.close(Duration.ofMillis(500)).await();
        }
    }

    @Test
    void dispatcher_attachedTwiceToOneConnection_deliversOnce() throws Exception {
        server = NatsServer.withJetStream();
        try (Connection client = Nats.connect(Options.builder()
                .server(server.url())
                .userInfo("monitor", "monitor")
                .build())) {
            List<String> heard = new CopyOnWriteArrayList<>();
            MessageDispatcher dispatcher = new MessageDispatcher(100, 1_000_000);
            dispatcher.subscribe("greetings", m -> heard.add(new String(m.getData(), UTF_8)));
            MessageQueue queue = new MessageQueue("greetings", "", new PendingLimits(100, 1 << 20));
            for (int i = 0; i < 2; i++) {
                dispatcher.attach(client);
                queue.attach(client);
            }
            client.flush(Duration.ofSeconds(2));

            say("greetings", "hello");

            await().until(() -> !heard.isEmpty());
            client.flush(Duration.ofSeconds(2));
            assertThat(heard).containsExactly("hello");
            assertThat(client.getStatistics().getInMsgs()).isEqualTo(2);
        }
    }

    @Test
    void dispatcher_itsConnectionIsClosed_subscribesAtTheNext() throws Exception {
        server = NatsServer.withJetStream();
        List<String> heard = new CopyOnWriteArrayList<>();
        MessageDispatcher dispatcher = new MessageDispatcher(100, 1_000_000);
        Options options = Options.builder()
                .server(server.url())
                .userInfo("monitor", "monitor")
                .build();
        try (Connection first = Nats.connect(options)) {
            dispatcher.attach(first);
        }

        dispatcher.subscribe("greetings", m -> heard.add(new String(m.getData(), UTF_8)));
        try (Connection second = Nats.connect(options)) {
            dispatcher.attach(second);
            second.flush(Duration.ofSeconds(2));
            say("greetings", "hello");

            await().until(() -> heard.equals(List.of("hello")));
        }
    }

    @Test
    void connectivity_mayNotSendToItself_isKnownAllTheSame() {
        server = NatsServer.configured("authorization { users: [ { user: monitor, password: monitor, permissions: {"
                + " publish: \"Allowed.>\", subscribe: \"Allowed.>\" } } ] }");
        open(user("monitor"));
        awaitConnected();
        await().until(() -> connection.connectivity().roundTripMillis() >= 0);
        MessageQueue secret = connection.queue("Secret.>", "", new PendingLimits(10, 1 << 20));
        connection.publish("Secret.x", new byte[0]);

        await().until(() -> connection.isDenied("Secret.x") && connection.isDenied("Secret.>"));
        assertThat(connection.isDenied("secret.x")).isFalse();
        assertThat(connection.connectivity().connected()).isTrue();

        server.pause();
        await().until(() -> !connection.connectivity().connected());
        server.resume();
        await().until(() -> connection.connectivity().connected());
        secret.close();
    }

    @Test
    void subscription_refusedAtTheStart_isRememberedAndForgottenWithTheConnection() {
        server = NatsServer.stopped();
        server.reconfigure("authorization { users: [ { user: monitor, password: monitor, permissions: {"
                + " subscribe: { deny: \"Secret.>\" } } } ] }");
        open(user("monitor")).queue("Secret.>", "", new PendingLimits(10, 1 << 20));
        server.start();

        await().until(() -> connection.isDenied("Secret.>"));
        connection.flush(Duration.ofSeconds(2)).await();
        assertThat(connection.isDenied("Secret.>")).isTrue();

        server.kill();
        server.reconfigure("authorization { users: [ { user: monitor, password: monitor } ] }");
        server.start();
        await().until(() -> !connection.isDenied("Secret.>"));
    }

    /** The client itself gives up after two refusals. */
    @Test
    void connectivity_credentialsRefusedForAWhile_comesBackAndCountsOneReconnect() {
        server = NatsServer.stopped();
        server.reconfigure("authorization { user: monitor, password: monitor }");
        server.start();
        open(user("monitor"));
        awaitConnected();
        long received = connection.receivedBytes();

        server.kill();
        server.reconfigure("authorization { user: monitor, password: changed }");
        server.start();
        await().until(() -> connection.connectivity().lastError().stream().anyMatch(e -> e.contains("uthenticat")));
        assertThat(connection.connectivity().connected()).isFalse();
        assertThat(connection.receivedBytes()).isGreaterThanOrEqualTo(received);
        server.kill();
        server.reconfigure("authorization { user: monitor, password: monitor }");
        server.start();

        awaitConnected();
        assertThat(connection.connectivity().reconnects()).isEqualTo(1);
    }

    @Test
    void close_whileConnecting_leavesNoThread() throws Exception {
        server = NatsServer.stopped();
        try (ServerSocket silent = new ServerSocket(0)) {
            open(user("monitor"), "nats://127.0.0.1:" + silent.getLocalPort());
            silent.accept();

            connection.close(Duration.ofMillis(500)).await();

            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("nats-connect-test", "nats-pulse");
        }
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
