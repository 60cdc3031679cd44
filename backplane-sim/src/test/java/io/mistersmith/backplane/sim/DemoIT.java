package io.mistersmith.backplane.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mistersmith.backplane.sim.Product.Scrape;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ConsumerInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One life of the product, from start to end: what the monitor shows is what the simulator did. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoIT {

    private static final String DEAD = "worker-02";

    @TempDir
    static Path directory;

    private static final Queue<JsonNode> VIOLATIONS = new ConcurrentLinkedQueue<>();
    private static Product product;
    private static Connection app;

    @BeforeAll
    static void start() throws Exception {
        product = new Product(
                directory,
                "--agents",
                "6",
                "--interval",
                "1s",
                "--task-rate",
                "40",
                "--errors",
                "task=0.05",
                "--publish-rate",
                "120",
                "--core-rate",
                "40",
                // billing falls behind, so that there is something pending
                "--consumers",
                "ORDERS/billing:10,ORDERS/shipping,EVENTS/audit,TASKS/worker",
                "--keep",
                "--fault",
                "dead-agent:" + DEAD + "@2s+5s");
        app = Nats.connect(new Options.Builder()
                .server(product.nats.url())
                .userInfo("app".toCharArray(), "app".toCharArray())
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(100))
                .errorListener(new ErrorListener() {})
                .build());
        app.createDispatcher(m -> VIOLATIONS.add(Product.json(m.getData()))).subscribe("backplane.violations.>");
        app.flush(Duration.ofSeconds(5));
    }

    @AfterAll
    static void stop() throws Exception {
        if (app != null) {
            app.close();
        }
        if (product != null) {
            product.close();
        }
    }

    private static ConditionFactory eventually() {
        return await().atMost(Product.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions();
    }

    @Test
    @Order(1)
    void deadAgent_isTold_andItsReturnToo_andNobodyElse() {
        eventually().until(() -> told("opened"));
        eventually().until(() -> told("resolved"));
        assertThat(VIOLATIONS)
                .filteredOn(v -> v.path("rule").asText().equals("agent-missing"))
                .allMatch(v -> v.at("/labels/agent_id").asText().equals(DEAD));
    }

    private static boolean told(String event) {
        return VIOLATIONS.stream()
                .anyMatch(v -> v.path("event").asText().equals(event)
                        && v.path("rule").asText().equals("agent-missing")
                        && v.at("/labels/agent_id").asText().equals(DEAD));
    }

    /** While all is moving: both sides count over 10 s, whose edges differ by up to a second. */
    @Test
    @Order(2)
    void ratesAndSizes_areThoseOfWhatWasPublished() {
        eventually().untilAsserted(() -> {
            JsonNode truth = product.truth();
            Scrape scrape = product.scrape();
            for (JsonNode stream : truth.path("streams")) {
                String name = stream.path("stream_name").asText();
                Agreement.near(
                        scrape.value("backplane_publish_rate{source=\"" + name + "\"}"),
                        stream.path("messages_per_second_10s").asDouble(),
                        0.15,
                        "messages/s of " + name);
                Agreement.near(
                        scrape.value("backplane_message_size_bytes{source=\"" + name + "\",quantile=\"0.95\"}"),
                        stream.at("/payload_bytes_60s/p95").asDouble(),
                        0.05,
                        "P95 of sizes of " + name);
            }
            JsonNode core = truth.path("core");
            Agreement.near(
                    scrape.value("backplane_publish_rate{source=\"tap\"}"),
                    core.path("messages_per_second_10s").asDouble(),
                    0.15,
                    "messages/s of the tap");
            Agreement.near(
                    scrape.value("backplane_source_throughput_mb_per_second{source=\"tap\"}"),
                    core.path("mb_per_second_10s").asDouble(),
                    0.3,
                    "MB/s of the tap");
            Agreement.near(
                    scrape.value("backplane_message_size_bytes{source=\"tap\",quantile=\"0.95\"}"),
                    core.at("/payload_bytes_60s/p95").asDouble(),
                    0.05,
                    "P95 of sizes of the tap");
        });
    }

    /** A scrape between two equal truths is of that very moment: everything in it is exact. */
    @Test
    @Order(3)
    void fleet_isExact() {
        eventually().pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
            JsonNode truth = product.truth();
            Scrape scrape = product.scrape();
            assertThat(product.truth().at("/fleet/heartbeats"))
                    .as("nothing said meanwhile")
                    .isEqualTo(truth.at("/fleet/heartbeats"));
            JsonNode fleet = truth.path("fleet");
            assertThat(scrape.value("system_total_tasks_total"))
                    .isEqualTo(fleet.path("tasks_total").asDouble());
            assertThat(scrape.value("system_completed_tasks_total"))
                    .isEqualTo(fleet.path("tasks_completed").asDouble());
            assertThat(scrape.value("system_failed_tasks_total"))
                    .isEqualTo(fleet.path("tasks_failed").asDouble())
                    .isPositive();
            for (JsonNode agent : truth.path("agents")) {
                Agreement.agentAgrees(agent, scrape);
            }
            truth.path("operations").properties().forEach(o -> {
                Agreement.durationsAgree(o.getKey(), o.getValue(), scrape);
                assertThat(scrape.value("system_operation_success_ratio{operation=\"" + o.getKey() + "\"}"))
                        .as("success of " + o.getKey())
                        .isCloseTo(o.getValue().path("success_ratio_5m").asDouble(), within(1e-9));
            });
        });
    }

    /**
     * Streams move all the time, and the monitor polls: each figure lies between what was true before and after the poll,
     * and is exact when those are the same. The slow consumer's ack pending stays at its maximum, so it is exact.
     */
    @Test
    @Order(4)
    void movingStreamsAndConsumers_areTrueToThePoll() {
        eventually().untilAsserted(() -> {
            JsonNode before = product.truth();
            Scrape scrape = scrapeOfAPollAfterNow();
            JsonNode after = product.truth();
            for (int i = 0; i < before.path("streams").size(); i++) {
                String name = before.at("/streams/" + i + "/stream_name").asText();
                assertThat(scrape.value("backplane_stream_last_sequence_total{stream_name=\"" + name + "\"}"))
                        .as(name)
                        .isBetween(
                                before.at("/streams/" + i + "/last_sequence").asDouble(),
                                after.at("/streams/" + i + "/last_sequence").asDouble());
            }
            for (int i = 0; i < before.path("consumers").size(); i++) {
                JsonNode one = before.at("/consumers/" + i);
                JsonNode other = after.at("/consumers/" + i);
                String labels = "{consumer_name=\"" + one.path("consumer_name").asText() + "\",stream_name=\""
                        + one.path("stream_name").asText() + "\"}";
                double slack = 10;
                assertThat(scrape.value("backplane_consumer_pending_messages" + labels))
                        .as("pending " + labels)
                        .isBetween(
                                Math.min(
                                                one.path("pending").asDouble(),
                                                other.path("pending").asDouble())
                                        - slack,
                                Math.max(
                                                one.path("pending").asDouble(),
                                                other.path("pending").asDouble())
                                        + slack);
                assertThat(scrape.value("backplane_consumer_ack_pending" + labels))
                        .as("ack pending " + labels)
                        .isBetween(
                                Math.min(
                                                one.path("ack_pending").asDouble(),
                                                other.path("ack_pending").asDouble())
                                        - slack,
                                Math.max(
                                                one.path("ack_pending").asDouble(),
                                                other.path("ack_pending").asDouble())
                                        + slack);
            }
            assertThat(scrape.family("backplane_consumer_lag_ms"))
                    .hasSize(before.path("consumers").size());
        });
    }

    /** A scrape whose poll began after this call. */
    private static Scrape scrapeOfAPollAfterNow() throws InterruptedException {
        String polls = "backplane_monitor_polls_total{outcome=\"ok\"}";
        double before = product.scrape().value(polls);
        return eventually().until(product::scrape, s -> s.value(polls) >= before + 2);
    }

    @Test
    @Order(5)
    void killedServer_isOutlived_andWatchedAgain() throws InterruptedException {
        assertThat(product.health().at("/checks/messaging/details/last_error").asText())
                .as("what has gone wrong so far, and nothing has")
                .isEmpty();
        product.nats.kill();
        eventually().until(() -> product.health().path("status").asText().equals("unhealthy"));
        eventually().untilAsserted(() -> {
            Scrape away = product.scrape();
            assertThat(away.family("backplane_publish_rate"))
                    .as("unknown is absent")
                    .isEmpty();
            assertThat(away.value("system_active_agents"))
                    .as("frozen, not dead")
                    .isEqualTo(6);
            assertThat(away.value("system_total_tasks_total")).isPositive();
            assertThat(away.value("backplane_monitor_snapshot_age_ms{source=\"agents\"}"))
                    .as("what Prometheus alerts on")
                    .isGreaterThan(1_000);
        });
        product.nats.start();
        eventually().until(() -> product.health().path("status").asText().equals("healthy"));
        eventually().untilAsserted(() -> {
            Scrape back = product.scrape();
            assertThat(back.value("system_total_tasks_total"))
                    .isEqualTo(product.truth().at("/fleet/tasks_total").asDouble());
            assertThat(back.value("backplane_reconnection_count_total{source=\"monitor\"}"))
                    .isPositive();
            assertThat(back.family("backplane_publish_rate")).hasSize(4);
        });
        assertThat(product.monitor.isAlive()).isTrue();
    }

    @Test
    @Order(6)
    void sigtermOfTheSimulator_isAGoodbye_andAtQuiescenceAllIsExact() throws Exception {
        assertThat(product.end(product.sim)).as(product.log("sim")).isZero();
        eventually().until(() -> product.scrape().value("system_agents{state=\"stopped\"}") == 6);
        eventually().untilAsserted(() -> {
            Scrape scrape = product.scrape();
            JetStreamManagement management = app.jetStreamManagement();
            for (String stream : List.of("ORDERS", "EVENTS", "TASKS")) {
                Agreement.streamAgrees(management.getStreamInfo(stream), scrape);
                for (ConsumerInfo consumer : management.getConsumers(stream)) {
                    if (consumer.getConsumerConfiguration().getDurable() != null) {
                        Agreement.consumerAgrees(consumer, scrape);
                    }
                }
            }
        });
        assertThat(product.scrape()
                        .value("backplane_consumer_pending_messages"
                                + "{consumer_name=\"billing\",stream_name=\"ORDERS\"}"))
                .isPositive();
    }

    @Test
    @Order(7)
    void sigtermOfTheMonitor_isMetInTime_andNothingWentWrong() throws Exception {
        assertThat(product.end(product.monitor)).as(product.log("monitor")).isZero();
        assertThat(product.log("monitor")).contains("ended").doesNotContain("Exception");
        // an alert is written at its own level
        assertThat(product.log("monitor").lines().filter(l -> l.contains(" ERROR ") && !l.contains("LogReceiver")))
                .isEmpty();
    }
}
