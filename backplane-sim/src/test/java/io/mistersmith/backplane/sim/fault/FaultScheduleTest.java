package io.mistersmith.backplane.sim.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mistersmith.backplane.sim.fault.Fault.Kind;
import io.mistersmith.backplane.sim.fault.FaultSchedule.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultScheduleTest {

    private static final List<String> AGENTS = List.of("a", "b", "c");
    private static final List<String> CONSUMERS = List.of("S/x", "S/y");

    private static FaultSchedule schedule(Duration period, String... faults) {
        return new FaultSchedule(List.of(faults).stream().map(Fault::parse).toList(), period, AGENTS, CONSUMERS, 7);
    }

    @Test
    void text_isRead() {
        assertThat(Fault.parse("slow-consumer:S/x@30s+1m"))
                .isEqualTo(new Fault(
                        Kind.SLOW_CONSUMER, Optional.of("S/x"), Duration.ofSeconds(30), Duration.ofMinutes(1)));
        assertThat(Fault.parse("dead-agent@0s+500ms").target()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dead-agent",
                "dead-agent@1s",
                "dead-agent@1s+",
                "fire@1s+1s",
                "error-burst:x@1s+1s",
                "dead-agent@1s+0s"
            })
    void other_isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Fault.parse(text));
    }

    @Test
    void unknownTarget_isRefused_andSaysWhatThereIs() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schedule(Duration.ZERO, "dead-agent:z@1s+1s"))
                .withMessageContaining("no z")
                .withMessageContaining("a, b, c");
    }

    @Test
    void fault_beginsAndEndsInTime() {
        FaultSchedule schedule = schedule(Duration.ZERO, "dead-agent:b@10s+5s");

        assertThat(schedule.advance(Duration.ofMillis(9_999))).isEmpty();
        assertThat(schedule.next()).contains(Duration.ofSeconds(10));
        assertThat(schedule.advance(Duration.ofSeconds(10))).singleElement().satisfies(t -> {
            assertThat(t.begins()).isTrue();
            assertThat(t.fault().target()).contains("b");
        });
        assertThat(schedule.open()).hasSize(1);
        assertThat(schedule.advance(Duration.ofSeconds(15)))
                .extracting(Transition::begins)
                .containsExactly(false);
        assertThat(schedule.open()).isEmpty();
        assertThat(schedule.next()).isEmpty();
    }

    @Test
    void twoAtOnce_strikeDifferentOnes_andAThirdWithNobodyLeftIsSkipped() {
        FaultSchedule schedule =
                schedule(Duration.ZERO, "slow-consumer@1s+9s", "slow-consumer@2s+9s", "slow-consumer@3s+9s");

        assertThat(schedule.advance(Duration.ofSeconds(5)))
                .extracting(t -> t.fault().target().orElseThrow())
                .containsExactlyInAnyOrder("S/x", "S/y");
    }

    @Test
    void sameSeed_strikesTheSame() {
        assertThat(demo(7)).isEqualTo(demo(7)).isNotEqualTo(demo(8));
    }

    @Test
    void demo_repeats_andBurstsAreFurtherApartThanTheLongestWindow() {
        List<Transition> bursts = demo(7).stream()
                .filter(t -> t.fault().kind() == Kind.ERROR_BURST)
                .toList();

        assertThat(bursts).hasSizeGreaterThanOrEqualTo(8);
        for (int i = 2; i < bursts.size(); i += 2) {
            assertThat(bursts.get(i).at().minus(bursts.get(i - 1).at())).isGreaterThan(Duration.ofMinutes(6));
        }
    }

    private static List<Transition> demo(long seed) {
        FaultSchedule schedule =
                new FaultSchedule(FaultSchedule.demo(), FaultSchedule.demoPeriod(), AGENTS, CONSUMERS, seed);
        List<Transition> all = new ArrayList<>();
        for (int s = 0; s < 1_800; s++) {
            all.addAll(schedule.advance(Duration.ofSeconds(s)));
        }
        return all;
    }
}
