package io.mistersmith.backplane.monitor.agent;

import static io.mistersmith.backplane.monitor.agent.Lives.UNKNOWN;
import static io.mistersmith.backplane.monitor.agent.Lives.Verdict.DUPLICATE;
import static io.mistersmith.backplane.monitor.agent.Lives.Verdict.FIRST;
import static io.mistersmith.backplane.monitor.agent.Lives.Verdict.LATE;
import static io.mistersmith.backplane.monitor.agent.Lives.Verdict.NEXT;
import static io.mistersmith.backplane.monitor.agent.Lives.Verdict.RESTART;
import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.agent.Lives.Verdict;
import org.junit.jupiter.api.Test;

class LivesTest {

    private final Lives lives = new Lives();

    private Verdict born(long sequence, long began) {
        return lives.judge(sequence, began + sequence * 1000, began, false);
    }

    private Verdict unborn(long sequence, long timestamp) {
        return lives.judge(sequence, timestamp, UNKNOWN, false);
    }

    @Test
    void first_number_is_no_gap_whatever_it_is() {
        assertThat(born(5000, 0)).isEqualTo(FIRST);
        assertThat(lives.gap()).isZero();
        assertThat(born(4999, 0)).isEqualTo(DUPLICATE);
    }

    @Test
    void next_number_is_fine_and_a_higher_one_a_gap() {
        born(1, 0);
        assertThat(born(2, 0)).isEqualTo(NEXT);
        assertThat(lives.gap()).isZero();
        assertThat(born(6, 0)).isEqualTo(NEXT);
        assertThat(lives.gap()).isEqualTo(3);
    }

    @Test
    void missed_number_is_late_once() {
        born(1, 0);
        born(4, 0);
        assertThat(born(2, 0)).isEqualTo(LATE);
        assertThat(born(2, 0)).isEqualTo(DUPLICATE);
        assertThat(born(5, 0)).isEqualTo(NEXT);
        assertThat(born(3, 0)).isEqualTo(LATE);
        assertThat(born(4, 0)).isEqualTo(DUPLICATE);
        assertThat(born(1, 0)).isEqualTo(DUPLICATE);
    }

    @Test
    void only_the_last_64_numbers_can_be_late() {
        born(0, 0);
        born(100, 0);
        assertThat(born(36, 0)).isEqualTo(LATE);
        assertThat(born(35, 0)).isEqualTo(DUPLICATE);
    }

    @Test
    void heard_number_at_the_far_end_of_the_64_stays_heard() {
        for (int gap = 61; gap <= 66; gap++) {
            Lives some = new Lives();
            some.judge(1000, 0, UNKNOWN, false);
            some.judge(1001 + gap, 1, UNKNOWN, false);
            assertThat(some.judge(1000, 0, UNKNOWN, false)).as("gap %d", gap).isEqualTo(DUPLICATE);
            assertThat(some.judge(1000 + gap, 0, UNKNOWN, false))
                    .as("gap %d", gap)
                    .isEqualTo(LATE);
            assertThat(some.judge(1001, 0, UNKNOWN, false)).as("gap %d", gap).isEqualTo(gap <= 64 ? LATE : DUPLICATE);
        }
    }

    @Test
    void smaller_or_equal_number_of_a_younger_life_is_a_restart() {
        born(7, 0);
        assertThat(born(7, 1000)).as("within the jitter").isEqualTo(DUPLICATE);
        assertThat(born(7, 1001)).isEqualTo(RESTART);
        assertThat(born(3, 9000)).isEqualTo(RESTART);
        assertThat(lives.gap()).isZero();
        assertThat(born(4, 9000)).isEqualTo(NEXT);
    }

    @Test
    void without_uptime_zero_or_one_sent_later_is_a_restart() {
        unborn(7, 7000);
        assertThat(unborn(0, 7000)).isEqualTo(DUPLICATE);
        assertThat(unborn(1, 7001)).isEqualTo(RESTART);
        unborn(5, 9000);
        assertThat(unborn(0, 9001)).isEqualTo(RESTART);
    }

    @Test
    void without_uptime_a_restart_whose_first_heartbeats_were_lost_shows_with_its_second() {
        unborn(700, 7000);
        assertThat(unborn(5, 8000)).isEqualTo(DUPLICATE);
        assertThat(unborn(5, 8000)).isEqualTo(DUPLICATE);
        assertThat(unborn(6, 9000)).isEqualTo(RESTART);
        assertThat(unborn(7, 10_000)).isEqualTo(NEXT);
    }

    @Test
    void repeats_without_uptime_are_never_a_restart() {
        for (int n = 0; n < 10; n++) {
            unborn(n, n * 1000);
        }
        for (int n = 0; n < 10; n++) {
            assertThat(unborn(n, n * 1000)).isEqualTo(DUPLICATE);
        }
    }

    @Test
    void straggler_of_the_former_life_is_neither_gap_nor_restart() {
        born(500, 0);
        assertThat(born(0, 600_000)).isEqualTo(RESTART);
        assertThat(born(501, 0)).isEqualTo(DUPLICATE);
        assertThat(born(1, 600_000)).isEqualTo(NEXT);
    }

    @Test
    void straggler_without_uptime_is_known_by_its_time() {
        unborn(500, 1000);
        assertThat(unborn(0, 2000)).isEqualTo(RESTART);
        assertThat(unborn(501, 1500)).isEqualTo(DUPLICATE);
        assertThat(unborn(1, 3000)).isEqualTo(NEXT);
    }

    @Test
    void clock_that_is_set_while_the_agent_lives_makes_no_restart() {
        born(1, 0);
        assertThat(born(2, 3_600_000)).isEqualTo(NEXT);
        assertThat(born(2, 3_600_000)).isEqualTo(DUPLICATE);
        assertThat(born(3, -3_600_000)).isEqualTo(NEXT);
        assertThat(born(3, -3_600_000)).isEqualTo(DUPLICATE);
        assertThat(born(2, 3_600_000)).isEqualTo(DUPLICATE);
    }

    @Test
    void higher_number_with_fallen_counts_is_a_restart_unless_the_life_is_the_same() {
        born(1, 0);
        assertThat(lives.judge(2, 2000, 0, true)).isEqualTo(NEXT);
        assertThat(lives.judge(30, 60_000, 50_000, true)).isEqualTo(RESTART);
        assertThat(lives.gap()).isZero();
        assertThat(lives.judge(31, 61_000, UNKNOWN, true)).isEqualTo(RESTART);
    }
}
