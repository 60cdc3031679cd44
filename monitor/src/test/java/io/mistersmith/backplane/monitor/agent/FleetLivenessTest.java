package io.mistersmith.backplane.monitor.agent;

import static io.mistersmith.backplane.monitor.agent.Beats.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mistersmith.backplane.monitor.frame.Frame;
import org.junit.jupiter.api.Test;

/** Who is in time, late, down or gone, and when nobody may be called so. */
class FleetLivenessTest {

    private final Beats beats = new Beats();

    @Test
    void silence_makes_late_then_down_and_a_heartbeat_makes_up() {
        beats.beat("a", 1, "'interval_ms':1000,'queue_depth':4");
        beats.pass(1499);
        assertThat(beats.agent("a", "agent_up")).isEqualTo(1);
        beats.pass(1);
        assertThat(beats.agent("a", "agent_up")).isZero();
        assertThat(beats.agent("a", "agent_state")).isEqualTo(1);
        assertThat(beats.agent("a", "agent_queue_depth")).isEqualTo(4);
        assertThat(beats.fleet("system_agents", "state", "late")).isEqualTo(1);
        beats.pass(1500);
        assertThat(beats.agent("a", "agent_state")).isEqualTo(2);
        assertThat(beats.agent("a", "agent_queue_depth")).isEqualTo(4);
        assertThat(beats.agent("a", "agent_heartbeat_interval_ms")).isEqualTo(1000);
        assertThat(beats.agent("a", "agent_last_heartbeat_age_ms")).isEqualTo(3000);
        beats.beat("a", 2, "");
        beats.tick();
        assertThat(beats.agent("a", "agent_up")).isEqualTo(1);
        assertThat(beats.fleet("system_active_agents")).isEqualTo(1);
    }

    @Test
    void goodbye_is_no_silence() {
        beats.beat("a", 1, "'queue_depth':4");
        beats.beat("a", 2, "'status':'stopping','queue_depth':4");
        beats.pass(60_000);
        assertThat(beats.agent("a", "agent_state")).isEqualTo(3);
        assertThat(beats.agent("a", "agent_up")).isZero();
        assertThat(beats.agent("a", "agent_heartbeat_interval_ms")).isNaN();
        assertThat(beats.agent("a", "agent_queue_depth")).isNaN();
        assertThat(beats.fleet("system_agents", "state", "stopped")).isEqualTo(1);
        assertThat(beats.fleet("system_tasks_offered")).isZero();
    }

    @Test
    void blindness_freezes_states_and_gives_each_agent_its_time_anew() {
        beats.beat("alive", 1, "'interval_ms':1000");
        beats.beat("dead", 1, "'interval_ms':1000");
        beats.pass(3000);
        beats.beat("alive", 2, "'interval_ms':1000");
        beats.beat("mute", 1, "'interval_ms':1000");
        beats.tick();
        beats.fleet.blind();
        beats.pass(30_000);
        assertThat(beats.fleet("system_active_agents")).isEqualTo(2);
        assertThat(beats.agent("alive", "agent_last_heartbeat_age_ms")).isNaN();
        assertThat(beats.agent("dead", "agent_heartbeat_interval_ms")).isNaN();
        assertThat(beats.fleet("system_throughput_per_second")).isNaN();
        assertThat(beats.fleet("system_message_delivery_ratio")).isNaN();
        assertThat(beats.fleet("system_total_tasks_total")).isZero();

        beats.fleet.seeing(beats.now, false);
        beats.pass(1400);
        assertThat(beats.fleet("system_active_agents")).isEqualTo(2);
        assertThat(beats.agent("mute", "agent_heartbeat_interval_ms"))
                .as("not judged yet")
                .isNaN();
        assertThat(beats.agent("dead", "agent_state")).as("still down").isEqualTo(2);
        assertThat(beats.agent("dead", "agent_heartbeat_interval_ms"))
                .as("may have come back meanwhile")
                .isNaN();
        beats.beat("alive", 40, "'interval_ms':1000");
        beats.pass(100);
        assertThat(beats.agent("mute", "agent_state")).isEqualTo(1);
        assertThat(beats.agent("mute", "agent_heartbeat_interval_ms")).isEqualTo(1000);
        assertThat(beats.agent("dead", "agent_heartbeat_interval_ms")).isEqualTo(1000);
        assertThat(beats.agent("alive", "agent_heartbeats_missed_total")).isEqualTo(37);
        assertThat(beats.fleet("system_message_delivery_ratio"))
                .as("what was lost while we were blind is not the backplane's loss")
                .isEqualTo(1);
    }

