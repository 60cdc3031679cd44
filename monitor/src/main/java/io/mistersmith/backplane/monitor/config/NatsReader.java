package io.mistersmith.backplane.monitor.config;

import io.mistersmith.backplane.monitor.config.NatsConfig.Credentials;
import io.mistersmith.backplane.monitor.config.NatsConfig.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code nats} and {@code http}: with whom we speak, and as whom. */
final class NatsReader {

    private static final Kind<String> NKEY_SEED = new Kind<>(
            "an nkey user's seed (SU…)", text -> Optional.of(text.strip()).filter(t -> t.matches("SU[A-Z2-7]{56}")));

    private NatsReader() {}

    static NatsConfig nats(Section s) {
        return new NatsConfig(
                s.someOf("servers", Kinds.NATS_URL, List.of("nats://127.0.0.1:4222")),
                s.get("name", Kinds.NAME, "backplane-monitor"),
                credentials(s),
                s.section("tls", NatsReader::tls),
                s.section(
                        "system", system -> Optional.of(credentials(system)).filter(c -> !c.equals(Credentials.NONE))),
                s.find("monitoring-url", Kinds.HTTP_URL),
                s.get("reconnect-wait", Kinds.duration(Duration.ofMillis(1)), Duration.ofMillis(250)));
    }

    static HttpConfig http(Section s) {
        String host = s.get("host", Kinds.HOST, "127.0.0.1");
        int port = s.get("port", Kinds.PORT, 9090);
        CertificateAndKey tls = s.section("tls", NatsReader::certificateAndKey);
        return s.section("auth", auth -> {
            boolean named = SecretReader.isFilled(auth, "user");
            boolean proven = SecretReader.isGiven(auth, "password");
            partnersOrNeither(auth, "user", named, "password", proven);
            return new HttpConfig(
                    host,
                    port,
                    tls.certificate(),
                    tls.key(),
                    auth.get("user", Kinds.TEXT, ""),
                    SecretReader.secret(auth, "password"));
        });
    }

    private static Credentials credentials(Section s) {
        boolean user = SecretReader.isFilled(s, "user");
        boolean password = SecretReader.isGiven(s, "password");
        List<String> ways = List.of("token", "nkey-seed").stream()
                .filter(key -> SecretReader.isGiven(s, key))
                .toList();
        List<String> given = new ArrayList<>();
        if (user || password) {
            given.add("user");
        }
        given.addAll(ways);
        if (SecretReader.isFilled(s, "credentials-file")) {
            given.add("credentials-file");
        }
        if (given.size() > 1) {
            s.problem(
                    given.get(1),
                    String.join(" and ", given),
                    "only one of user with password, token, nkey-seed, credentials-file");
        }
        partnersOrNeither(s, "user", user, "password", password);
        return new Credentials(
                s.get("user", Kinds.TEXT, ""),
                SecretReader.secret(s, "password"),
                SecretReader.secret(s, "token"),
                SecretReader.secret(s, "nkey-seed", NKEY_SEED),
                SecretReader.file(s, "credentials-file"));
    }

    private static Tls tls(Section s) {
        Optional<Path> ca = SecretReader.file(s, "ca");
        CertificateAndKey own = certificateAndKey(s);
        return new Tls(ca, own.certificate(), own.key(), s.get("first", Kinds.BOOLEAN, false));
    }

    private record CertificateAndKey(Optional<Path> certificate, Optional<Path> key) {}

    private static CertificateAndKey certificateAndKey(Section s) {
        partnersOrNeither(
                s, "certificate", SecretReader.isFilled(s, "certificate"), "key", SecretReader.isFilled(s, "key"));
        return new CertificateAndKey(SecretReader.file(s, "certificate"), SecretReader.file(s, "key"));
    }

    static void partnersOrNeither(Section s, String one, boolean hasOne, String other, boolean hasOther) {
        if (hasOne && !hasOther) {
            s.missing(other, "it beside " + one);
        } else if (hasOther && !hasOne) {
            s.missing(one, "it beside " + other);
        }
    }
}
