package io.mistersmith.backplane.monitor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mistersmith.backplane.monitor.config.AgentsConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What one process knew of the fleet, and what the next one makes of it. */
class FleetRestartTest {

    private final Beats before = new Beats();

    /** What the process before left behind, as it is read from the store. */
    private List<KeptAgent> kept() throws IOException {
        List<KeptAgent> all = new ArrayList<>();
        for (FleetPiece piece : FleetKeeper.all(before.fleet)) {
            all.addAll(FleetPiece.decode(piece.encode()).agents());
        }
        return all;
    }

    private Beats restarted(long later) throws IOException {
        Beats after = new Beats(Beats.CONFIG, kept(), before.now - new Beats().now + later);
        after.tick();
        return after;
    }

    private static String tasks(double uptime, long count) {
        return "'uptime_seconds':" + uptime + ",'agent_type':'critic','reconnects':2,'operations':{'task':{'count':"
                + count + ",'errors':1}}";
    }

    @Test
    void nobodyIsDown_onlyBecauseTheMonitorWasAway() throws IOException {
        before.beat("up", 1, "");
        before.beat("gone", 1, "");
        before.beat("bye", 1, "'status':'stopping'");
        before.pass(20_000);
        before.beat("up", 2, "");
        before.tick();
        Beats after = restarted(60_000);
        assertThat(after.fleet("system_agents", "state", "up")).isEqualTo(1);
        assertThat(after.fleet("system_agents", "state", "down")).isEqualTo(1);
        assertThat(after.fleet("system_agents", "state", "stopped")).isEqualTo(1);
        assertThat(after.agent("up", "agent_last_heartbeat_age_ms")).isEqualTo(60_000);
        after.pass(3_700);
        after.pass(3_700);
        assertThat(after.fleet("system_agents", "state", "up")).isEqualTo(1);
        after.pass(200);
        assertThat(after.fleet("system_agents", "state", "late")).isEqualTo(1);
        after.pass(3_700);
        after.pass(3_800);
        assertThat(after.fleet("system_agents", "state", "down")).isEqualTo(2);
    }

    @Test
    void counters_begin_anew_andCountWhatIsNew() throws IOException {
        before.beat("a", 10, tasks(100, 1000));
        Beats after = restarted(30_000);
        assertThat(after.fleet("system_total_tasks_total")).isZero();
        after.beat("a", 16, tasks(130, 1030));
        after.tick();
        assertThat(after.fleet("system_total_tasks_total")).isEqualTo(30);
        assertThat(after.fleet("system_failed_tasks_total")).isZero();
        assertThat(after.fleet("backplane_reconnection_count_total")).isZero();
        assertThat(after.agentOperation("a", "task", "agent_operation_count_total"))
                .isEqualTo(30);
        assertThat(after.agent("a", "agent_restarts_total")).isZero();
    }

    @Test
    void agentThatRestartedMeanwhile_isARestart_andAllOfItsNewLifeCounts() throws IOException {
        before.beat("a", 10, tasks(100, 1000));
        Beats after = restarted(30_000);
        after.beat("a", 2, tasks(10, 40));
        after.tick();
        assertThat(after.fleet("system_total_tasks_total")).isEqualTo(40);
        assertThat(after.agent("a", "agent_restarts_total")).isEqualTo(1);
    }

    @Test
    void whatNobodyListenedTo_wasNotMissed_butWhatIsMissedLaterIs() throws IOException {
        before.beat("a", 10, tasks(100, 1000));
        Beats after = restarted(30_000);
        after.beat("a", 16, tasks(130, 1030));
        after.tick();
        assertThat(after.agent("a", "agent_heartbeats_missed_total")).isZero();
        after.beat("a", 18, tasks(140, 1040));
        after.tick();
        assertThat(after.agent("a", "agent_heartbeats_missed_total")).isEqualTo(1);
    }

    @Test
    void intervals_saidOrLearned_hold() throws IOException {
        before.beat("a", 1, "'interval_ms':60000");
        Beats after = restarted(1_000);
        for (int i = 0; i < 20; i++) {
            after.pass(4_000);
        }
        assertThat(after.fleet("system_agents", "state", "up")).isEqualTo(1);
    }

    @Test
    void whoWasToBeForgotten_isForgotten_andNoMoreThanMayBe() throws IOException {
        for (int i = 0; i < 10; i++) {
            before.beat("a" + i, 1, "");
        }
        before.tick();
        AgentsConfig small =
                new AgentsConfig("agents.*.heartbeat", "", Duration.ofSeconds(5), 4, 2000, Duration.ofHours(1));
        Beats few = new Beats(small, kept(), 1000);
        few.tick();
        assertThat(few.frame("agents").rows()).isEqualTo(4);
        Beats late = new Beats(small, kept(), Duration.ofHours(2).toMillis());
        late.tick();
        assertThat(late.frame("agents").rows()).isZero();
    }

    @Property(tries = 200)
    void piece_thatIsDamaged_isRefusedInWords_orReadAsItIs(@ForAll @Size(3) byte[] noise) throws IOException {
        before.beat("a", 10, tasks(100, 1000));
        byte[] bytes = FleetKeeper.all(before.fleet).get(0).encode();
        byte[] damaged = bytes.clone();
        for (int i = 0; i < noise.length; i++) {
            damaged[Math.floorMod(noise[i] * 31 + i * 7, damaged.length)] ^= noise[i];
        }
        if (!Arrays.equals(bytes, damaged)) {
            try {
                assertThat(FleetPiece.decode(damaged).agents()).hasSize(1);
            } catch (IOException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void piece_ofAnotherVersion_isRefused() {
        assertThatThrownBy(() -> FleetPiece.decode(new byte[] {1, 2, 3})).isInstanceOf(IOException.class);
    }

    @Test
    void piece_ofManyAgents_isSmall() {
        List<KeptAgent> agents = new ArrayList<>();
        for (int i = 0; i < FleetPiece.AGENTS; i++) {
            before.now += 13;
            agents.add(new KeptAgent(
                    "agent-" + i,
                    "worker",
                    Agent.State.UP,
                    5000,
                    true,
                    before.now,
                    new KeptAgent.Life(i, before.now - 1000L * i, before.now, before.now),
                    0,
                    List.of(
                            new KeptAgent.Operation("task", 17.0 * i, 0),
                            new KeptAgent.Operation("queue", 3.0 * i, 1))));
        }
        assertThat(new FleetPiece(1, agents).encode()).hasSizeLessThan(64 * FleetPiece.AGENTS);
    }
}
