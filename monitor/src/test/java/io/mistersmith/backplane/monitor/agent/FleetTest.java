package io.mistersmith.backplane.monitor.agent;

import static io.mistersmith.backplane.monitor.agent.Beats.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mistersmith.backplane.monitor.config.AgentsConfig;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Histogram;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.Rejection;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FleetTest {

    private final Beats beats = new Beats();

    @Test
    void counters_stand_at_zero_before_the_first_heartbeat() {
        beats.tick();
        for (String metric : new String[] {
            "system_total_tasks_total",
            "system_completed_tasks_total",
            "system_failed_tasks_total",
            "backplane_monitor_heartbeats_duplicate_total",
            "backplane_monitor_clock_skew_total",
            "backplane_monitor_messages_dropped_total",
            "backplane_reconnection_count_total"
        }) {
            assertThat(beats.fleet(metric)).as(metric).isZero();
        }
        for (Rejection reason : Rejection.values()) {
            assertThat(beats.fleet("backplane_monitor_heartbeats_rejected_total", "reason", reason.word()))
                    .isZero();
        }
        assertThat(beats.fleet("system_error_ratio")).isNaN();
        assertThat(beats.fleet("system_active_agents")).isZero();
    }

    @Test
    void every_metric_of_every_frame_is_declared() {
        beats.beat("a", 1, tasks(1, 0));
        beats.tick();
        Set<Object> declared = new HashSet<>(AgentMetrics.all());
        Set<Object> used = new HashSet<>();
        for (Frame frame : beats.fleet.tick(beats.now, beats.now, 5_000)) {
            for (int c = 0; c < frame.columns(); c++) {
                used.add(frame.column(c).metric());
            }
        }
        assertThat(used).isEqualTo(declared);
    }

    @Test
    void counters_go_on_over_losses_and_restarts() {
        beats.beat("a", 10, tasks(100, 5, 1));
        beats.now += 1000;
        beats.beat("a", 13, tasks(101, 9, 2));
        beats.now += 1000;
        beats.beat("a", 0, tasks(0.5, 2, 1));
        beats.now += 1000;
        beats.beat("a", 1, tasks(1.5, 7, 1));
        beats.tick();
        assertThat(beats.agentOperation("a", "task", "agent_operation_count_total"))
                .isEqualTo(16);
        assertThat(beats.agentOperation("a", "task", "agent_error_count_total")).isEqualTo(3);
        assertThat(beats.fleet("system_total_tasks_total")).isEqualTo(16);
        assertThat(beats.fleet("system_failed_tasks_total")).isEqualTo(3);
        assertThat(beats.fleet("system_completed_tasks_total")).isEqualTo(13);
        assertThat(beats.agent("a", "agent_restarts_total")).isEqualTo(1);
        assertThat(beats.agent("a", "agent_heartbeats_missed_total")).isEqualTo(2);
    }

    @Test
    void late_heartbeat_adds_durations_but_no_totals_and_no_gauges() {
        beats.beat("a", 1, "'queue_depth':1");
        beats.beat("a", 3, "'queue_depth':3,'operations':{'task':{'count':8,'durations_ms':[10]}}");
        beats.beat("a", 2, "'queue_depth':2,'operations':{'task':{'count':4,'durations_ms':[30,40]}}");
        beats.pass(1000);
        assertThat(beats.agent("a", "agent_heartbeats_late_total")).isEqualTo(1);
        assertThat(beats.agent("a", "agent_heartbeats_missed_total")).isEqualTo(1);
        assertThat(beats.agent("a", "agent_queue_depth")).isEqualTo(3);
        assertThat(beats.fleet("system_total_tasks_total")).isEqualTo(8);
        assertThat(beats.fleet("system_average_latency_ms")).isCloseTo(80 / 3.0, within(1e-9));
        assertThat(beats.fleet("system_message_delivery_ratio")).isEqualTo(1);
    }

    @Test
    void repeat_is_counted_and_has_no_effect() {
        String said = "'operations':{'task':{'count':8,'durations_ms':[10]}}";
        beats.beat("a", 1, "");
        long sent = beats.now;
        beats.beat("a", 2, said);
        beats.now += 4000;
        beats.beatSentAt(sent, "a", 2, said);
        beats.tick();
        assertThat(beats.fleet("backplane_monitor_heartbeats_duplicate_total")).isEqualTo(1);
        assertThat(beats.agent("a", "agent_last_heartbeat_age_ms")).isEqualTo(4000);
        assertThat(histogram("task", "unknown").count()).isEqualTo(1);
    }

    @Test
    void windows_survive_restarts_and_leave_a_veterans_past_out() {
        beats.beat("veteran", 99, tasks(3600, 1_000_000, 500_000));
        beats.beat("a", 0, tasks(0.1, 0, 0));
        beats.pass(1000);
        beats.beat("a", 1, tasks(1.1, 10, 1));
        beats.pass(1000);
        beats.beat("a", 0, tasks(0.1, 10, 2));
        beats.beat("veteran", 100, tasks(3602, 1_000_020, 500_000));
        beats.pass(1000);
        assertThat(beats.fleet("system_total_tasks_total")).isEqualTo(1_000_040);
        assertThat(beats.fleet("system_error_ratio")).isCloseTo(3 / 40.0, within(1e-12));
        assertThat(beats.operation("task", "system_operation_success_ratio")).isCloseTo(37 / 40.0, within(1e-12));
        assertThat(beats.operation("task", "system_operation_samples")).isEqualTo(40);
        assertThat(beats.fleet("system_throughput_per_second")).isCloseTo(37 / 3.0, within(1e-9));
    }

    @Test
    void work_of_a_long_silence_is_no_burst() {
        beats.beat("a", 0, tasks(0, 0, 0));
        for (int i = 0; i < 600; i++) {
            beats.pass(1000);
        }
        beats.beat("a", 120, tasks(600, 60_000, 0));
        beats.pass(1000);
        assertThat(beats.fleet("system_completed_tasks_total")).isEqualTo(60_000);
        assertThat(beats.fleet("system_throughput_per_second")).isZero();
    }

    @Test
    void buckets_count_by_their_midpoint_and_beyond_the_last_bound_as_that() {
        beats.beat(
                "a",
                1,
                "'agent_type':'memory','operations':{'message':{'count':353,"
                        + "'buckets_ms':[[1,40],[5,310],[50,2],[null,1]]}}");
        beats.pass(1000);
        Histogram told = histogram("message", "memory");
        assertThat(told.count()).isEqualTo(353);
        assertThat(told.count(0)).as("≤ 1").isEqualTo(40);
        assertThat(told.count(2)).as("≤ 5: midpoint 3").isEqualTo(310);
        assertThat(told.count(5)).as("≤ 50: midpoint 27.5").isEqualTo(2);
        assertThat(told.count(told.size())).as("+Inf").isEqualTo(1);
        assertThat(told.sum()).isCloseTo(40 * 0.5 + 310 * 3 + 2 * 27.5 + 50, within(1e-9));
        assertThat(beats.quantile("message", "0.5")).isCloseTo(3, within(0.03));
    }

    @Test
    void duration_on_a_bound_is_within_it() {
        beats.beat("a", 1, "'operations':{'task':{'count':3,'durations_ms':[2.5,60000,60000.5]}}");
        beats.tick();
        Histogram told = histogram("task", "unknown");
        assertThat(told.count(1)).isEqualTo(1);
        assertThat(told.count(told.size() - 1)).isEqualTo(1);
        assertThat(told.count(told.size())).isEqualTo(1);
    }

    private Histogram histogram(String operation, String type) {
        Frame frame = beats.frame("operation-durations");
        Labels labels = Labels.of("operation", operation, "agent_type", type);
        for (int row = 0; row < frame.rows(); row++) {
            if (frame.labels(row).equals(labels)) {
                return frame.histogram(row, 0).orElseThrow();
            }
        }
        throw new AssertionError("no histogram " + labels);
    }

    @Test
    void clock_that_is_off_stays_out_of_the_latency_and_one_ahead_counts_as_zero() {
        beats.beatSentAt(beats.now - 60_001, "slow", 1, "");
        beats.beatSentAt(beats.now + 60_001, "fast", 1, "");
        beats.beatSentAt(beats.now + 60_000, "ahead", 1, "");
        beats.beatSentAt(beats.now - 200, "a", 1, "");
        beats.tick();
        assertThat(beats.fleet("backplane_monitor_clock_skew_total")).isEqualTo(2);
        assertThat(beats.fleet("system_message_latency_samples")).isEqualTo(2);
        assertThat(beats.fleet("system_message_latency_ms", "quantile", "0.5")).isZero();
        assertThat(beats.fleet("system_active_agents")).isEqualTo(4);
    }

    @Test
    void full_fleet_refuses_new_ids_and_goes_on_with_known_ones() {
        for (int i = 0; i < 10; i++) {
            assertThat(beats.beat("a" + i, 0, "")).isEmpty();
        }
        assertThat(beats.beat("b", 0, "")).hasValue(Rejection.MAX_AGENTS);
        assertThat(beats.beat("a0", 1, tasks(3, 0))).isEmpty();
        beats.tick();
        assertThat(beats.fleet("backplane_monitor_heartbeats_rejected_total", "reason", "max_agents"))
                .isEqualTo(1);
        assertThat(beats.fleet("system_total_tasks_total")).isEqualTo(3);
        assertThat(beats.knows("b")).isFalse();
    }

    @Test
    void another_type_is_another_series_and_not_a_second_one() {
        beats.beat("a", 1, "'agent_type':'worker','operations':{'task':{'count':3}}");
        beats.tick();
        beats.beat("a", 2, "'agent_type':'critic','operations':{'task':{'count':4}}");
        beats.beat("a", 3, "");
        beats.tick();
        assertThat(beats.frame("agents").rows()).isEqualTo(1);
        assertThat(beats.frame("agents").labels(0)).isEqualTo(Labels.of("agent_id", "a", "agent_type", "critic"));
        assertThat(beats.frame("agent-operations").labels(0).get("agent_type")).hasValue("critic");
        assertThat(beats.agentOperation("a", "task", "agent_operation_count_total"))
                .isEqualTo(4);
    }

    @Test
    void inventions_cannot_crowd_out_the_contracts_own_names() {
        Beats many = new Beats(
                new AgentsConfig("agents.*.heartbeat", "", Duration.ofSeconds(5), 1000, 2000, Duration.ofHours(24)));
        for (int i = 0; i < 200; i++) {
            many.beat("a" + i, 1, "'agent_type':'t" + i + "','operations':{'k" + i + "':{'count':2}}");
        }
        many.beat("b", 1, "'agent_type':'worker','operations':{'task':{'count':7},'x':{'count':1},'y':{'count':2}}");
        many.tick();
        Set<String> types = new HashSet<>();
        Set<String> kinds = new HashSet<>();
        Frame frame = many.frame("agent-operations");
        for (int row = 0; row < frame.rows(); row++) {
            types.add(frame.labels(row).get("agent_type").orElseThrow());
        }
        for (int c = 0; c < frame.columns(); c++) {
            kinds.add(frame.column(c).labels().get("operation").orElseThrow());
        }
        assertThat(types).hasSizeLessThanOrEqualTo(65).contains("other", "worker");
        assertThat(kinds).hasSizeLessThanOrEqualTo(33).contains("other", "task");
        assertThat(many.agentOperation("b", "task", "agent_operation_count_total"))
                .isEqualTo(7);
        assertThat(many.agentOperation("b", "other", "agent_operation_count_total"))
                .isEqualTo(3);
    }

    @Test
    void reconnects_add_up_over_lives_and_a_veterans_past_is_no_burst_of_them() {
        beats.beat("a", 9, "'uptime_seconds':9000,'reconnects':5");
        beats.now += 1000;
        beats.beat("a", 10, "'uptime_seconds':9001,'reconnects':6");
        beats.now += 1000;
        beats.beat("a", 0, "'uptime_seconds':0.5,'reconnects':2");
        beats.tick();
        assertThat(beats.agent("a", "agent_reconnection_count_total")).isEqualTo(8);
        assertThat(beats.fleet("backplane_reconnection_count_total", "source", "agents"))
                .isEqualTo(3);
    }

    @Test
    void errors_that_are_told_after_their_operation_never_make_a_counter_fall() {
        beats.beat("a", 1, tasks(100, 10, 2));
        beats.tick();
        assertThat(beats.fleet("system_completed_tasks_total")).isEqualTo(8);
        beats.beat("a", 2, tasks(100, 10, 5));
        beats.tick();
        assertThat(beats.fleet("system_failed_tasks_total")).isEqualTo(5);
        assertThat(beats.fleet("system_completed_tasks_total")).isEqualTo(8);
    }
}