    @Test
    void heartbeats_that_were_dropped_make_nobody_late() {
        beats.beat("a", 1, "'interval_ms':1000");
        beats.beat("dead", 1, "'interval_ms':1000");
        beats.pass(1000);
        beats.beat("a", 2, "");
        beats.pass(1000);
        assertThat(beats.agent("dead", "agent_state")).isEqualTo(1);
        beats.fleet.liveness.giveTime(beats.now);
        beats.pass(1499);
        assertThat(beats.agent("a", "agent_up")).isEqualTo(1);
        assertThat(beats.agent("dead", "agent_state")).as("still late").isEqualTo(1);
        assertThat(beats.agent("dead", "agent_heartbeat_interval_ms"))
                .as("may have spoken meanwhile")
                .isNaN();
        beats.pass(1);
        assertThat(beats.agent("a", "agent_state")).isEqualTo(1);
        assertThat(beats.agent("dead", "agent_heartbeat_interval_ms")).isEqualTo(1000);
    }

    @Test
    void server_that_was_only_slow_leaves_the_windows_whole() {
        beats.beat("a", 0, tasks(0, 0, 0));
        beats.pass(1000);
        beats.beat("a", 1, tasks(1, 40, 10));
        beats.tick();
        beats.fleet.blind();
        beats.pass(2000);
        assertThat(beats.fleet("system_error_ratio")).isNaN();
        beats.fleet.seeing(beats.now, true);
        beats.tick();
        assertThat(beats.fleet("system_error_ratio")).isEqualTo(0.25);
    }

    @Test
    void silence_of_the_server_is_not_the_agents() {
        beats.beat("a", 1, "'interval_ms':100");
        beats.pass(100);
        beats.unheard = 900;
        beats.pass(900);
        assertThat(beats.agent("a", "agent_up")).isEqualTo(1);
        assertThat(beats.agent("a", "agent_last_heartbeat_age_ms")).isEqualTo(100);
        beats.unheard = 850;
        beats.tick();
        assertThat(beats.agent("a", "agent_up")).isZero();
        assertThat(beats.agent("a", "agent_last_heartbeat_age_ms")).isEqualTo(150);
    }

    @Test
    void wall_clock_that_is_set_moves_no_age_and_no_window() {
        beats.beatSentAt(beats.now - 200, "a", 0, tasks(0, 0, 0));
        beats.pass(1000);
        beats.fleet.wallAhead(-3_600_000);
        beats.beatSentAt(beats.now - 3_600_200, "a", 1, tasks(1, 40, 10));
        beats.pass(1000);
        assertThat(beats.frame("agents").at()).isEqualTo(beats.now - 3_600_000);
        assertThat(beats.frame("agents").observedAt(0)).isEqualTo(beats.now - 3_601_000);
        assertThat(beats.agent("a", "agent_last_heartbeat_age_ms")).isEqualTo(1000);
        assertThat(beats.fleet("system_throughput_per_second")).isEqualTo(15);
        assertThat(beats.fleet("system_message_latency_ms", "quantile", "0.99")).isCloseTo(200, within(2.0));
        assertThat(beats.fleet("backplane_monitor_clock_skew_total")).isZero();
    }

