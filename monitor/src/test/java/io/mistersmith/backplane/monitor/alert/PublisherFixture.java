package io.mistersmith.backplane.monitor.alert;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mistersmith.backplane.monitor.LocalCodec;
import io.mistersmith.backplane.monitor.config.ViolationsConfig;
import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.testing.Users;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.MessageInfo;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** A publisher on a NATS, and an application that listens. */
final class PublisherFixture implements AutoCloseable {

    static final String STREAM = "BACKPLANE_VIOLATIONS";

    final Vertx vertx = Vertx.vertx();
    final Features features = new Features();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final List<Message> heard = new CopyOnWriteArrayList<>();
    final List<AutoCloseable> closedAtEnd = new ArrayList<>();
    PublishLoop.Pace pace = PublishLoop.Pace.USUAL;
    NatsConnection connection;
    ViolationPublisherVerticle publisher;

    PublisherFixture() {
        LocalCodec.register(vertx);
    }

    @Override
    public void close() throws Exception {
        if (connection != null) {
            result(connection.close(Duration.ofMillis(200)));
        }
        result(vertx.close());
        for (AutoCloseable closeable : closedAtEnd) {
            closeable.close();
        }
    }

    void stopPublisher() throws Exception {
        result(vertx.undeploy(publisher.deploymentID()));
    }

    static ViolationsConfig config() {
        return new ViolationsConfig("backplane.violations", STREAM, 0, Duration.ofDays(30), false);
    }

    void deploy(NatsServer server, ViolationsConfig config) throws Exception {
        connection = Users.connect(vertx, "monitor", server.url());
        publisher = new ViolationPublisherVerticle(
                vertx,
                config,
                pace,
                Violations::json,
                connection,
                new JetStreamApi(vertx, connection, 1000),
                features,
                registry);
        result(vertx.deployVerticle(publisher));
    }

    Connection listen(NatsServer server) throws Exception {
        Connection app = closedAtEnd(Nats.connect(new Options.Builder()
                .server(server.url())
                .userInfo("app", "app")
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(50))
                .build()));
        app.createDispatcher(heard::add).subscribe("backplane.violations.>");
        app.flush(Duration.ofSeconds(5));
        return app;
    }

    void publish(int from, int to) {
        for (int i = from; i < to; i++) {
            vertx.eventBus().publish(Violation.ADDRESS, Violations.opened("v-" + i, Severity.ERROR));
        }
    }

    static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "v-" + i).toList();
    }

    /** The ids of what a stream holds, in its order. */
    static List<String> kept(Connection app, String stream) throws Exception {
        JetStreamManagement management = app.jetStreamManagement();
        List<String> ids = new ArrayList<>();
        long last = management.getStreamInfo(stream).getStreamState().getLastSequence();
        for (long sequence = 1; sequence <= last; sequence++) {
            MessageInfo message = management.getMessage(stream, sequence);
            ids.add(new JsonObject(new String(message.getData(), StandardCharsets.UTF_8)).getString("id"));
        }
        return ids;
    }

    double waiting() {
        return registry.get("backplane.monitor.violations.waiting").gauge().value();
    }

    <T extends AutoCloseable> T closedAtEnd(T closeable) {
        closedAtEnd.add(0, closeable);
        return closeable;
    }

    static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
    }
}
