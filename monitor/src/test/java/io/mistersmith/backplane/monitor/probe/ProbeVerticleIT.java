package io.mistersmith.backplane.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.config.ProbeConfig;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.testing.LatestFrames;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.testing.Users;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProbeVerticleIT {

    private static final String RTT = "backplane_probe_rtt_ms";
    private static final String LOST = "backplane_probe_lost_total";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private NatsServer server;
    private Vertx vertx;
    private LatestFrames frames;
    private NatsConnection connection;

    @BeforeEach
    void start() throws Exception {
        server = NatsServer.withoutJetStream();
        vertx = Vertx.vertx();
        frames = new LatestFrames(vertx);
        connection = Users.connect(vertx, "app", server.url());
        vertx.deployVerticle(
                        new ProbeVerticle(connection, new ProbeConfig(true, Duration.ofMillis(100)), "it.with/marks"))
                .await(5, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        connection.close(Duration.ofSeconds(1)).await(5, TimeUnit.SECONDS);
        vertx.close().await(5, TimeUnit.SECONDS);
        server.close();
    }

    @Test
    void roundTrips_areMeasured() {
        await().atMost(PATIENCE).until(() -> frames.value("probe", "", "backplane_probe_samples") >= 10);

        assertThat(frames.value("probe", "", RTT, "0.5")).isBetween(0.0, 500.0);
        assertThat(frames.value("probe", "", RTT, "0.99"))
                .isGreaterThanOrEqualTo(frames.value("probe", "", RTT, "0.5"));
        assertThat(frames.value("probe", "", LOST)).isZero();
    }

    @Test
    void hungServer_makesThemUnknown_notLost() {
        await().atMost(PATIENCE).until(() -> frames.value("probe", "", RTT) > 0);

        server.pause();
        await().atMost(PATIENCE).until(() -> Double.isNaN(frames.value("probe", "", RTT)));
        assertThat(frames.value("probe", "", LOST)).isZero();
        server.resume();

        await().atMost(PATIENCE).until(() -> frames.value("probe", "", RTT) > 0);
        assertThat(frames.value("probe", "", LOST)).isZero();
    }
}
