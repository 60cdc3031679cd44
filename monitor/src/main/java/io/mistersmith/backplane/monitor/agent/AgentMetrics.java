package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.frame.SharedMetrics;
import java.util.List;

/** What the fleet's frames measure. */
public final class AgentMetrics {

    static final Metric UP = Metric.gauge(
            "agent_up",
            "",
            "1 while the agent's heartbeats are in time, 0 after 1.5 of its intervals without one or a goodbye.");
    static final Metric AGE = Metric.gauge(
            "agent_last_heartbeat_age_ms",
            "ms",
            "Time since the agent's latest heartbeat was received, up to the moment (0.3 s ago at most) until which all that"
                    + " NATS had is known to have arrived; absent while NATS is away.");
    static final Metric MEMORY = Metric.gauge(
            "agent_memory_usage_mb",
            "MB",
            "Memory, as the agent's latest heartbeat says, however old that is; absent after a goodbye.");
    static final Metric CPU = Metric.gauge(
            "agent_cpu_usage_percent",
            "%",
            "CPU, 0-100 times cores, as the agent's latest heartbeat says, however old that is; absent after a goodbye.");
    static final Metric QUEUE_DEPTH = Metric.gauge(
            "agent_queue_depth",
            "",
            "Messages waiting inside the agent, as its latest heartbeat says, however old that is; absent after a goodbye.");
    static final Metric RESTARTS = Metric.counter(
            "agent_restarts_total", "Restarts of the agent's process, seen by its heartbeats' numbers and uptime.");
    static final Metric MISSED = Metric.counter(
            "agent_heartbeats_missed_total",
            "Gaps in the numbers of the agent's heartbeats, those included that come late after all.");
    static final Metric LATE = Metric.counter(
            "agent_heartbeats_late_total",
            "Heartbeats that came after a later one, of the last 64; each counted as missed before.");
    static final Metric RECONNECTS = Metric.counter(
            "agent_reconnection_count_total", "The agent's own NATS reconnects as it says, summed over its restarts.");

    /** 0 up, 1 late, 2 down, 3 stopped. */
    static final Metric STATE = Metric.hidden("agent_state", "", "0 up, 1 late, 2 down, 3 stopped.");

    /**
     * What the heartbeat's age is judged by; not known where it must not be judged: after a goodbye, while NATS is away, and
     * then until the agent has spoken or had 1.5 intervals to do so.
     */
    static final Metric INTERVAL =
            Metric.hidden("agent_heartbeat_interval_ms", "ms", "The interval of the agent's heartbeats.");

    static final Metric CHANGED_AT = Metric.hidden(
            "agent_changed_at_ms", "ms", "When state, gauges or counters of the agent last changed, epoch ms.");

    static final Metric OPERATIONS = Metric.counter(
            "agent_operation_count_total", "Operations of the agent as it says, summed over its restarts.");
    static final Metric ERRORS = Metric.counter(
            "agent_error_count_total", "Failed operations of the agent as it says, summed over its restarts.");

    static final Metric DURATIONS = Metric.histogram(
            "agent_operation_duration_ms",
            "ms",
            "Durations of operations as heartbeats tell them, by operation and type of agent; a lost heartbeat's are lost.");

    static final Metric DURATION_SAMPLES =
            Metric.hidden("system_operation_durations", "", "Durations told in the last 5 min.");
    static final Metric DURATION = Metric.gauge(
                    "system_operation_duration_ms",
                    "ms",
                    "Quantiles of the durations of operations in the whole fleet over the last 5 min, relative error <= 1 %.")
            .restingOn(DURATION_SAMPLES);
    static final Metric SUCCESS_SAMPLES =
            Metric.hidden("system_operation_samples", "", "Operations counted in the last 5 min.");
    static final Metric SUCCESS = Metric.gauge(
                    "system_operation_success_ratio",
                    "",
                    "1 - errors / count of operations in the whole fleet over the last 5 min.")
            .restingOn(SUCCESS_SAMPLES);

