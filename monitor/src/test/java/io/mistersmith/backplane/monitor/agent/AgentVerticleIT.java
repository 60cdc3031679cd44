package io.mistersmith.backplane.monitor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.LocalCodec;
import io.mistersmith.backplane.monitor.config.AgentsConfig;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.StateStore;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.mistersmith.backplane.monitor.testing.Users;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentVerticleIT {

    private static final AgentsConfig CONFIG =
            new AgentsConfig("agents.*.heartbeat", "", Duration.ofSeconds(2), 1000, 2000, Duration.ofHours(24));

    @TempDir
    Path stateDirectory;

    private final NatsServer server = NatsServer.withoutJetStream();
    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Frame> frames = new ConcurrentHashMap<>();
    private final List<String> kinds = new CopyOnWriteArrayList<>();
    private NatsConnection nats;
    private Connection agents;
    private String deployment;

    @BeforeEach
    void deploy() throws Exception {
        LocalCodec.register(vertx);
        vertx.eventBus().<Frame>localConsumer(Frame.ADDRESS, message -> {
            frames.put(message.body().kind(), message.body());
            kinds.add(message.body().kind());
        });
        nats = Users.connect(vertx, "monitor", server.url());
        deployment = deployVerticle();
        agents = connect();
        await().until(() -> !Double.isNaN(fleet("system_active_agents")));
    }

    private String deployVerticle() throws Exception {
        JetStreamApi api = new JetStreamApi(vertx, nats, 1000);
        StateStore store = new StateStore(vertx, nats, api, new Features(), stateDirectory, "test");
        return vertx.deployVerticle(new AgentVerticle(nats, CONFIG, Beats.SILENCES, Optional.empty(), store))
                .await(15, TimeUnit.SECONDS);
    }

    private Connection connect() throws Exception {
        return Nats.connect(new Options.Builder()
                .server(server.url())
                .userInfo("app", "app")
                .reconnectWait(Duration.ofMillis(50))
                .maxReconnects(-1)
                .build());
    }

    @AfterEach
    void close() throws Exception {
        agents.close();
        nats.close(Duration.ofSeconds(1)).await(5, TimeUnit.SECONDS);
        vertx.close().await(5, TimeUnit.SECONDS);
        server.close();
    }

    private void beat(String id, long sequence, String fields) {
        String json = "{\"agent_id\":\"" + id + "\",\"timestamp\":" + System.currentTimeMillis() + ",\"sequence\":"
                + sequence + fields.replace('\'', '"') + "}";
        agents.publish("agents." + id + ".heartbeat", json.getBytes(StandardCharsets.UTF_8));
    }

    private double fleet(String metric) {
        Frame frame = frames.get("fleet");
        return frame == null ? Double.NaN : frame.value(0, metric);
    }

    @Test
    void fleet_is_known_again_after_a_restart_and_only_what_is_new_counts() throws Exception {
        for (int i = 0; i < 20; i++) {
            beat("a" + i, 7, ",'uptime_seconds':70,'operations':{'task':{'count':100}}");
        }
        await().untilAsserted(
                        () -> assertThat(fleet("system_total_tasks_total")).isEqualTo(2000));
        vertx.undeploy(deployment).await(5, TimeUnit.SECONDS);
        frames.clear();
        deployment = deployVerticle();
        await().untilAsserted(() -> assertThat(fleet("system_active_agents")).isEqualTo(20));
        assertThat(fleet("system_total_tasks_total")).isZero();
        beat("a3", 9, ",'uptime_seconds':90,'operations':{'task':{'count':104}}");
        await().untilAsserted(
                        () -> assertThat(fleet("system_total_tasks_total")).isEqualTo(4));
    }

    @Test
    void heartbeats_become_frames_the_one_that_sums_up_last() {
        for (int i = 0; i < 500; i++) {
            beat(
                    "a" + i % 5,
                    i / 5,
                    ",'agent_type':'worker','operations':{'task':{'count':" + i + ",'durations_ms':[5]}}");
        }
        agents.publish("agents.a1.heartbeat", "{not json".getBytes(StandardCharsets.UTF_8));
        agents.publish("agents.a\"1.heartbeat", "{}".getBytes(StandardCharsets.UTF_8));
        await().untilAsserted(
                        () -> assertThat(fleet("system_total_tasks_total")).isEqualTo(495 + 496 + 497 + 498 + 499));
        await().untilAsserted(() -> assertThat(rejected()).isEqualTo(2));
        assertThat(frames.get("agents").rows()).isEqualTo(5);
        assertThat(frames.get("operation-durations")
                        .histogram(0, 0)
                        .orElseThrow()
                        .count())
                .isEqualTo(500);
        assertThat(kinds.subList(0, 5))
                .containsExactly("agents", "agent-operations", "operation-durations", "operations", "fleet");
    }

    private double rejected() {
        Frame frame = frames.get("fleet");
        double sum = 0;
        for (int c = 0; c < frame.columns(); c++) {
            if (frame.column(c).metric().equals(AgentMetrics.REJECTED)) {
                sum += frame.value(0, c);
            }
        }
        return sum;
    }

    @Test
    void last_words_before_the_end_are_said() throws Exception {
        for (int i = 0; i < 2000; i++) {
            beat("a", i, ",'operations':{'task':{'count':" + i + "}}");
        }
        agents.flush(Duration.ofSeconds(5));
        vertx.undeploy(deployment).await(10, TimeUnit.SECONDS);
        await().untilAsserted(
                        () -> assertThat(fleet("system_total_tasks_total")).isEqualTo(1999));
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().equals("agents"));
    }

    @Test
    void end_under_a_flood_of_heartbeats_does_not_wait_for_its_end() throws Exception {
        AtomicBoolean flooding = new AtomicBoolean(true);
        Thread flood = new Thread(() -> {
            for (long i = 0; flooding.get(); i++) {
                beat("a", i, "");
            }
        });
        flood.start();
        await().until(() -> fleet("system_active_agents") == 1);
        vertx.undeploy(deployment).await(5, TimeUnit.SECONDS);
        flooding.set(false);
        flood.join();
    }

    @Test
    void server_that_hangs_makes_nobody_late() {
        AtomicLong sequence = new AtomicLong();
        beat("a", sequence.getAndIncrement(), ",'interval_ms':300");
        await().until(() -> fleet("system_active_agents") == 1);
        List<Double> up = new CopyOnWriteArrayList<>();
        vertx.eventBus().<Frame>localConsumer(Frame.ADDRESS, message -> {
            if (message.body().kind().equals("agents")) {
                up.add(message.body().value(0, "agent_up"));
            }
        });
        long timer = vertx.setPeriodic(50, 50, t -> beat("a", sequence.getAndIncrement(), ",'interval_ms':300"));
        await().until(() -> up.size() > 2);
        server.pause();
        await().until(() -> !nats.connectivity().connected());
        server.resume();
        await().until(() -> nats.connectivity().connected());
        int seeing = up.size();
        await().until(() -> up.size() > seeing + 3);
        vertx.cancelTimer(timer);
        assertThat(up).containsOnly(1.0);
    }

    @Test
    void server_that_goes_and_comes_back_makes_nobody_missing() {
        beat("a", 0, ",'interval_ms':1000");
        await().until(() -> fleet("system_active_agents") == 1);
        server.kill();
        await().until(() -> Double.isNaN(fleet("system_message_delivery_ratio")));
        long away = frames.get("fleet").at();
        await().until(() -> frames.get("fleet").at() > away + 3000);
        assertThat(fleet("system_active_agents")).isEqualTo(1);
        assertThat(frames.get("agents").value(0, "agent_last_heartbeat_age_ms")).isNaN();
        server.start();
        await().until(() -> !Double.isNaN(frames.get("agents").value(0, "agent_last_heartbeat_age_ms")));
        await().untilAsserted(() -> {
            beat("a", 9, ",'interval_ms':60000");
            assertThat(frames.get("agents").value(0, "agent_heartbeats_missed_total"))
                    .isEqualTo(8);
        });
        assertThat(fleet("system_active_agents")).isEqualTo(1);
    }
}
