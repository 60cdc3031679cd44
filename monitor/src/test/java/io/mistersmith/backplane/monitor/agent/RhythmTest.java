package io.mistersmith.backplane.monitor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class RhythmTest {

    private static final long CONFIGURED = 5_000;

    private final Rhythm rhythm = new Rhythm(CONFIGURED);
    private long interval = CONFIGURED;

    private long beats(int times, long... millis) {
        for (int i = 0; i < times; i++) {
            interval = rhythm.interval(millis[i % millis.length], interval);
        }
        return interval;
    }

    @Test
    void slowerOne_isBelievedAfterFourBeats() {
        assertThat(beats(3, 20_000, 20_200)).isEqualTo(CONFIGURED);
        assertThat(beats(1, 20_100)).isEqualTo(20_200);
    }

    @Test
    void fasterOne_isBelievedAfterSixteen() {
        assertThat(beats(15, 1_000, 1_010)).isEqualTo(CONFIGURED);
        assertThat(beats(1, 1_000)).isEqualTo(1_010);
    }

    @Test
    void jitter_isLeftRoomFor() {
        // late after 250 + 8 × 50
        assertThat(beats(16, 200, 250)).isEqualTo(434);
    }

    @Test
    void oneThatBeatsAboutAsConfigured_isTakenAsConfigured() {
        assertThat(beats(40, 4_300, 4_400, 4_350)).isEqualTo(CONFIGURED);
    }

    @Test
    void irregularOne_hasNoRhythm() {
        assertThat(beats(60, 1_000, 1_300)).isEqualTo(CONFIGURED);
    }

    @Test
    void burst_isNone_andEndsOne() {
        assertThat(beats(60, 3)).isEqualTo(CONFIGURED);
        beats(16, 1_000);
        assertThat(beats(1, 99)).isEqualTo(CONFIGURED);
        assertThat(beats(15, 1_000)).isEqualTo(CONFIGURED);
        assertThat(beats(1, 1_000)).isEqualTo(1_000);
    }

    @Test
    void onePause_endsItUntilSixteenRegularOnes() {
        beats(16, 1_000);
        assertThat(beats(1, 1_400))
                .as("what is configured, until that is history")
                .isEqualTo(CONFIGURED);
        assertThat(beats(15, 1_000)).isEqualTo(CONFIGURED);
        assertThat(beats(1, 1_000)).isEqualTo(1_000);
    }

    @Test
    void oneThatBecomesFaster_isTakenForSlowUntilItIsSure() {
        beats(4, 20_000);
        assertThat(beats(15, 1_000)).isEqualTo(20_000);
        assertThat(beats(1, 1_000)).isEqualTo(1_000);
    }

    @Test
    void whatIsLearned_isWithinTheContract() {
        assertThat(beats(16, 100)).isEqualTo(100);
        assertThat(beats(20, 3_600_000)).isEqualTo(3_600_000);
        beats(20, 3_000_000, 3_600_000);
        assertThat(interval).isEqualTo(3_600_000);
        assertThat(beats(20, 3_600_001)).isEqualTo(3_600_000);
    }

    /** Whatever was learned, a beat that is no later than others were by a quarter is in time. */
    @Property(tries = 500)
    void regularBeat_isNeverLate(
            @ForAll long seed,
            @ForAll @LongRange(min = 100, max = 2_000_000) long shortest,
            @ForAll @DoubleRange(min = 1, max = 1.24) double spread) {
        Random random = new Random(seed);
        Rhythm own = new Rhythm(CONFIGURED);
        long believed = CONFIGURED;
        for (int i = 0; i < 60; i++) {
            long beat = shortest + (long) (random.nextDouble() * (spread - 1) * shortest);
            if (i >= 4) {
                assertThat(Deadlines.isLateAfter(beat, believed)).isFalse();
            }
            believed = own.interval(beat, believed);
        }
    }
}
