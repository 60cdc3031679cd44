package io.mistersmith.backplane.monitor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.nats.ServersConnections;
import io.mistersmith.backplane.monitor.nats.ServersConnections.Client;
import io.mistersmith.backplane.monitor.nats.ServersConnections.Closing;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Agents beat every 5 s: they are late after 7.5 s of silence, and asked for 3.4 s later. */
class AbsenteesTest {

    private static final ServersConnections NOTHING = new ServersConnections(List.of(), true);

    private final Beats beats = new Beats();

    private void beat(String id, long sequence) {
        beats.beat(id, sequence, "'interval_ms':5000");
    }

    /** Whoever looks only every few seconds has overslept. */
    private void pass(long millis) {
        long until = beats.now + millis;
        while (beats.now < until) {
            beats.now += Math.min(100, until - beats.now);
            beats.fleet.look(beats.now, beats.now);
        }
    }

    private Set<String> question() {
        return beats.fleet.absentees.question(beats.now);
    }

    private void answer(ServersConnections answer) {
        beats.fleet.absentees.answer(answer, beats.now, beats.fleet::onWall).forEach(beats.fleet.liveness::change);
    }

    private ServersConnections told(Client... clients) {
        return new ServersConnections(Arrays.asList(clients), true);
    }

    private Client open(String name) {
        Instant now = Instant.ofEpochMilli(beats.now);
        return new Client(name, "n1", 7, now, 0, now, Optional.empty());
    }

    private Client closed(String name) {
        Instant now = Instant.ofEpochMilli(beats.now);
        return new Client(name, "n1", 7, now, 0, now, Optional.of(new Closing(now, "Client Closed")));
    }

    private Optional<String> cause(String id, String metric) {
        Frame frame = beats.frame("agents");
        return frame.cause(beats.row("agents", "agent_id", id), frame.indexOf(metric));
    }

    private Optional<String> cause(String id) {
        beats.tick();
        return cause(id, "agent_last_heartbeat_age_ms");
    }

    @Test
    void whileNobodyIsSilent_nothingIsAsked() {
        beat("a", 1);
        beats.beat("left", 1, "'status':'stopping'");
        for (int i = 2; i < 10; i++) {
            pass(7_000);
            beat("a", i);
            assertThat(question()).isEmpty();
        }
    }

    @Test
    void whoIsLateOnly_isNotAskedFor() {
        beat("a", 1);
        pass(10_000);
        beat("a", 2);
        pass(7_000);
        assertThat(question()).isEmpty();
    }

    @Test
    void intervalIsShort_theQuestionIsSoonEnoughToo() {
        beats.beat("a", 1, "'interval_ms':200");
        beats.pass(301);
        assertThat(question()).isEmpty();
        beats.pass(200);
        assertThat(question()).containsExactly("a");
    }

    @Test
    void massLoss_isOneQuestion_andTheNextNotBeforeAPause() {
        IntStream.range(0, 8).forEach(i -> beat("a" + i, 1));
        pass(100);
        beat("later", 1);
        pass(10_700);
        assertThat(question()).as("others may follow").isEmpty();
        pass(200);
        assertThat(question()).hasSize(9);
        pass(60_000);
        assertThat(question()).as("not answered yet").isEmpty();

        answer(told(closed("a1")));
        assertThat(question()).as("more than a pause later, the others").isEmpty();
        pass(5_000);
        assertThat(question()).hasSize(8).doesNotContain("a1");
    }

    @Test
    void whoFallsSilentWithinThePause_waitsForItsEnd() {
        beat("a", 1);
        pass(4_000);
        beat("b", 1);
        pass(7_000);
        assertThat(question()).containsExactly("a");
        answer(told(closed("a")));
        pass(4_900);
        assertThat(question()).isEmpty();
        pass(100);
        assertThat(question()).containsExactly("b");
    }

    @Test
    void whoIsNotFound_isAskedForOnceMore_andThenNotAnyMore() {
        beat("a", 1);
        pass(11_000);
        assertThat(question()).containsExactly("a");
        answer(ServersConnections.UNKNOWN);
        pass(4_999);
        assertThat(question()).isEmpty();
        pass(1);
        assertThat(question()).containsExactly("a");
        answer(NOTHING);
        for (int i = 0; i < 100; i++) {
            pass(10_000);
            assertThat(question()).isEmpty();
        }
        assertThat(cause("a")).isEmpty();
    }

    @Test
    void whoIsConnected_isAskedForAgain_whenAServerMustHaveNoticed() {
        beat("a", 1);
        pass(11_000);
        question();
        answer(told(open("a")));
        assertThat(cause("a").orElseThrow()).startsWith("silent");
        pass(299_999);
        assertThat(question()).isEmpty();
        pass(1);
        assertThat(question()).containsExactly("a");
        answer(told(closed("a")));
        assertThat(cause("a").orElseThrow()).startsWith("gone");
        pass(1_000_000);
        assertThat(question()).isEmpty();
    }

    @Test
    void whatWasFound_standsUntilSomethingElseIsKnown() {
        beat("a", 1);
        pass(11_000);
        question();
        answer(told(open("a")));
        pass(300_000);
        question();
        answer(ServersConnections.UNKNOWN);
        assertThat(cause("a")).isPresent();
        pass(300_000);
        question();
        answer(NOTHING);
        assertThat(cause("a")).isEmpty();
    }

    @Test
    void cause_isOfTheSilenceAlone_inWholeFramesAndInChanges() {
        beats.beat("a", 1, "'resource_usage':{'memory_mb':900}");
        beat("b", 1);
        pass(11_000);
        question();
        answer(told(open("a")));
        Frame changes = beats.fleet.look(beats.now, beats.now).orElseThrow();
        assertThat(changes.rows()).isEqualTo(1);
        assertThat(changes.cause(0, changes.indexOf("agent_last_heartbeat_age_ms")))
                .isPresent();
        assertThat(changes.cause(0, changes.indexOf("agent_memory_usage_mb"))).isEmpty();
        assertThat(cause("a")).isPresent();
        assertThat(cause("a", "agent_up")).isPresent();
        assertThat(cause("a", "agent_memory_usage_mb")).isEmpty();
        assertThat(cause("b")).isEmpty();
    }

    @Test
    void whoSpeaksAgain_hasNoCauseAnyMore_andIsAskedForWithItsNextSilence() {
        beat("a", 1);
        pass(11_000);
        question();
        answer(told(closed("a")));
        beat("a", 2);
        assertThat(cause("a")).isEmpty();
        pass(11_000);
        assertThat(cause("a")).isEmpty();
        assertThat(question()).containsExactly("a");
    }

    @Test
    void answer_toAnEarlierSilence_saysNothingOfThisOne() {
        beat("a", 1);
        pass(11_000);
        question();
        Client before = open("a");
        beat("a", 2);
        pass(11_000);
        answer(told(before));
        assertThat(cause("a")).isEmpty();
        assertThat(question()).containsExactly("a");
    }
}
