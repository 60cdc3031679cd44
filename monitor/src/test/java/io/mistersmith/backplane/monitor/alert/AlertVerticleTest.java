package io.mistersmith.backplane.monitor.alert;

import static io.mistersmith.backplane.monitor.alert.Violations.opened;
import static io.mistersmith.backplane.monitor.alert.Violations.resolved;
import static io.mistersmith.backplane.monitor.wire.Severity.CRITICAL;
import static io.mistersmith.backplane.monitor.wire.Severity.ERROR;
import static io.mistersmith.backplane.monitor.wire.Severity.WARNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mistersmith.backplane.monitor.LocalCodec;
import io.mistersmith.backplane.monitor.config.AlertsConfig;
import io.mistersmith.backplane.monitor.config.AlertsConfig.Receiver;
import io.mistersmith.backplane.monitor.config.AlertsConfig.Route;
import io.mistersmith.backplane.monitor.config.Secret;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertVerticleTest {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final Vertx vertx = Vertx.vertx();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private HttpSink sink;

    @BeforeEach
    void open() throws Exception {
        LocalCodec.register(vertx);
        sink = new HttpSink(vertx);
    }

    @AfterEach
    void close() throws Exception {
        result(vertx.close());
    }

    @Test
    void webhook_getsTheViolationSigned() throws Exception {
        deploy(SHORT);

        publish(opened("agent-1", CRITICAL));

        await().until(() -> sink.posts().size() == 1);
        HttpSink.Post post = sink.posts().get(0);
        JsonObject body = new JsonObject(post.body());
        assertThat(body.getInteger("version")).isEqualTo(1);
        assertThat(body.getString("receiver")).isEqualTo("hook");
        assertThat(body.getJsonArray("violations").getJsonObject(0).getMap())
                .containsEntry("id", "agent-1")
                .containsEntry("event", "opened");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String hex = HexFormat.of().formatHex(mac.doFinal(post.body().getBytes(StandardCharsets.UTF_8)));
        assertThat(post.header("X-Backplane-Signature")).isEqualTo("sha256=" + hex);
        assertThat(post.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void webhookThatFails_getsItUntilItTakesItOnce() throws Exception {
        AlertVerticle verticle = deploy(SHORT);
        sink.answer(500);
        sink.answer(503);
        sink.answer(500);

        publish(opened("agent-1", ERROR));
        await().until(() -> sink.answers().contains(200));
        publish(opened("agent-2", "another-rule", ERROR));
        await().until(() -> count("delivered") == 2);

        assertThat(sink.answers()).containsExactly(500, 503, 500, 200, 200);
        assertThat(sink.posts().get(3).body()).contains("agent-1").doesNotContain("agent-2");
        assertThat(count("retried")).isEqualTo(3);
        assertThat(depth()).isZero();
        AlertHealth.ReceiverHealth health = verticle.health().receivers().get("hook");
        assertThat(health.failing()).isFalse();
        assertThat(health.delivered()).isEqualTo(2);
        assertThat(health.lastFailure().orElseThrow().reason()).contains("answered 500");
    }

    @Test
    void retryAfter_isHonoured() throws Exception {
        deploy(SHORT);
        sink.answer(429, "Retry-After", "1");

        publish(opened("agent-1", ERROR));

        await().until(() -> sink.answers().contains(200));
        assertThat(sink.answers()).containsExactly(429, 200);
        assertThat(Duration.ofNanos(
                        sink.posts().get(1).at() - sink.posts().get(0).at()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(990));
    }

    @Test
    void refused_isNotSentAgain() throws Exception {
        deploy(SHORT);
        sink.answer(404);

        publish(opened("agent-1", ERROR));
        await().until(() -> count("failed") == 1);
        publish(opened("agent-2", "another-rule", ERROR));

        await().until(() -> sink.posts().size() == 2);
        assertThat(sink.posts().get(1).body()).contains("agent-2").doesNotContain("agent-1");
    }

    @Test
    void resolvedWithinGroupWait_isSuppressed() throws Exception {
        deploy(Duration.ofMillis(500));

        publish(opened("agent-1", ERROR));
        publish(resolved("agent-1", 2, ERROR));
        publish(opened("agent-2", ERROR));

        await().until(() -> sink.posts().size() == 1);
        assertThat(sink.posts().get(0).body()).contains("agent-2").doesNotContain("agent-1");
        assertThat(count("suppressed")).isEqualTo(1);
    }

    @Test
    void stop_sendsWhatWaitsInGroupWait() throws Exception {
        AlertVerticle verticle = deploy(LONG);

        publish(opened("agent-1", WARNING));
        publish(opened("agent-2", WARNING));
        result(vertx.undeploy(verticle.deploymentID()));

        assertThat(sink.posts()).hasSize(1);
        assertThat(sink.posts().get(0).body()).contains("agent-1").contains("agent-2");
        assertThat(count("delivered")).isEqualTo(1);
    }

    @Test
    void stop_withReceiverThatIsAway_givesUpInTimeAndCounts() throws Exception {
        AlertVerticle verticle = deploy(LONG);
        sink.answer(0);

        publish(opened("agent-1", WARNING));
        long began = System.nanoTime();
        result(vertx.undeploy(verticle.deploymentID()));

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(count("dropped")).isEqualTo(1);
    }

    @Test
    void metrics_areThereFromTheStart() throws Exception {
        deploy(LONG);

        assertThat(registry.scrape())
                .contains("backplane_alert_notifications_total{outcome=\"delivered\",receiver=\"hook\"} 0.0")
                .contains("backplane_alert_notifications_total{outcome=\"failed\",receiver=\"hook\"} 0.0")
                .contains("backplane_alert_queue_depth{receiver=\"hook\"} 0.0");
    }

    @Test
    void receiverOfALaterKind_fallsBackToTheLog() throws Exception {
        AlertVerticle verticle = deploy(
                SHORT, Map.of("hook", new Receiver.Slack(Secret.of("http://127.0.0.1:1/")), "log", new Receiver.Log()));

        publish(opened("agent-1", ERROR));

        await().until(() -> count("delivered") == 1);
        assertThat(verticle.health().receivers().get("hook").kind()).isEqualTo("log");
    }

    private AlertVerticle deploy(Duration groupWait) throws Exception {
        return deploy(
                groupWait, Map.of("hook", new Receiver.Webhook(sink.url(), Secret.of("s3cret"), Optional.empty())));
    }

    private AlertVerticle deploy(Duration groupWait, Map<String, Receiver> receivers) throws Exception {
        AlertsConfig config = new AlertsConfig(
                groupWait,
                groupWait,
                Duration.ofHours(4),
                List.of(new Route(Set.of(), Set.of(), Map.of(), List.of("hook"))),
                receivers,
                List.of());
        AlertVerticle verticle = new AlertVerticle(
                config,
                Violations::json,
                registry,
                InstantSource.system(),
                new Backoff(Duration.ofMillis(10), Duration.ofMillis(40)),
                () -> new MemoryOutbox(10));
        result(vertx.deployVerticle(verticle));
        return verticle;
    }

    private void publish(Violation violation) {
        vertx.eventBus().publish(Violation.ADDRESS, violation);
    }

    private double count(String outcome) {
        return registry.get("backplane.alert.notifications")
                .tags("receiver", "hook", "outcome", outcome)
                .counter()
                .count();
    }

    private double depth() {
        return registry.get("backplane.alert.queue.depth")
                .tags("receiver", "hook")
                .gauge()
                .value();
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
    }
}