    @Test
    void interval_of_a_former_life_is_not_the_new_ones() {
        beats.beat("a", 7, "'uptime_seconds':100,'interval_ms':1000");
        beats.beat("a", 8, "'uptime_seconds':101");
        beats.pass(1000);
        assertThat(beats.agent("a", "agent_heartbeat_interval_ms")).isEqualTo(1000);
        beats.beat("a", 0, "'uptime_seconds':0.5");
        beats.pass(1000);
        assertThat(beats.agent("a", "agent_restarts_total")).isEqualTo(1);
        assertThat(beats.agent("a", "agent_heartbeat_interval_ms")).isEqualTo(5000);
    }

    @Test
    void interval_that_is_never_said_is_learned_from_the_rhythm() {
        for (int i = 0; i <= 16; i++) {
            beats.pass(1000);
            beats.beat("a", i, "");
        }
        beats.pass(1499);
        assertThat(beats.agent("a", "agent_up")).isEqualTo(1);
        beats.pass(1);
        assertThat(beats.agent("a", "agent_state")).isEqualTo(1);
        assertThat(beats.agent("a", "agent_heartbeat_interval_ms")).isEqualTo(1000);
        beats.beat("a", 17, "'interval_ms':8000");
        for (int i = 18; i < 60; i++) {
            beats.pass(1000);
            beats.beat("a", i, "");
        }
        beats.pass(1);
        assertThat(beats.agent("a", "agent_heartbeat_interval_ms"))
                .as("it has said so")
                .isEqualTo(8000);
    }

    @Test
    void rhythm_is_only_of_beats_that_follow_each_other_while_somebody_listens() {
        for (int i = 0; i < 80; i++) {
            beats.pass(1000);
            beats.beat("lossy", 2L * i, "");
            if (i % 15 == 0) {
                beats.fleet.blind();
                beats.fleet.seeing(beats.now + 1, true);
            }
            beats.beat("seen", i, "");
            beats.beat("twice", i, "");
            beats.beat("twice", i, "");
        }
        beats.pass(1);
        assertThat(beats.agent("lossy", "agent_heartbeat_interval_ms")).isEqualTo(5000);
        assertThat(beats.agent("seen", "agent_heartbeat_interval_ms"))
                .as("14 beats of 15 in a row, and the others before them")
                .isEqualTo(1000);
        assertThat(beats.agent("twice", "agent_heartbeat_interval_ms")).isEqualTo(1000);
    }

    @Test
    void process_that_slept_blames_nobody() {
        beats.beat("a", 1, "'interval_ms':1000");
        beats.tick();
        beats.pass(20_000);
        assertThat(beats.agent("a", "agent_up")).isEqualTo(1);
        beats.pass(1500);
        assertThat(beats.agent("a", "agent_up")).isZero();
    }

    @Test
    void dead_agent_is_forgotten_and_goes_on_from_its_counters_when_it_comes_back() {
        beats.beat("a", 1, tasks(10, 1));
        for (int hour = 0; hour < 25; hour++) {
            for (int i = 0; i < 900; i++) {
                beats.now += 4000;
                beats.fleet.tick(beats.now, beats.now, 5_000);
            }
        }
        beats.tick();
        assertThat(beats.knows("a")).isFalse();
        assertThat(beats.fleet("system_total_tasks_total")).isEqualTo(10);
        beats.beat("a", 2, "'uptime_seconds':90100,'operations':{'task':{'count':15,'errors':1}}");
        beats.tick();
        assertThat(beats.agentOperation("a", "task", "agent_operation_count_total"))
                .isEqualTo(15);
        assertThat(beats.fleet("system_total_tasks_total")).isEqualTo(15);
    }

    @Test
    void before_the_first_connection_no_agent_is_counted() {
        Fleet unseen = new Fleet(Beats.CONFIG, Beats.SILENCES);
        Frame fleet = unseen.tick(1, 1, 5_000).get(4);
        assertThat(fleet.kind()).isEqualTo("fleet");
        assertThat(fleet.value(0, "system_active_agents")).isNaN();
        assertThat(fleet.value(0, "system_total_tasks_total")).isZero();
    }
}
