package io.mistersmith.backplane.monitor.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mistersmith.backplane.monitor.LocalCodec;
import io.mistersmith.backplane.monitor.config.AgentsConfig;
import io.mistersmith.backplane.monitor.config.HttpConfig;
import io.mistersmith.backplane.monitor.config.Secret;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.OpenViolations;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verticle behind a real HTTP server, asked by a real client. */
class ExpositionVerticleTest {

    private static final HttpConfig PLAIN =
            new HttpConfig("127.0.0.1", 0, Optional.empty(), Optional.empty(), "", Secret.NONE);
    private static final AgentsConfig AGENTS =
            new AgentsConfig("agents.*.heartbeat", "", Duration.ofSeconds(5), 1000, 100, Duration.ofHours(24));
    private static final String OPENMETRICS =
            "application/openmetrics-text; version=1.0.0; charset=utf-8, text/plain;version=0.0.4;q=0.5, */*;q=0.1";

    private final AtomicBoolean connected = new AtomicBoolean(true);
    private final AtomicReference<Supplier<String>> natsServer = new AtomicReference<>(() -> "2.9.10");
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private Vertx vertx;
    private HttpClient client;
    private int port;

    record Answer(int status, Map<String, String> headers, Buffer body) {
        JsonObject json() {
            return body.toJsonObject();
        }
    }

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        LocalCodec.register(vertx);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        meters.close();
    }

    @Test
    void metrics_asText_isTheNewestFrame() throws Exception {
        deploy(PLAIN);
        publishAgents();
        Answer answer = get("/metrics");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers())
                .containsEntry("content-type", "text/plain; version=0.0.4; charset=utf-8")
                .containsEntry("cache-control", "no-store")
                .doesNotContainKey("content-encoding");
        PromText read = PromText.text(answer.body().toString());
        assertThat(read.value("agent_memory_usage_mb{agent_id=a1, agent_type=worker}"))
                .isEqualTo(245.25);
    }

    @Test
    void metrics_asOpenMetrics_hasTheSameFigures() throws Exception {
        deploy(PLAIN);
        publishAgents();
        Answer answer = get("/metrics", "Accept", OPENMETRICS);
        assertThat(answer.headers())
                .containsEntry("content-type", "application/openmetrics-text; version=1.0.0; charset=utf-8");
        PromText read = PromText.openMetrics(answer.body().toString());
        assertThat(read.value("agent_restarts_total{agent_id=a1, agent_type=worker}"))
                .isEqualTo(2);
        assertThat(read.types).containsEntry("agent_restarts", "counter");
    }

    @Test
    void metrics_askedForAsGzip_isGzip() throws Exception {
        deploy(PLAIN);
        publishAgents();
        Answer answer = get("/metrics", "Accept-Encoding", "gzip");
        assertThat(answer.headers()).containsEntry("content-encoding", "gzip");
        String text = new String(
                new GZIPInputStream(new ByteArrayInputStream(answer.body().getBytes())).readAllBytes(),
                StandardCharsets.UTF_8);
        assertThat(PromText.text(text).types).containsKey("agent_memory_usage_mb");
        assertThat(get("/metrics", "Accept-Encoding", "gzip;q=0").headers()).doesNotContainKey("content-encoding");
    }

    @Test
    void scrapesAtTheSameTime_areAllWhole() throws Exception {
        deploy(PLAIN);
        publishAgents();
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            answers.add(
                    ask(HttpMethod.GET, "/metrics", i % 2 == 0 ? new String[0] : new String[] {"Accept", OPENMETRICS}));
        }
        for (int i = 0; i < 50; i++) {
            String text = done(answers.get(i)).body().toString();
            PromText read = i % 2 == 0 ? PromText.text(text) : PromText.openMetrics(text);
            assertThat(read.samples).isNotEmpty();
        }
    }

    @Test
    void scrapes_moreThanMayWait_areRefusedAtOnceAndLaterServedAgain() throws Exception {
        deploy(PLAIN);
        publishAgents();
        client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(2 * ExpositionVerticle.MAX_SCRAPES));
        CountDownLatch goOn = new CountDownLatch(1);
        natsServer.set(() -> {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "";
        });
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i <= ExpositionVerticle.MAX_SCRAPES; i++) {
            answers.add(ask(HttpMethod.GET, "/metrics"));
        }
        await().until(() -> answers.stream().anyMatch(Future::isComplete));
        goOn.countDown();
        List<Integer> statuses = new ArrayList<>();
        for (Future<Answer> answer : answers) {
            statuses.add(done(answer).status());
        }
        assertThat(statuses).containsOnlyOnce(503);
        assertThat(get("/metrics").status()).isEqualTo(200);
    }

    @Test
    void health_withoutMessaging_is503() throws Exception {
        deploy(PLAIN);
        publishAgents();
        assertThat(get("/health").status()).isEqualTo(200);
        assertThat(get("/health").json().getString("status")).isEqualTo("healthy");
        connected.set(false);
        Answer away = get("/health");
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.json().getString("status")).isEqualTo("unhealthy");
        assertThat(get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void ready_onceConnectedAndSeen() throws Exception {
        deploy(PLAIN);
        Answer early = get("/health/ready");
        assertThat(early.status()).isEqualTo(503);
        assertThat(early.json().getJsonArray("missing")).containsExactly("the first snapshot of agents");
        publishAgents();
        assertThat(get("/health/ready").status()).isEqualTo(200);
        connected.set(false);
        assertThat(get("/health/ready").json().getJsonArray("missing")).containsExactly("the connection to NATS");
    }

    @Test
    void agentAndViolations_areFoundById() throws Exception {
        deploy(PLAIN);
        publishAgents();
        var group = Violations.group(List.of(Labels.of("agent_id", "a1")));
        vertx.eventBus().publish(OpenViolations.ADDRESS, new OpenViolations(List.of(group)));
        await().untilAsserted(() ->
                assertThat(get("/api/violations").json().getInteger("count")).isEqualTo(1));
        assertThat(get("/health/agent/a1").json().getJsonArray("violations")).hasSize(1);
        assertThat(get("/health/agent/never").status()).isEqualTo(404);
        assertThat(get("/api/violations/id-group")
                        .json()
                        .getJsonObject("members")
                        .getJsonArray("all"))
                .hasSize(1);
        assertThat(get("/api/violations/other").status()).isEqualTo(404);
        assertThat(get("/api/agents?state=late&in_violation=true").json().getJsonArray("agents"))
                .hasSize(1);
        Answer mistake = get("/api/agents?limit=lots");
        assertThat(mistake.status()).isEqualTo(400);
        assertThat(mistake.json().getString("error"))
                .isEqualTo("parameter limit is 'lots', expected a whole number from 1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/style.css"})
    void page_isStaticAndStrict(String path) throws Exception {
        deploy(PLAIN);
        Answer answer = get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("content-security-policy"))
                .contains("default-src 'none'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(answer.headers()).containsEntry("x-content-type-options", "nosniff");
        assertThat(answer.body().toString())
                .doesNotContain("{{")
                .doesNotContain("<script")
                .doesNotContain("style=");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /metric, 404",
        "GET, /metrics/, 200",
        "POST, /metrics, 405",
        "DELETE, /api/violations, 405",
        "HEAD, /metrics, 200",
        "HEAD, /health, 200",
        "GET, /health/agent/%00%22%0a, 404",
        "GET, /health/agent/%zz, 400"
    })
    void request_ofAnyKind_isAnsweredInWords(String method, String path, int status) throws Exception {
        deploy(PLAIN);
        publishAgents();
        Answer answer = done(ask(HttpMethod.valueOf(method), path));
        assertThat(answer.status()).isEqualTo(status);
        if (status >= 400) {
            assertThat(answer.json().getString("error")).hasSizeGreaterThan(10);
        }
        if (status == 405) {
            assertThat(answer.headers()).containsEntry("allow", "GET, HEAD");
        }
        if (method.equals("HEAD")) {
            assertThat(answer.body().length()).isZero();
            assertThat(Integer.parseInt(answer.headers().get("content-length"))).isPositive();
        }
    }

    @Test
    void scrape_thatFails_is500AndTheNextOneIsWhole() throws Exception {
        deploy(PLAIN);
        publishAgents();
        natsServer.set(() -> {
            throw new IllegalStateException("on purpose");
        });
        Answer failed = get("/metrics");
        assertThat(failed.status()).isEqualTo(500);
        assertThat(failed.json().getString("error")).doesNotContain("on purpose");
        natsServer.set(() -> "");
        assertThat(PromText.text(get("/metrics").body().toString()).types).containsKey("agent_queue_depth");
    }

    @Test
    void password_whereConfigured_isWantedForAllButLive() throws Exception {
        deploy(new HttpConfig("127.0.0.1", 0, Optional.empty(), Optional.empty(), "ops", Secret.of("pässword")));
        publishAgentsUnseen();
        assertThat(get("/health/live").status()).isEqualTo(200);
        for (String path : List.of("/", "/metrics", "/health", "/health/ready", "/api/violations", "/nothing")) {
            Answer answer = get(path);
            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.headers().get("www-authenticate")).startsWith("Basic realm=");
            assertThat(answer.json().getString("error")).contains("http.auth");
        }
        assertThat(get("/metrics", "Authorization", basic("ops:wrong")).status())
                .isEqualTo(401);
        assertThat(get("/metrics", "Authorization", basic("root:pässword")).status())
                .isEqualTo(401);
        assertThat(get("/metrics", "Authorization", "Basic !!").status()).isIn(400, 401);
        assertThat(get("/metrics", "Authorization", basic("ops:pässword")).status())
                .isEqualTo(200);
    }

    @Test
    void certificate_whereConfigured_servesTls() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
        try {
            deploy(new HttpConfig(
                    "127.0.0.1",
                    0,
                    Optional.of(Path.of(certificate.certificatePath())),
                    Optional.of(Path.of(certificate.privateKeyPath())),
                    "",
                    Secret.NONE));
            client = vertx.createHttpClient(new HttpClientOptions()
                    .setSsl(true)
                    .setTrustOptions(certificate.trustOptions())
                    .setVerifyHost(false));
            assertThat(get("/health/live").status()).isEqualTo(200);
        } finally {
            certificate.delete();
        }
    }

    @Test
    void certificate_thatIsNotThere_isSaidInOneSentence() {
        HttpConfig config = new HttpConfig(
                "127.0.0.1",
                0,
                Optional.of(Path.of("no-such.pem")),
                Optional.of(Path.of("no-such.key")),
                "",
                Secret.NONE);
        assertThatThrownBy(() -> deploy(config))
                .rootCause()
                .satisfies(e -> assertThat(e).isInstanceOf(Exception.class));
        assertThatThrownBy(() -> deploy(config))
                .cause()
                .isInstanceOf(ListenException.class)
                .hasMessageContaining("http.tls")
                .hasMessageContaining("no-such");
    }

    @Test
    void port_thatIsTaken_isSaidInOneSentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ThrowingCallable deployed = () -> deploy(new HttpConfig(
                    "127.0.0.1", taken.getLocalPort(), Optional.empty(), Optional.empty(), "", Secret.NONE));
            assertThatThrownBy(deployed)
                    .cause()
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort() + " is taken")
                    .hasMessageContaining("http.port")
                    .hasMessageContaining("BACKPLANE_HTTP_PORT");
        }
    }

    private void deploy(HttpConfig http) throws Exception {
        ExpositionVerticle verticle = new ExpositionVerticle(
                http,
                AGENTS,
                new About("1.2.3", Instant.now(), () -> natsServer.get().get(), () -> true),
                new Readiness(connected::get, () -> Set.of("agents")),
                List.of(new Messaging(connected)),
                meters,
                InstantSource.system());
        done(vertx.deployVerticle(verticle));
        port = verticle.port();
        client = vertx.createHttpClient();
    }

    private record Messaging(AtomicBoolean connected) implements HealthCheck {
        @Override
        public String name() {
            return "messaging";
        }

        @Override
        public Check check(long now) {
            Status status = connected.get() ? Status.HEALTHY : Status.UNHEALTHY;
            return new Check(status, Instant.ofEpochMilli(now), 1, Map.of());
        }
    }

    private void publishAgentsUnseen() {
        vertx.eventBus().publish(Frame.ADDRESS, HealthTest.agents(System.currentTimeMillis() + 5000));
    }

    private void publishAgents() {
        publishAgentsUnseen();
        await().untilAsserted(() -> assertThat(get("/health/agent/a1").status()).isEqualTo(200));
    }

    private Answer get(String path, String... headers) throws Exception {
        return done(ask(HttpMethod.GET, path, headers));
    }

    private Future<Answer> ask(HttpMethod method, String path, String... headers) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI(path);
        for (int i = 0; i < headers.length; i += 2) {
            options.putHeader(headers[i], headers[i + 1]);
        }
        // the body is asked for on the event loop that brings it; from this thread it might be over by then
        return client.request(options)
                .compose(request -> request.send()
                        .compose(response -> response.body().map(body -> {
                            Map<String, String> all = new TreeMap<>();
                            response.headers().forEach((k, v) -> all.put(k.toLowerCase(Locale.ROOT), v));
                            return new Answer(response.statusCode(), all, body);
                        })));
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
