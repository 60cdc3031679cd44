package io.mistersmith.backplane.monitor.nats;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void reserve_idle_allowsATenthOfASecondAtOnce() {
        RequestBudget budget = new RequestBudget(100);
        for (int i = 0; i < 11; i++) {
            assertThat(budget.reserve(0, SECOND)).isZero();
        }

        assertThat(budget.reserve(0, SECOND)).isEqualTo(SECOND / 100);
    }

    @Test
    void reserve_beyondTheDeadline_reservesNothing() {
        RequestBudget budget = new RequestBudget(1);
        budget.reserve(0, SECOND);
        long second = budget.reserve(0, SECOND);

        assertThat(budget.reserve(0, second)).isNegative();
        assertThat(budget.reserve(SECOND, second)).isNotNegative();
    }

    /** However they come, no more than the ceiling and its burst are sent within a second. */
    @Property(tries = 100)
    void reserve_anyRhythm_keepsTheCeiling(
            @ForAll @IntRange(min = 1, max = 5000) int perSecond,
            @ForAll @IntRange(min = 1, max = 2000) int gapMicros) {
        RequestBudget budget = new RequestBudget(perSecond);
        int sent = 0;
        for (long now = 0; now < SECOND; now += gapMicros * 1000L) {
            long wait = budget.reserve(now, 10 * SECOND);
            if (wait >= 0 && now + wait < SECOND) {
                sent++;
            }
        }

        assertThat(sent).isLessThanOrEqualTo(perSecond + perSecond / 10 + 2);
    }
}
