package io.mistersmith.backplane.monitor.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PollPaceTest {

    private final PollPace pace = new PollPace();

    @Test
    void usualPause_isShorterWhileSequencesCount() {
        pace.answered(3, 10);
        assertThat(pace.delayMillis(false)).isEqualTo(2000);
        assertThat(pace.delayMillis(true)).isEqualTo(1000);
    }

    @Test
    void manyPages_orSlowAnswers_makeItLonger() {
        pace.answered(3, 1000);
        assertThat(pace.delayMillis(true)).isEqualTo(4000);
        pace.answered(600, 10);
        assertThat(pace.delayMillis(true)).isEqualTo(1000);
        pace.answered(700, 10);
        assertThat(pace.delayMillis(true)).isEqualTo(6000);
    }

    @Test
    void manyStreams_areListedLessOften_unlessSequencesCount() {
        pace.answered(3, 100);
        assertThat(pace.delayMillis(false)).isEqualTo(5000);
        assertThat(pace.delayMillis(true)).isEqualTo(1000);
    }

    @Test
    void failures_backOff_untilThereIsAConnection() {
        pace.failed();
        assertThat(pace.delayMillis(false)).isEqualTo(500);
        pace.failed();
        assertThat(pace.delayMillis(false)).isEqualTo(1000);
        for (int i = 0; i < 9; i++) {
            pace.failed();
        }
        assertThat(pace.delayMillis(false)).isEqualTo(10_000);
        pace.reset();
        assertThat(pace.delayMillis(false)).isEqualTo(2000);
    }
}
