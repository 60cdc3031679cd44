package io.mistersmith.backplane.monitor.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.traffic.SamplingPolicy.Duty;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SamplingPolicyTest {

    private final SamplingPolicy policy = new SamplingPolicy(1500);

    @Test
    void withinTheBudget_nobodyIsSampled() {
        assertThat(policy.sampled(Map.of("A", 900.0, "B", 600.0), Set.of())).isEmpty();
    }

    @Test
    void aboveTheBudget_theHottestAreSampled() {
        assertThat(policy.sampled(Map.of("A", 4000.0, "B", 900.0, "C", 100.0), Set.of()))
                .containsExactly("A");
        assertThat(policy.sampled(Map.of("A", 4000.0, "B", 1700.0, "C", 100.0), Set.of()))
                .containsExactlyInAnyOrder("A", "B");
    }

    @Test
    void sampledOne_isReleasedOnlyWithAMargin() {
        assertThat(policy.sampled(Map.of("A", 1300.0), Set.of("A"))).containsExactly("A");
        assertThat(policy.sampled(Map.of("A", 1199.0), Set.of("A"))).isEmpty();
    }

    @Test
    void duty_costsWhatTheOthersLeave() {
        Duty duty = policy.duty("A", Map.of("A", 4000.0, "B", 700.0), Set.of("A"));

        assertThat(duty.periodMillis()).isEqualTo(5000);
        assertThat(duty.onMillis()).isEqualTo(1000);
        assertThat(duty.weight()).isEqualTo(5);
    }

    @Property
    void unsampled_alwaysFit_andDutiesStayWithinTheirs(
            @ForAll @Size(max = 20)
                    Map<@AlphaChars @StringLength(min = 1, max = 3) String, @DoubleRange(min = 0, max = 20_000) Double>
                            costs,
            @ForAll @Size(max = 5) Set<@AlphaChars @StringLength(min = 1, max = 3) String> before) {
        Set<String> sampled = policy.sampled(costs, before);
        double heard = costs.entrySet().stream()
                .filter(e -> !sampled.contains(e.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();

        assertThat(costs.keySet()).containsAll(sampled);
        assertThat(heard).isLessThanOrEqualTo(1500 + 1e-6);
        for (String s : sampled) {
            Duty duty = policy.duty(s, costs, sampled);
            assertThat(duty.onMillis()).isBetween(100L, duty.periodMillis() / 2);
            assertThat(duty.periodMillis()).isBetween(5000L, 30_000L);
        }
    }

    @Property
    void decision_onSteadyCosts_doesNotGoToAndFro(
            @ForAll @Size(max = 20)
                    Map<@AlphaChars @StringLength(min = 1, max = 3) String, @DoubleRange(min = 0, max = 5000) Double>
                            costs) {
        Set<String> once = policy.sampled(costs, Set.of());
        assertThat(policy.sampled(costs, once)).isEqualTo(once);
    }
}
