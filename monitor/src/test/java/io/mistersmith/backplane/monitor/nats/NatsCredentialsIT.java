package io.mistersmith.backplane.monitor.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mistersmith.backplane.monitor.config.NatsConfig;
import io.mistersmith.backplane.monitor.config.NatsConfig.Credentials;
import io.mistersmith.backplane.monitor.config.NatsConfig.Tls;
import io.mistersmith.backplane.monitor.config.Secret;
import io.mistersmith.backplane.monitor.testing.Certificates;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.testing.NatsServers;
import io.nats.client.NKey;
import io.nats.client.support.JwtUtils;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way to prove who we are, and to know who the server is, against servers that insist. */
class NatsCredentialsIT {

    private static final Duration SOON = Duration.ofMillis(50);

    @TempDir
    static Path directory;

    private static Certificates certificates;

    private final Vertx vertx = Vertx.vertx();
    private NatsServer server;
    private NatsConnection connection;

    @BeforeAll
    static void certificates() {
        certificates = Certificates.in(directory);
    }

    @AfterEach
    void close() {
        if (server != null) {
            connection.close(Duration.ofMillis(500)).await();
            server.close();
        }
        vertx.close().await();
    }

    private void open(String scheme, Credentials credentials, Tls tls) {
        NatsConfig config = new NatsConfig(
                List.of(scheme + "://127.0.0.1:" + server.port()),
                "test",
                credentials,
                tls,
                Optional.empty(),
                Optional.empty(),
                SOON);
        connection = NatsConnection.open(vertx, config, credentials, "test");
    }

    private void open(Credentials credentials) {
        open("nats", credentials, Tls.NONE);
    }

    private void awaitConnected() {
        await().until(() -> connection.connectivity().connected());
        connection.flush(Duration.ofSeconds(2)).await();
    }

    private void awaitRefusal(String words) {
        await().untilAsserted(() ->
                assertThat(connection.connectivity().lastError().orElse("")).containsIgnoringCase(words));
        assertThat(connection.connectivity().everConnected()).isFalse();
    }

    private static Credentials token(String token) {
        return new Credentials("", Secret.NONE, Secret.of(token), Secret.NONE, Optional.empty());
    }

    private static Tls trusting(String ca) {
        return new Tls(Optional.of(directory.resolve(ca + ".pem")), Optional.empty(), Optional.empty(), false);
    }

    private static String tls(String certificate, String more) {
        return "tls { cert_file: \"%s\", key_file: \"%s\", timeout: 5 %s }"
                .formatted(directory.resolve(certificate + ".pem"), directory.resolve(certificate + ".key"), more);
    }

    @Test
    void token_right_connects() {
        server = NatsServer.configured("authorization { token: \"s3cr3t\" }");

        open(token("s3cr3t"));

        awaitConnected();
    }

    @Test
    void token_wrong_saysSoWithoutTheToken() {
        server = NatsServer.configured("authorization { token: \"s3cr3t\" }");

        open(token("gue55"));

        awaitRefusal("authorization");
        assertThat(connection.connectivity().lastError().orElseThrow()).doesNotContain("gue55");
    }

    @Test
    void nkey_ofTheServersUsers_connects() throws Exception {
        NKey user = NKey.createUser(null);
        server =
                NatsServer.configured("authorization { users: [ { nkey: " + new String(user.getPublicKey()) + " } ] }");

        open(new Credentials(
                "", Secret.NONE, Secret.NONE, Secret.of(new String(user.getSeed()) + "\n"), Optional.empty()));

        awaitConnected();
    }

    @Test
    void nkey_unknown_isRefused() throws Exception {
        server = NatsServer.configured("authorization { users: [ { nkey: "
                + new String(NKey.createUser(null).getPublicKey()) + " } ] }");

        open(new Credentials(
                "",
                Secret.NONE,
                Secret.NONE,
                Secret.of(new String(NKey.createUser(null).getSeed())),
                Optional.empty()));

        awaitRefusal("authorization");
    }

