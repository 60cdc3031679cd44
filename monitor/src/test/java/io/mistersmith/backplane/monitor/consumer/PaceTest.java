package io.mistersmith.backplane.monitor.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final OptionalLong USUAL = OptionalLong.of(1_000_000);
    private static final OptionalLong SLOW = OptionalLong.of(900_000_000);

    private final Pace pace = new Pace(1000);

    @Test
    void pace_whileAnswersAreAsUsual_isAsConfigured() {
        for (int i = 0; i < 100; i++) {
            pace.observe(USUAL, false);
        }
        assertThat(pace.millis()).isEqualTo(1000);
        assertThat(pace.validMillis()).isEqualTo(3000);
    }

    @Test
    void pace_withEachSlowPoll_isHalved_downToAnEighth() {
        pace.observe(USUAL, false);
        pace.observe(SLOW, false);
        assertThat(pace.millis()).isEqualTo(2000);
        pace.observe(SLOW, false);
        assertThat(pace.millis()).isEqualTo(4000);
        pace.observe(OptionalLong.empty(), true);
        pace.observe(OptionalLong.empty(), true);
        assertThat(pace.millis()).isEqualTo(8000);
        assertThat(pace.validMillis()).isEqualTo(24_000);
    }

    @Test
    void pace_afterTheTrouble_comesBackInSmallSteps() {
        pace.observe(USUAL, true);
        pace.observe(USUAL, false);
        assertThat(pace.millis()).isEqualTo(1800);
        for (int i = 0; i < 10; i++) {
            pace.observe(USUAL, false);
        }
        assertThat(pace.millis()).isEqualTo(1000);
    }

    @Test
    void answers_thatAreAlwaysSlow_areUsualInTheEnd() {
        for (int i = 0; i < 200; i++) {
            pace.observe(SLOW, false);
        }
        assertThat(pace.millis()).isEqualTo(1000);
    }

    @Test
    void poll_withoutAnyAnswer_saysNothing() {
        pace.observe(OptionalLong.empty(), false);
        assertThat(pace.millis()).isEqualTo(1000);
    }
}
