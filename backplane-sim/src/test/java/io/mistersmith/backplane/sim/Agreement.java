package io.mistersmith.backplane.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.mistersmith.backplane.sim.Product.Scrape;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamInfo;
import java.util.Map;

/** Asserts that a scrape says of one thing what is true of it. */
final class Agreement {

    private Agreement() {}

    static void agentAgrees(JsonNode agent, Scrape scrape) {
        String id = agent.path("agent_id").asText();
        String labels = "agent_id=\"" + id + "\",agent_type=\""
                + agent.path("agent_type").asText() + "\"";
        agent.path("operations").properties().forEach(o -> {
            String operation = "{" + labels + ",operation=\"" + o.getKey() + "\"}";
            assertThat(scrape.value("agent_operation_count_total" + operation))
                    .as(operation)
                    .isEqualTo(o.getValue().path("count").asDouble());
            assertThat(scrape.value("agent_error_count_total" + operation))
                    .as(operation)
                    .isEqualTo(o.getValue().path("errors").asDouble());
        });
        Map.of(
                        "agent_restarts_total", "restarts",
                        "agent_heartbeats_missed_total", "missed",
                        "agent_reconnection_count_total", "reconnects",
                        "agent_cpu_usage_percent", "cpu_percent",
                        "agent_memory_usage_mb", "memory_mb",
                        "agent_queue_depth", "queue_depth")
                .forEach((family, field) -> assertThat(scrape.value(family + "{" + labels + "}"))
                        .as(family + " of " + id)
                        .isEqualTo(agent.path(field).asDouble()));
    }

    /** 1 % beside the exact order statistic; the histogram exactly. */
    static void durationsAgree(String operation, JsonNode truth, Scrape scrape) {
        Map.of("0.5", "p50", "0.95", "p95", "0.99", "p99")
                .forEach((quantile, field) -> near(
                        scrape.value("system_operation_duration_ms{operation=\"" + operation + "\",quantile=\""
                                + quantile + "\"}"),
                        truth.at("/durations_ms_5m/" + field).asDouble(),
                        0.0101,
                        field + " of " + operation));
        truth.path("durations_ms_by_agent_type").properties().forEach(type -> {
            String labels = "{agent_type=\"" + type.getKey() + "\",operation=\"" + operation + "\"";
            if (type.getValue().path("count").asLong() > 0) {
                type.getValue()
                        .path("buckets")
                        .properties()
                        .forEach(bucket -> assertThat(scrape.value("agent_operation_duration_ms_bucket" + labels
                                        + ",le=\"" + bucket.getKey() + "\"}"))
                                .as(labels + " " + bucket.getKey())
                                .isEqualTo(bucket.getValue().asDouble()));
                assertThat(scrape.value("agent_operation_duration_ms_sum" + labels + "}"))
                        .isCloseTo(type.getValue().path("sum").asDouble(), within(1e-3));
            }
        });
    }

    static void streamAgrees(StreamInfo truth, Scrape scrape) {
        String labels = "{stream_name=\"" + truth.getConfiguration().getName() + "\"}";
        assertThat(scrape.value("backplane_stream_messages" + labels))
                .as("messages " + labels)
                .isEqualTo(truth.getStreamState().getMsgCount());
        assertThat(scrape.value("backplane_stream_bytes" + labels))
                .as("bytes " + labels)
                .isEqualTo(truth.getStreamState().getByteCount());
        assertThat(scrape.value("backplane_stream_last_sequence_total" + labels))
                .as("last sequence " + labels)
                .isEqualTo(truth.getStreamState().getLastSequence())
                .isPositive();
    }

    static void consumerAgrees(ConsumerInfo truth, Scrape scrape) {
        String labels = "{consumer_name=\"" + truth.getName() + "\",stream_name=\"" + truth.getStreamName() + "\"}";
        assertThat(scrape.value("backplane_consumer_pending_messages" + labels))
                .as("pending " + labels)
                .isEqualTo(truth.getNumPending());
        assertThat(scrape.value("backplane_consumer_ack_pending" + labels))
                .as("ack pending " + labels)
                .isEqualTo(truth.getNumAckPending());
    }

    static void near(double value, double truth, double relative, String what) {
        assertThat(value).as(what).isCloseTo(truth, within(Math.max(relative * truth, 1e-9)));
    }
}
