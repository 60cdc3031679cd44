package io.mistersmith.backplane.monitor.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.testing.Users;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that hangs, and keeps its sockets open. */
class HungServerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();

    private final List<NatsServer> servers = new ArrayList<>();

    @AfterEach
    void close() {
        vertx.close().await();
        servers.forEach(NatsServer::close);
    }

    private NatsConnection connected() {
        NatsConnection connection = Users.connect(
                vertx, "monitor", servers.stream().map(NatsServer::url).toArray(String[]::new));
        await().atMost(PATIENCE).until(() -> connection.connectivity().connected());
        return connection;
    }

    @Test
    void whereThereAreOthers_itIsLeft_andWhatIsSaidToAnotherIsHeard() {
        servers.addAll(NatsServer.cluster(Optional.empty()));
        NatsConnection connection = connected();
        List<String> heard = new CopyOnWriteArrayList<>();
        connection.dispatcher(100, 1_000_000).subscribe("greeting", m -> heard.add(m.getSubject()));
        NatsServer ours = servers.stream()
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
    }

    @Test
    void theOnlyOne_isWaitedFor() {
        NatsServer server = NatsServer.withoutJetStream();
        servers.add(server);
        NatsConnection connection = connected();
        server.pause();
        long longerThanPatience = 11_000;
        await().atMost(PATIENCE).until(() -> connection.connectivity().unheardMillis() > longerThanPatience);
        server.resume();
        await().atMost(PATIENCE).until(() -> connection.connectivity().connected());
        assertThat(connection.connectivity().reconnects()).isZero();
        connection.close(Duration.ofMillis(200)).await();
    }
}
