package io.mistersmith.backplane.monitor.nats;

import io.mistersmith.backplane.monitor.config.NatsConfig;
import io.nats.client.AuthHandler;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Turns the configuration into the client's options: endless jittered reconnects, credentials, TLS. */
final class Connector {

    /** Longer than a server's pause for garbage or disk; a hung one is noticed by the pulse long before. */
    private static final Duration PING_INTERVAL = Duration.ofSeconds(10);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private Connector() {}

    /**
     * @throws IOException where a certificate, key or seed that the configuration names cannot be used; the message says
     *     which
     */
    static Options options(
            Vertx vertx,
            NatsConfig config,
            NatsConfig.Credentials credentials,
            String name,
            ConnectionListener connections,
            ErrorListener errors)
            throws IOException {
        Options.Builder options = new Options.Builder()
                .servers(config.servers().toArray(String[]::new))
                .connectionName(name)
                .connectionTimeout(CONNECT_TIMEOUT)
                .maxReconnects(-1)
                .reconnectWait(config.reconnectWait())
                .reconnectJitter(config.reconnectWait())
                .reconnectJitterTls(config.reconnectWait())
                .pingInterval(PING_INTERVAL)
                // what could not be sent is told to the caller, who knows whether it still matters later
                .reconnectBufferSize(0)
                .requestCleanupInterval(Duration.ofMillis(100))
                .useTimeoutException()
                .reportNoResponders()
                .connectionListener(connections)
                .errorListener(errors);
        authenticate(options, credentials);
        if (config.tls().isConfigured() || config.servers().stream().anyMatch(Connector::saysTls)) {
            options.sslContext(sslContext(vertx, config.tls()));
            if (config.tls().first()) {
                options.tlsFirst();
            }
        }
        return options.build();
    }

    private static void authenticate(Options.Builder options, NatsConfig.Credentials credentials) throws IOException {
        if (credentials.credentialsFile().isPresent()) {
            options.authHandler(
                    Nats.credentials(credentials.credentialsFile().get().toString()));
        } else if (credentials.nkeySeed().isPresent()) {
            options.authHandler(nkey(credentials.nkeySeed().reveal().orElseThrow()));
        } else if (credentials.token().isPresent()) {
            options.token(credentials.token().reveal().orElseThrow().toCharArray());
        } else if (!credentials.user().isEmpty()) {
            options.userInfo(
                    credentials.user().toCharArray(),
                    credentials.password().reveal().orElse("").toCharArray());
        }
    }

    private static AuthHandler nkey(String seed) throws IOException {
        NKey key;
        String publicKey;
        try {
            key = NKey.fromSeed(seed.strip().toCharArray());
            publicKey = new String(key.getPublicKey());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("the nkey seed is none: expected SU…, as nk -gen user writes it", e);
        }
        return new AuthHandler() {
            @Override
            public byte[] sign(byte[] nonce) {
                try {
                    return key.sign(nonce);
                } catch (GeneralSecurityException | IOException e) {
                    throw new IllegalStateException("cannot sign the server's nonce", e);
                }
            }

            @Override
            public char[] getID() {
                return publicKey.toCharArray();
            }

            @Override
            @SuppressWarnings("NullAway") // the client's way of saying: a bare nkey, no JWT
            public char[] getJWT() {
                return null;
            }
        };
    }

    private static boolean saysTls(String server) {
        return server.startsWith("tls:") || server.startsWith("wss:");
    }

    @SuppressWarnings("NullAway") // null: no certificate of our own; the JVM's own authorities
    private static SSLContext sslContext(Vertx vertx, NatsConfig.Tls tls) throws IOException {
        try {
            KeyManager[] keys = null;
            if (tls.certificate().isPresent()) {
                keys = new PemKeyCertOptions()
                        .setCertPath(tls.certificate().get().toString())
                        .setKeyPath(tls.key().orElseThrow().toString())
                        .getKeyManagerFactory(vertx)
                        .getKeyManagers();
            }
            TrustManagerFactory trust;
            if (tls.ca().isPresent()) {
                trust = new PemTrustOptions()
                        .addCertPath(tls.ca().get().toString())
                        .getTrustManagerFactory(vertx);
            } else {
                trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init((KeyStore) null);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {ServerIdentity.checkedBy(trust)}, null);
            return context;
        } catch (Exception e) {
            throw new IOException("nats.tls cannot be used: " + e.getMessage(), e);
        }
    }
}
