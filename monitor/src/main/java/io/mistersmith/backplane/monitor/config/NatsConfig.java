package io.mistersmith.backplane.monitor.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code nats}: how to reach the cluster.
 *
 * @param servers at least one {@code nats://}, {@code tls://} or {@code ws(s)://} address
 * @param name of the connection; also the default monitor id
 * @param credentials for the account that is observed
 * @param system for the optional second connection, to the system account
 * @param monitoringUrl of the servers' HTTP monitoring, where there is no system account
 * @param reconnectWait between two attempts; jittered, for ever
 */
public record NatsConfig(
        List<String> servers,
        String name,
        Credentials credentials,
        Tls tls,
        Optional<Credentials> system,
        Optional<String> monitoringUrl,
        Duration reconnectWait) {

    public NatsConfig {
        servers = List.copyOf(servers);
    }

    /**
     * Who we are. At most one way of proving it is given.
     *
     * @param user with {@code password}; empty: no user
     * @param token instead of a user
     * @param nkeySeed an nkey user's seed ({@code SU…})
     * @param credentialsFile a JWT credentials file, read at each connect
     */
    public record Credentials(
            String user, Secret password, Secret token, Secret nkeySeed, Optional<Path> credentialsFile) {

        /** Nobody in particular. */
        public static final Credentials NONE =
                new Credentials("", Secret.NONE, Secret.NONE, Secret.NONE, Optional.empty());
    }

    /**
     * How TLS is spoken; asked for by any of these, or by a {@code tls://} address. A server's certificate must be for the host
     * of its address.
     *
     * @param ca PEM file of the authorities to trust instead of the JVM's own
     * @param certificate PEM file of our own certificate chain, with {@code key}
     * @param first the server speaks TLS before its INFO ({@code handshake_first})
     */
    public record Tls(Optional<Path> ca, Optional<Path> certificate, Optional<Path> key, boolean first) {

        public static final Tls NONE = new Tls(Optional.empty(), Optional.empty(), Optional.empty(), false);

        /** Whether anything asks for TLS beyond what a {@code tls://} address does. */
        public boolean isConfigured() {
            return ca.isPresent() || certificate.isPresent() || first;
        }
    }
}