    /** What nsc would make: an operator, an account that the server knows by heart, and a user with a credentials file. */
    @Test
    void credentialsFile_ofAnAccountsUser_connects() throws Exception {
        NKey operator = NKey.createOperator(null);
        NKey account = NKey.createAccount(null);
        NKey user = NKey.createUser(null);
        String operatorId = new String(operator.getPublicKey());
        String accountId = new String(account.getPublicKey());
        String operatorJwt = JwtUtils.issueJWT(
                operator, operatorId, "op", null, JwtUtils.currentTimeSeconds(), operatorId, () -> """
                        {"type": "operator", "version": 2}""");
        String accountJwt = JwtUtils.issueJWT(
                operator, accountId, "APP", null, JwtUtils.currentTimeSeconds(), operatorId, () -> """
                        {"type": "account", "version": 2, "limits": {"subs": -1, "data": -1, "payload": -1, "imports": -1,
                         "exports": -1, "wildcards": true, "conn": -1, "leaf": -1}}""");
        server = NatsServer.configured("operator: %s\nresolver: MEMORY\nresolver_preload: { %s: %s }"
                .formatted(operatorJwt, accountId, accountJwt));
        String userJwt = JwtUtils.issueUserJWT(account, accountId, new String(user.getPublicKey()), "monitor");
        Path file = Files.writeString(
                directory.resolve("monitor.creds"),
                JwtUtils.NATS_USER_JWT_FORMAT.formatted(userJwt, new String(user.getSeed())));

        open(new Credentials("", Secret.NONE, Secret.NONE, Secret.NONE, Optional.of(file)));

        awaitConnected();
    }

    /** The file may be mounted later, or be replaced: it is not the end of the connecting. */
    @Test
    void credentialsFile_thatIsNone_saysSoAndIsReadAgain() throws Exception {
        NKey user = NKey.createUser(null);
        server =
                NatsServer.configured("authorization { users: [ { nkey: " + new String(user.getPublicKey()) + " } ] }");
        Path file = directory.resolve("late.creds");

        open(new Credentials("", Secret.NONE, Secret.NONE, Secret.NONE, Optional.of(file)));

        await().until(() -> connection.connectivity().lastError().isPresent());
        Files.writeString(file, JwtUtils.NATS_USER_JWT_FORMAT.formatted("none", new String(user.getSeed())));
        awaitConnected();
    }

    @Test
    void tls_ofATrustedAuthority_connects() {
        server = NatsServer.configured(tls("server", ""));

        open("nats", Credentials.NONE, trusting("server"));

        awaitConnected();
    }

    @Test
    void tls_ofAnUnknownAuthority_isNotTrusted() {
        server = NatsServer.configured(tls("server", ""));

        open("tls", Credentials.NONE, Tls.NONE);

        awaitRefusal("certification path");
    }

    @Test
    void tls_certificateOfAnotherHost_isNotTrusted() {
        server = NatsServer.configured(tls("elsewhere", ""));

        open("tls", Credentials.NONE, trusting("elsewhere"));

        awaitRefusal("subject alternative");
    }

    @Test
    void tls_clientCertificateThatTheServerVerifies_connects() {
        server = NatsServer.configured(
                tls("server", ", verify: true, ca_file: \"" + directory.resolve("client.pem") + "\""));

        open(
                "tls",
                Credentials.NONE,
                new Tls(
                        Optional.of(directory.resolve("server.pem")),
                        Optional.of(directory.resolve("client.pem")),
                        Optional.of(directory.resolve("client.key")),
                        false));

        awaitConnected();
    }

    @Test
    void tls_withoutTheCertificateThatTheServerWants_isRefused() {
        server = NatsServer.configured(
                tls("server", ", verify: true, ca_file: \"" + directory.resolve("client.pem") + "\""));

        open("tls", Credentials.NONE, trusting("server"));

        // what the server's alert says comes after the handshake, and mostly too late for the client to tell
        await().until(() -> connection.connectivity().lastError().isPresent());
        assertThat(connection.connectivity().everConnected()).isFalse();
    }

    @Test
    void tls_handshakeFirst_connects() {
        assumeTrue(NatsServers.isAtLeast(2, 10, 4), "handshake_first came with nats-server 2.10.4");
        server = NatsServer.handshakeFirst(tls("server", ", handshake_first: true"));

        open(
                "tls",
                Credentials.NONE,
                new Tls(Optional.of(directory.resolve("server.pem")), Optional.empty(), Optional.empty(), true));

        awaitConnected();
    }
}
