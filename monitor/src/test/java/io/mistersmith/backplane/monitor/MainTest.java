package io.mistersmith.backplane.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.mistersmith.backplane.monitor.config.MonitorConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

    @TempDir
    Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<MonitorConfig> ran = new ArrayList<>();

    private int execute(Map<String, String> environment, String... args) {
        CommandLine command = new Main(environment, new MetricCatalog(), config -> {
                    ran.add(config);
                    return 0;
                })
                .commandLine();
        return command.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    private String file(String yaml) throws IOException {
        return Files.writeString(dir.resolve("monitor.yml"), yaml).toString();
    }

    @Test
    void run_withAndWithoutTheWord_runsTheMonitor() throws IOException {
        String file = file("http: {port: 7}");

        assertThat(execute(Map.of())).isZero();
        assertThat(execute(Map.of(), "run")).isZero();
        assertThat(execute(Map.of(), "--config", file)).isZero();
        assertThat(execute(Map.of(), "run", "--config", file)).isZero();
        assertThat(execute(Map.of(), "--config=" + file, "run")).isZero();
        assertThat(execute(Map.of("BACKPLANE_CONFIG", file), "run")).isZero();
        assertThat(ran).extracting(config -> config.http().port()).containsExactly(9090, 9090, 7, 7, 7, 7);
        assertThat(out.toString() + err).isEmpty();
    }

    @Test
    void checkConfig_ofAGoodFile_saysWhereItCameFrom() throws IOException {
        String file = file("http: {port: 7}");

        assertThat(execute(Map.of("BACKPLANE_HTTP_PORT", "8"), "check-config", "--config", file))
                .isZero();
        assertThat(out.toString().strip())
                .isEqualTo("configuration is good: " + file + "; from the environment BACKPLANE_HTTP_PORT");
        assertThat(ran).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "check-config", "health"})
    void badConfiguration_isStatus2_withALineForEachMistake(String command) throws IOException {
        String file = file("http: {port: 70000, hots: a}\nagents: {interval: soon}\n");

        assertThat(execute(Map.of(), command, "--config", file)).isEqualTo(2);
        assertThat(err.toString().lines())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("http.port: found "))
                .anyMatch(line -> line.startsWith("http.hots: found "))
                .anyMatch(line -> line.startsWith("agents.interval: found "))
                .anyMatch("The configuration has 3 mistakes."::equals);
        assertThat(out.toString()).isEmpty();
        assertThat(ran).isEmpty();
    }

    @Test
    void missingFile_isStatus2_andNamed() {
        assertThat(execute(Map.of(), "check-config", "--config", "/gone.yml")).isEqualTo(2);
        assertThat(err.toString()).contains("/gone.yml: found no such file");
    }

    @Test
    void versionAndHelp_areStatus0_everywhere() {
        for (String command : List.of("run", "check-config", "health")) {
            assertThat(execute(Map.of(), command, "--help")).isZero();
            assertThat(execute(Map.of(), command, "--version")).isZero();
        }
        assertThat(execute(Map.of(), "--version")).isZero();
        assertThat(execute(Map.of(), "--help")).isZero();
        assertThat(out.toString()).contains("run", "check-config", "health", "--config", "backplane-monitor ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void unknownOption_isStatus2_namedWithoutAStackTrace() {
        assertThat(execute(Map.of(), "run", "--nonsense")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("Unknown option: '--nonsense'", "Try 'backplane-monitor run --help'.");
    }

    @Test
    void unknownCommand_isStatus2() {
        assertThat(execute(Map.of(), "helth")).isEqualTo(2);
        assertThat(err.toString()).contains("'helth'", "Did you mean: ", "health");
    }

    @Test
    void health_isTheMonitorsAnswer() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> authorizations = new ArrayList<>();
        server.createContext("/", exchange -> {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            boolean live = "/health/live".equals(exchange.getRequestURI().getPath());
            byte[] body = (live ? "alive" : "unhealthy").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(live ? 200 : 503, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String port = String.valueOf(server.getAddress().getPort());
            Map<String, String> environment = Map.of(
                    "BACKPLANE_HTTP_HOST", "0.0.0.0",
                    "BACKPLANE_HTTP_PORT", port,
                    "BACKPLANE_HTTP_AUTH_USER", "u",
                    "BACKPLANE_HTTP_AUTH_PASSWORD", "p");

            assertThat(execute(environment, "health")).isEqualTo(1);
            assertThat(execute(environment, "health", "--live")).isZero();
            assertThat(execute(Map.of(), "health", "--live", "--url", "http://127.0.0.1:" + port + "/"))
                    .isZero();
            assertThat(out.toString().lines()).containsExactly("unhealthy", "alive", "alive");
            assertThat(authorizations).containsExactly("Basic dTpw", "Basic dTpw", "null");
        } finally {
            server.stop(0);
        }
        assertThat(execute(Map.of(), "health", "--url", "http://127.0.0.1:1")).isEqualTo(1);
        assertThat(execute(Map.of(), "health", "--url", "nonsense")).isEqualTo(2);
        assertThat(err.toString()).contains("--url");
    }

    /** A container's probe asks 127.0.0.1 for what is certified as something else, by nobody. */
    @Test
    void health_overTls_trustsTheConfiguredCertificateAndNoOther() throws Exception {
        KeyStore ours = selfSigned("ours");
        Path certificate = pem(ours, "ours");
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(serving(ours)));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            Map<String, String> environment = Map.of(
                    "BACKPLANE_HTTP_PORT", String.valueOf(server.getAddress().getPort()),
                    "BACKPLANE_HTTP_TLS_KEY", certificate.toString());

            assertThat(execute(with(environment, certificate), "health")).isZero();
            assertThat(execute(with(environment, pem(selfSigned("other"), "other")), "health"))
                    .isEqualTo(1);
            assertThat(out.toString()).contains("another certificate");
        } finally {
            server.stop(0);
        }
    }

    private static Map<String, String> with(Map<String, String> environment, Path certificate) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("BACKPLANE_HTTP_TLS_CERTIFICATE", certificate.toString());
        return all;
    }

    private KeyStore selfSigned(String name) throws Exception {
        Path store = dir.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        return KeyStore.getInstance(store.toFile(), "secret".toCharArray());
    }

    private Path pem(KeyStore store, String name) throws Exception {
        String body = Base64.getMimeEncoder()
                .encodeToString(store.getCertificate(name).getEncoded());
        return Files.writeString(
                dir.resolve(name + ".pem"), "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    }

    private static SSLContext serving(KeyStore store) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
