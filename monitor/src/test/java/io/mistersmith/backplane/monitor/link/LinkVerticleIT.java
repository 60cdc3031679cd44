package io.mistersmith.backplane.monitor.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.config.NatsConfig;
import io.mistersmith.backplane.monitor.config.Secret;
import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.testing.LatestFrames;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.ForceReconnectOptions;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkVerticleIT {

    private static final String RECONNECTS = "backplane_reconnection_count_total";
    private static final String BLIND = "backplane_monitor_blind_ms";
    private static final String FEATURE = "backplane_monitor_feature_up";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final LatestFrames frames = new LatestFrames(vertx);
    private final Features features = new Features();
    private Optional<NatsConnection> main = Optional.empty();
    private Optional<NatsConnection> system = Optional.empty();

    @AfterEach
    void stop() throws Exception {
        for (Optional<NatsConnection> connection : List.of(main, system)) {
            if (connection.isPresent()) {
                connection.get().close(Duration.ofSeconds(1)).await(5, TimeUnit.SECONDS);
            }
        }
        vertx.close().await(5, TimeUnit.SECONDS);
    }

    private void watch(NatsServer server, Optional<String> systemUser) throws Exception {
        main = Optional.of(connect(server, "monitor"));
        system = systemUser.map(user -> connect(server, user));
        NatsConnection connection = main.orElseThrow();
        vertx.deployVerticle(new LinkVerticle(connection, system, new JetStreamApi(vertx, connection, 2000), features))
                .await(5, TimeUnit.SECONDS);
    }

    private NatsConnection connect(NatsServer server, String user) {
        NatsConfig.Credentials credentials =
                new NatsConfig.Credentials(user, Secret.of(user), Secret.NONE, Secret.NONE, Optional.empty());
        NatsConfig config = new NatsConfig(
                List.of(server.url()),
                "link-it",
                credentials,
                NatsConfig.Tls.NONE,
                Optional.empty(),
                Optional.empty(),
                Duration.ofMillis(100));
        return NatsConnection.open(vertx, config, credentials, "link-it-" + user);
    }

    private double feature(String name) {
        return frames.value("features", name, FEATURE);
    }

    @Test
    void everythingThere_isTold() throws Exception {
        try (NatsServer server = NatsServer.withJetStream()) {
            watch(server, Optional.of("sys"));

            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(feature(Features.JETSTREAM)).isEqualTo(1);
                assertThat(feature(Features.SYSTEM_ACCOUNT)).isEqualTo(1);
                assertThat(frames.value("link", "", BLIND)).isZero();
                assertThat(frames.value("link", "", RECONNECTS, "monitor")).isZero();
                assertThat(frames.value("link", "", RECONNECTS, "server")).isZero();
                assertThat(frames.value("requests", "account_info", "backplane_monitor_requests_total"))
                        .isPositive();
                assertThat(frames.value("link", "", "backplane_monitor_received_bytes_total"))
                        .isPositive();
            });
        }
    }

    @Test
    void applicationThatReconnects_isSeenByTheSystemAccount() throws Exception {
        try (NatsServer server = NatsServer.withJetStream()) {
            watch(server, Optional.of("sys"));
            await().atMost(PATIENCE).until(() -> feature(Features.SYSTEM_ACCOUNT) == 1);
            Connection app = Nats.connect(Options.builder()
                    .server(server.url())
                    .userInfo("app", "app")
                    .connectionName("svc-orders-1")
                    .build());
            app.forceReconnect(ForceReconnectOptions.FORCE_CLOSE_INSTANCE);

            await().atMost(PATIENCE).until(() -> frames.value("link", "", RECONNECTS, "server") == 1);
            assertThat(frames.value("link", "", RECONNECTS, "monitor")).isZero();
            app.close();
        }
    }

    @Test
    void serverThatRestarts_isMissed_andCountedForBothConnections() throws Exception {
        try (NatsServer server = NatsServer.withJetStream()) {
            watch(server, Optional.of("sys"));
            await().atMost(PATIENCE).until(() -> feature(Features.JETSTREAM) == 1);

            server.kill();
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(frames.value("link", "", BLIND)).isGreaterThan(1000);
                assertThat(feature(Features.JETSTREAM)).isZero();
                assertThat(feature(Features.SYSTEM_ACCOUNT)).isZero();
            });
            server.start();

            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(frames.value("link", "", BLIND)).isZero();
                assertThat(frames.value("link", "", RECONNECTS, "monitor")).isEqualTo(2);
                assertThat(feature(Features.JETSTREAM)).isEqualTo(1);
                assertThat(feature(Features.SYSTEM_ACCOUNT)).isEqualTo(1);
            });
        }
    }

    @Test
    void withoutJetStreamAndSystemAccount_bothAreDown_andSayWhy() throws Exception {
        try (NatsServer server = NatsServer.withoutJetStream()) {
            watch(server, Optional.empty());

            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(feature(Features.JETSTREAM)).isZero();
                assertThat(features.all().get(Features.JETSTREAM).reason()).contains("no JetStream");
            });
            assertThat(features.all().get(Features.SYSTEM_ACCOUNT).reason()).isEqualTo("not configured");
            assertThat(frames.value("link", "", RECONNECTS, "server")).isNaN();
        }
    }

    @Test
    void systemUserOfAnotherAccount_isToldApart() throws Exception {
        try (NatsServer server = NatsServer.withJetStream()) {
            watch(server, Optional.of("app"));

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    features.all().get(Features.SYSTEM_ACCOUNT).reason())
                            .contains("no user of the system account"));
        }
    }
}
