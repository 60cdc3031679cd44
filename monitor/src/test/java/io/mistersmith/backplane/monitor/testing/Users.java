package io.mistersmith.backplane.monitor.testing;

import io.mistersmith.backplane.monitor.config.NatsConfig;
import io.mistersmith.backplane.monitor.config.NatsConfig.Credentials;
import io.mistersmith.backplane.monitor.config.NatsConfig.Tls;
import io.mistersmith.backplane.monitor.config.Secret;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The users of the test servers, whose passwords are their names. */
public final class Users {

    private Users() {}

    public static Credentials credentials(String user) {
        return new Credentials(user, Secret.of(user), Secret.NONE, Secret.NONE, Optional.empty());
    }

    /** A connection as the monitor makes it, which reconnects after 50 ms. */
    public static NatsConnection connect(Vertx vertx, String user, String... servers) {
        Credentials credentials = credentials(user);
        NatsConfig config = new NatsConfig(
                List.of(servers),
                "test",
                credentials,
                Tls.NONE,
                Optional.empty(),
                Optional.empty(),
                Duration.ofMillis(50));
        return NatsConnection.open(vertx, config, credentials, "test");
    }
}
