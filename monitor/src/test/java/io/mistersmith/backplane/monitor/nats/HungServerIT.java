package io.mistersmith.backplane.monitor.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.testing.Users;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that hangs, and keeps its sockets open. */
class HungServerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void whereThereAreOthers_itIsLeft_andWhatIsSaidToAnotherIsHeard() {
        List<NatsServer> cluster = NatsServer.cluster(Optional.empty());
        NatsConnection connection = Users.connect(
                vertx, "monitor", cluster.stream().map(NatsServer::url).toArray(String[]::new));
        List<String> heard = new CopyOnWriteArrayList<>();
        connection.dispatcher(100, 1_000_000).subscribe("greeting", m -> heard.add(m.getSubject()));
        await().atMost(PATIENCE).until(() -> connection.connectivity().connected());
        NatsServer ours = cluster.stream()
                .filter(s -> s.name().equals(connection.connectivity().server()))
                .findFirst()
                .orElseThrow();
        ours.pause();
        await().atMost(PATIENCE).until(() -> !connection.connectivity().connected());
        await().atMost(PATIENCE).until(() -> connection.connectivity().connected());
        assertThat(connection.connectivity().server()).isNotEqualTo(ours.name());
        assertThat(connection.connectivity().reconnects()).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> {
            connection.publish("greeting", new byte[0]);
            return !heard.isEmpty();
        });
        connection.close(Duration.ofMillis(200)).await();
        cluster.forEach(NatsServer::close);
    }

    @Test
    void theOnlyOne_isWaitedFor() {
        try (NatsServer server = NatsServer.withoutJetStream()) {
            NatsConnection connection = Users.connect(vertx, "monitor", server.url());
            await().atMost(PATIENCE).until(() -> connection.connectivity().connected());
            server.pause();
            long patience = 11_000;
            await().atMost(PATIENCE).until(() -> connection.connectivity().unheardMillis() > patience);
            server.resume();
            await().atMost(PATIENCE).until(() -> connection.connectivity().connected());
            assertThat(connection.connectivity().reconnects()).isZero();
            connection.close(Duration.ofMillis(200)).await();
        }
    }
}
