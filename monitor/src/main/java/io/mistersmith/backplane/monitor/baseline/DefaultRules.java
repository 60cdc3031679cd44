package io.mistersmith.backplane.monitor.baseline;

import static io.mistersmith.backplane.monitor.wire.Violation.Comparison.ABOVE;
import static io.mistersmith.backplane.monitor.wire.Violation.Comparison.BELOW;

import io.mistersmith.backplane.monitor.baseline.Rule.Clear;
import io.mistersmith.backplane.monitor.baseline.Rule.Exemption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The baselines that the MisterSmith framework promises of itself, as rules. Thresholds are in the metric's unit, times in
 * seconds; {@link RuleDraft#NONE} where a severity has no threshold.
 */
public final class DefaultRules {

    private static final double NONE = RuleDraft.NONE;
    private static final double PER_MINUTE = 1 / 60.0;
    private static final int MINUTE = 60;
    private static final int HOUR = 60 * MINUTE;

    private static final String OPERATION_MS = "system_operation_duration_ms";
    private static final String OPERATION_SUCCESS = "system_operation_success_ratio";
    /** An agent that said goodbye: its silence is no news, and its last figures are history. */
    private static final Exemption STOPPED = new Exemption("agent_state", 3);

    private static final String AGENT = "nats sub agents.{agent_id}.heartbeat";
    private static final String CONSUMER = "nats consumer info {stream_name} {consumer_name}";
    private static final String STREAM = "nats stream info {stream_name}";

    private DefaultRules() {}

    // spotless:off
    /** In the order in which they are judged and printed. */
    public static final List<Rule> ALL = List.of(
        rule("task-duration-p95").on(OPERATION_MS, "ms").where("operation", "task").where("quantile", "0.95")
            .levels(ABOVE, 10_000, 20_000, 40_000).holds(30)
            .says("the slowest 5 % of tasks take {value} or more"),
        rule("task-duration-p99").on(OPERATION_MS, "ms").where("operation", "task").where("quantile", "0.99")
            .levels(ABOVE, NONE, 30_000, 60_000).holds(30)
            .says("the slowest 1 % of tasks take {value} or more"),
        rule("task-success").on(OPERATION_SUCCESS, "").where("operation", "task")
            .levels(BELOW, 0.99, 0.95, 0.90).holds(30)
            .says("{value} of tasks succeed"),
        rule("spawn-duration-p95").on(OPERATION_MS, "ms").where("operation", "spawn").where("quantile", "0.95")
            .levels(ABOVE, 2_000, 4_000, 8_000).holds(30)
            .says("the slowest 5 % of agent spawns take {value} or more"),
        rule("spawn-duration-p99").on(OPERATION_MS, "ms").where("operation", "spawn").where("quantile", "0.99")
            .levels(ABOVE, NONE, 5_000, 10_000).holds(30)
            .says("the slowest 1 % of agent spawns take {value} or more"),
        rule("spawn-success").on(OPERATION_SUCCESS, "").where("operation", "spawn")
            .levels(BELOW, 0.995, 0.97, 0.90).holds(30)
            .says("{value} of agent spawns succeed"),
        rule("agent-memory").on("agent_memory_usage_mb", "MB").exempt(STOPPED)
            .levels(ABOVE, 256, 448, 512).holds(15).warningHolds(5 * MINUTE)
            .says("agent {agent_id} uses {value} of memory").next(AGENT),
        rule("agent-cpu").on("agent_cpu_usage_percent", "%").exempt(STOPPED)
            .levels(ABOVE, 60, 80, 95).holds(60).warningHolds(5 * MINUTE)
            .says("agent {agent_id} uses {value} of a CPU").next(AGENT),
        rule("agent-queue-depth").on("agent_queue_depth", "").exempt(STOPPED)
            .levels(ABOVE, 80, 100, 1_000).holds(15)
            .says("agent {agent_id} has {value} messages waiting inside").next(AGENT),
        rule("message-latency-p95").on("system_message_latency_ms", "ms").where("quantile", "0.95")
            .levels(ABOVE, 50, 100, 500).holds(15)
            .says("the slowest 5 % of heartbeats take {value} or more to arrive").next("nats rtt"),
        rule("message-latency-p99").on("system_message_latency_ms", "ms").where("quantile", "0.99")
            .levels(ABOVE, NONE, 100, 1_000).holds(15)
            .says("the slowest 1 % of heartbeats take {value} or more to arrive").next("nats rtt"),
        rule("message-delivery").on("system_message_delivery_ratio", "")
            .levels(BELOW, 0.999, 0.99, 0.95).holds(15)
            .says("{value} of heartbeats arrive").next("nats server report connections"),
        rule("queue-processing-p95").on(OPERATION_MS, "ms").where("operation", "queue").where("quantile", "0.95")
            .levels(ABOVE, 25, 100, 1_000).holds(30)
            .says("the slowest 5 % of queued messages take {value} or more to process"),
        rule("consumer-pending").on("backplane_consumer_pending_messages", "")
            .ownLimit("backplane_consumer_pending_messages_limit")
            .levels(ABOVE, 100, 1_000, 10_000).holds(15)
            .says("consumer {stream_name}/{consumer_name} has {value} messages pending").next(CONSUMER),
        // these hold where a consumer's own metadata says at what
        rule("consumer-ack-pending").on("backplane_consumer_ack_pending", "")
            .onlyOwnLimit("backplane_consumer_ack_pending_limit").holds(15)
            .says("consumer {stream_name}/{consumer_name} has {value} messages ack pending").next(CONSUMER),
        rule("consumer-waiting-pulls").on("backplane_consumer_waiting_pulls", "")
            .onlyOwnLimit("backplane_consumer_waiting_pulls_limit").holds(15)
            .says("consumer {stream_name}/{consumer_name} has {value} pull requests waiting").next(CONSUMER),
        rule("consumer-redelivered").on("backplane_consumer_redelivered", "")
            .onlyOwnLimit("backplane_consumer_redelivered_limit").holds(15)
            .says("consumer {stream_name}/{consumer_name} has {value} messages in redelivery").next(CONSUMER),
        rule("consumer-last-delivery").on("backplane_consumer_last_delivery_seconds", "s")
            .onlyOwnLimit("backplane_consumer_last_delivery_limit").clear(Clear.AT_ONCE)
            .says("consumer {stream_name}/{consumer_name} was last delivered a message {value} ago").next(CONSUMER),
        rule("consumer-last-ack").on("backplane_consumer_last_ack_seconds", "s")
            .onlyOwnLimit("backplane_consumer_last_ack_limit").clear(Clear.AT_ONCE)
            .says("consumer {stream_name}/{consumer_name} last acknowledged a message {value} ago").next(CONSUMER),
        rule("context-overhead-p95").on(OPERATION_MS, "ms").where("operation", "context").where("quantile", "0.95")
            .levels(ABOVE, 1, 5, 25).holds(30)
            .says("the slowest 5 % of context propagations take {value} or more"),
        rule("context-success").on(OPERATION_SUCCESS, "").where("operation", "context")
            .levels(BELOW, 0.9999, 0.999, 0.99).holds(30)
            .says("{value} of context propagations succeed"),
        rule("throughput-low").on("system_throughput_per_second", "/s")
            .levels(BELOW, 100 * PER_MINUTE, 50 * PER_MINUTE, 10 * PER_MINUTE).holds(2 * MINUTE)
            .onlyWhile("system_tasks_offered", "backplane_pending_messages")
            .says("tasks complete at {value} while there is work"),
        rule("throughput-burst").on("system_throughput_per_second", "/s")
            .levels(ABOVE, 400 * PER_MINUTE, 500 * PER_MINUTE, 1_000 * PER_MINUTE).holds(MINUTE)
            .says("tasks complete at {value}, more than the system is made for"),
        rule("host-cpu").on("system_cpu_utilization_percent", "%")
            .levels(ABOVE, 85, 90, 97).holds(MINUTE)
            .says("this host's CPUs are {value} busy"),
        rule("host-memory").on("system_memory_utilization_percent", "%")
            .levels(ABOVE, 85, 90, 97).holds(MINUTE)
            .says("{value} of this host's memory is in use"),
        rule("error-rate").on("system_error_ratio", "")
            .levels(ABOVE, 0.01, 0.05, 0.10).holds(15)
            .says("{value} of all operations fail"),
        // dead after a restart of the monitor, too: it is waited for as long as agents.forget-after
        rule("agent-missing").on("agent_last_heartbeat_age_ms", "intervals").inUnitsOf("agent_heartbeat_interval_ms")
            .exempt(STOPPED)
            .levels(ABOVE, 1.5, 3, 6).clear(Clear.AT_ONCE).patience(24 * HOUR)
            .says("agent {agent_id} has been silent for {value}").next(AGENT),
        rule("agent-flapping").on("agent_restarts_total", "").growthOver(5 * MINUTE)
            .levelsFrom(3, 5, 10)
            .says("agent {agent_id} restarted {value} times in 5 min").next(AGENT),
        rule("consumer-lag").on("backplane_consumer_lag_ms", "ms")
            .levels(ABOVE, 5_000, 30_000, 120_000).holds(5)
            .says("consumer {stream_name}/{consumer_name} is {value} behind").next(CONSUMER),
        rule("consumer-state").on("backplane_consumer_state", "")
            .levelsFrom(3, 4, 5).clear(Clear.EXACT)
            .says("consumer {stream_name}/{consumer_name} is lagging", "consumer {stream_name}/{consumer_name} is stalled",
                "consumer {stream_name}/{consumer_name} is stopped").next(CONSUMER),
        // nothing unprocessed, nothing to lose: the figure itself is absent then
        rule("data-loss-ahead").on("backplane_consumer_loss_seconds", "s").onlyWhile("backplane_consumer_lag_ms")
            .levels(BELOW, HOUR, 10 * MINUTE, MINUTE).holds(10)
            .says("consumer {stream_name}/{consumer_name} loses its oldest unprocessed message in {value}").next(CONSUMER),
        rule("evicted-unprocessed").on("backplane_consumer_evicted_total", "").growthOver(5 * MINUTE)
            .levels(ABOVE, NONE, NONE, 0).clear(Clear.EXACT)
            .says("limits removed {value} messages in 5 min before consumer {stream_name}/{consumer_name} had them").next(STREAM),
        rule("stream-limit").on("backplane_stream_limit_used_ratio", "").onlyWhile("backplane_stream_discards_new")
            .levels(ABOVE, 0.8, 0.95, 1).criticalFrom().holds(30)
            .says("stream {stream_name} refuses new messages when full and is {value} full").next(STREAM),
        rule("consumer-leak").on("backplane_stream_consumers", "").growthOver(10 * MINUTE)
            .levelsFrom(100, 1_000, NONE)
            .says("stream {stream_name} has {value} consumers more than 10 min ago").next("nats consumer report {stream_name}"),
        rule("monitor-blind").on("backplane_monitor_snapshot_age_ms", "ms")
            .judging(growth("backplane_monitor_messages_dropped_total", MINUTE),
                figure("backplane_monitor_blind_ms"), figure("backplane_monitor_blind_ms"))
            .levels(ABOVE, 0, 5_000, 60_000).clear(Clear.EXACT)
            .says("{value} messages to {source} were lost in 1 min", "the monitor has not reached NATS for {value}",
                "the monitor has not reached NATS for {value}").next("nats server check connection"),
        rule("max-deliveries").on("backplane_consumer_max_deliveries_total", "").growthOver(5 * MINUTE).bornWithFirst()
            .levels(ABOVE, NONE, 0, NONE).clear(Clear.EXACT)
            .says("consumer {stream_name}/{consumer_name} gave up {value} messages in 5 min").next(CONSUMER),
        rule("reconnects").on("backplane_reconnection_count_total", "").growthOver(MINUTE)
            .levelsFrom(1, 5, 20)
            .says("{value} reconnects of {source} in 1 min").next("nats server report connections"),
        rule("probe").on("backplane_probe_rtt_ms", "ms")
            .judging(figure("backplane_probe_rtt_ms", "quantile", "0.95"),
                figure("backplane_probe_rtt_ms", "quantile", "0.99"), figure("backplane_probe_lost_in_a_row"))
            .levels(ABOVE, 50, 100, 3).criticalFrom()
            .says("the slowest 5 % of the monitor's own round trips take {value} or more",
                "the slowest 1 % of the monitor's own round trips take {value} or more",
                "{value} of the monitor's own round trips in a row were lost").next("nats rtt"),
        rule("replica-lag").on("backplane_stream_replica_lag", "")
            .levels(ABOVE, 1_000, 100_000, NONE).holds(10)
            .says("the most distant replica of stream {stream_name} is {value} messages behind").next(STREAM),
        rule("replica-offline").on("backplane_stream_replicas_offline", "")
            .levels(ABOVE, NONE, 0, NONE).holds(10).clear(Clear.EXACT)
            .says("{value} replicas of stream {stream_name} are offline").next(STREAM),
        rule("leaderless").on("backplane_stream_has_leader", "")
            .levels(BELOW, NONE, NONE, 1).holds(10).clear(Clear.EXACT)
            .says("stream {stream_name} has no leader").next(STREAM))
        .stream().map(RuleDraft::rule).toList();
    // spotless:on

    private static RuleDraft rule(String name) {
        return new RuleDraft(name);
    }

    private static Selector figure(String metric, String... match) {
        return Selector.of(metric, match.length == 0 ? Map.of() : Map.of(match[0], match[1]));
    }

    private static Selector growth(String metric, int seconds) {
        return Selector.of(metric, Map.of()).over(Duration.ofSeconds(seconds));
    }
}