    static final Metric ACTIVE =
            Metric.gauge("system_active_agents", "", "Agents whose heartbeats are in time; frozen while NATS is away.");
    static final Metric AGENTS = Metric.gauge(
            "system_agents",
            "",
            "Agents by state: up, late (1.5 intervals without a heartbeat), down (3), stopped (said goodbye).");
    static final Metric TASKS =
            Metric.counter("system_total_tasks_total", "Operations 'task' of all agents: completed + failed.");
    static final Metric COMPLETED =
            Metric.counter("system_completed_tasks_total", "Tasks of all agents that did not fail.");
    static final Metric FAILED = Metric.counter("system_failed_tasks_total", "Tasks of all agents that failed.");
    static final Metric THROUGHPUT = Metric.gauge(
            "system_throughput_per_second",
            "/s",
            "Completed tasks of all agents per second, as told over the last 60 s.");
    static final Metric AVERAGE_LATENCY =
            Metric.gauge("system_average_latency_ms", "ms", "Mean duration of the tasks told over the last 60 s.");
    static final Metric ERROR_SAMPLES =
            Metric.hidden("system_operations", "", "Operations of all kinds in the last 5 min.");
    static final Metric ERROR_RATIO = Metric.gauge(
                    "system_error_ratio", "", "errors / count over all operations of all agents over the last 5 min.")
            .restingOn(ERROR_SAMPLES);
    static final Metric LATENCY_SAMPLES =
            Metric.hidden("system_message_latency_samples", "", "Heartbeats in the latency of the last 5 min.");
    static final Metric LATENCY = Metric.gauge(
                    "system_message_latency_ms",
                    "ms",
                    "Quantiles of heartbeats' delivery latency, receive time - timestamp, over the last 5 min; clocks that are"
                            + " more than 1 min apart are left out.")
            .restingOn(LATENCY_SAMPLES);
    static final Metric DELIVERY_SAMPLES =
            Metric.hidden("system_messages_expected", "", "Heartbeats received or missed in the last 5 min.");
    static final Metric DELIVERY = Metric.gauge(
                    "system_message_delivery_ratio",
                    "",
                    "Heartbeats received / (received + missed - late) over the last 5 min.")
            .restingOn(DELIVERY_SAMPLES);
    static final Metric OFFERED =
            Metric.hidden("system_tasks_offered", "", "Messages waiting inside all agents that are up.");
    static final Metric RECONNECTIONS = SharedMetrics.RECONNECTIONS;

    static final Metric REJECTED = Metric.counter(
            "backplane_monitor_heartbeats_rejected_total",
            "Heartbeats that were not believed, by reason; nothing of them counts.");
    static final Metric DUPLICATES =
            Metric.counter("backplane_monitor_heartbeats_duplicate_total", "Heartbeats that were known already.");
    static final Metric CLOCK_SKEW = Metric.counter(
            "backplane_monitor_clock_skew_total",
            "Heartbeats whose timestamp is more than 1 min off this host's clock; left out of the delivery latency.");
    static final Metric DROPPED = SharedMetrics.MESSAGES_DROPPED;

    private AgentMetrics() {}

    public static List<Metric> all() {
        return List.of(
                UP,
                AGE,
                MEMORY,
                CPU,
                QUEUE_DEPTH,
                RESTARTS,
                MISSED,
                LATE,
                RECONNECTS,
                STATE,
                INTERVAL,
                CHANGED_AT,
                OPERATIONS,
                ERRORS,
                DURATIONS,
                DURATION_SAMPLES,
                DURATION,
                SUCCESS_SAMPLES,
                SUCCESS,
                ACTIVE,
                AGENTS,
                TASKS,
                COMPLETED,
                FAILED,
                THROUGHPUT,
                AVERAGE_LATENCY,
                ERROR_SAMPLES,
                ERROR_RATIO,
                LATENCY_SAMPLES,
                LATENCY,
                DELIVERY_SAMPLES,
                DELIVERY,
                OFFERED,
                RECONNECTIONS,
                REJECTED,
                DUPLICATES,
                CLOCK_SKEW,
                DROPPED);
    }
}
