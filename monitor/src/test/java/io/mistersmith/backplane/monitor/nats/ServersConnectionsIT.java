package io.mistersmith.backplane.monitor.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.testing.NatsServers;
import io.mistersmith.backplane.monitor.testing.Users;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections as the servers of a cluster tell them, on every generation that there is. */
class ServersConnectionsIT {

    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> open = new ArrayList<>();
    private List<NatsServer> servers = List.of();

    static Stream<Optional<Path>> generations() {
        return NatsServers.all();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        vertx.close().await();
        servers.forEach(NatsServer::close);
    }

    private NatsConnection connection(String user) {
        // the first one is never killed
        NatsConnection made = Users.connect(vertx, user, servers.get(0).url());
        open.add(() -> made.close(Duration.ofMillis(200)).await());
        return made;
    }

    private Connection client(int server, String user, String name) throws Exception {
        Connection made = Nats.connect(Options.builder()
                .server(servers.get(server).url())
                .ignoreDiscoveredServers()
                .userInfo(user, user)
                .connectionName(name)
                .build());
        open.add(made);
        return made;
    }

    @ParameterizedTest
    @MethodSource("generations")
    void connections_onAnyServer_areFound_andAServerThatDoesNotAnswerIsMissed(Optional<Path> binary) throws Exception {
        servers = NatsServer.cluster(binary);
        NatsConnection monitor = connection("monitor");
        ServersApi api = new ServersApi(vertx, connection("sys"));
        Connection here = client(0, "app", "a");
        client(1, "app", "b");
        client(1, "app", "nobody asked for it");
        client(1, "sys", "a");
        client(2, "app", "c").close();

        Set<String> names = Set.of("a", "b", "c", "d");
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
            ServersConnections found = api.account(monitor)
                    .compose(account -> api.connections(account, names))
                    .await();
            assertThat(found.complete()).isTrue();
            assertThat(found.clients())
                    .extracting(c -> c.name() + " " + c.server())
                    .containsExactlyInAnyOrder(
                            "a " + servers.get(0).name(),
                            "b " + servers.get(1).name(),
                            "c " + servers.get(2).name());
            assertThat(found.clients()).allSatisfy(c -> {
                assertThat(c.closing().map(ServersConnections.Closing::reason))
                        .isEqualTo(c.name().equals("c") ? Optional.of("Client Closed") : Optional.empty());
                assertThat(c.aheadMillis()).isBetween(-5_000L, 1_000L);
            });
            assertThat(found.clients().stream().filter(c -> c.name().equals("a")))
                    .extracting(ServersConnections.Client::client)
                    .containsExactly((long) here.getServerInfo().getClientId());
        });

        servers.get(2).kill();
        ServersConnections left = api.connections("APP", names).await();
        assertThat(left.complete()).isFalse();
        assertThat(left.clients()).extracting(ServersConnections.Client::name).containsExactlyInAnyOrder("a", "b");
        assertThat(api.connections("NONE", names).await().clients()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("generations")
    void user_thatIsNotOfTheSystemAccount_isRefused(Optional<Path> binary) {
        servers = List.of(NatsServer.of(binary));
        NatsConnection app = connection("app");
        ServersApi api = new ServersApi(vertx, app);
        await().until(() -> app.connectivity().connected());

        assertThat(api.connections("APP", Set.of("a"))
                        .transform(result -> Future.succeededFuture(NatsException.kindOf(result.cause())))
                        .await())
                .isEqualTo(NatsException.Kind.REFUSED);
    }
}
