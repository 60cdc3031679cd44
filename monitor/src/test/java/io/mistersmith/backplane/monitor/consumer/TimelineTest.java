package io.mistersmith.backplane.monitor.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TimelineTest {

    @Test
    void between_twoPoints_isLinearAndAsWideAsTheirDistance() {
        Timeline times = new Timeline();
        times.add(10, 1_000);
        times.add(20, 2_000);
        assertThat(times.between(13, 13, 0, 9_000)).contains(new Timeline.Guess(1_300, 1_000));
        assertThat(times.between(10, 10, 0, 9_000)).contains(new Timeline.Guess(1_000, 0));
        assertThat(times.between(13, 15, 0, 9_000)).contains(new Timeline.Guess(1_000, 1_000));
        assertThat(times.between(13, 15, 1_400, 9_000)).contains(new Timeline.Guess(1_400, 600));
    }

    @Test
    void beyondTheLastPoint_isBoundedByNow() {
        Timeline times = new Timeline();
        times.add(10, 1_000);
        assertThat(times.between(11, 11, 0, 1_500)).contains(new Timeline.Guess(1_000, 500));
        assertThat(times.between(11, Long.MAX_VALUE, 0, 1_500)).contains(new Timeline.Guess(1_000, 500));
    }

    @Test
    void beforeTheFirstPoint_isNotKnown() {
        Timeline times = new Timeline();
        times.add(10, 1_000);
        assertThat(times.between(9, 9, 0, 1_500)).isEmpty();
    }

    @Test
    void clocksOfTwoLeadersContradict_isNotKnown() {
        Timeline times = new Timeline();
        times.add(10, 2_000);
        times.add(20, 1_000);
        assertThat(times.between(15, 15, 0, 9_000)).isEmpty();
    }

    @Property(tries = 200)
    void bracket_alwaysHoldsTheTruth(
            @ForAll @Size(min = 2, max = 3000) List<@IntRange(max = 50) Integer> gaps,
            @ForAll @IntRange(min = 1, max = 40) int every,
            @ForAll @IntRange(max = 2999) int wanted) {
        long[] truth = new long[gaps.size() + 1];
        Timeline times = new Timeline();
        long now = 1_000;
        for (int s = 1; s < truth.length; s++) {
            now += gaps.get(s - 1);
            truth[s] = now;
            if ((s - 1) % every == 0) {
                times.add(s, now);
            }
        }
        int sequence = 1 + wanted % gaps.size();
        Timeline.Guess guess = times.between(sequence, sequence, 0, now).orElseThrow();
        assertThat(Math.abs(guess.time() - truth[sequence])).isLessThanOrEqualTo(guess.error());
        assertThat(times.size()).isLessThanOrEqualTo(512);
    }
}
