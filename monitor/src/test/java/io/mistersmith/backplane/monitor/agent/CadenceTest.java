package io.mistersmith.backplane.monitor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CadenceTest {

    private final Cadence cadence = new Cadence();
    private long now = 1_000_000;

    /** A tick at {@code now}; whether it told of agents. */
    private boolean tick(int agents, long took) {
        boolean all = cadence.areAgentsDue(now);
        if (all) {
            cadence.toldAgents(now, agents, took);
        }
        cadence.told(now);
        return all;
    }

    @Test
    void smallFleet_isToldWithEveryTick_howeverSlowItGoes() {
        for (int i = 0; i < 20; i++) {
            assertThat(tick(5_000, 100)).isTrue();
            now += Cadence.TICK_MILLIS;
            assertThat(cadence.isTickDue(now)).isTrue();
        }
        assertThat(cadence.agentsValidFor()).isEqualTo(5_000);
    }

    @Test
    void largeFleet_isToldSoOften_thatItTakesItsShare() {
        for (int i = 0; i < 10; i++) {
            tick(100_000, 10);
            now += 5_000;
        }
        tick(100_000, 10);
        now += 1_999;
        assertThat(cadence.areAgentsDue(now)).isFalse();
        now += 1;
        assertThat(cadence.areAgentsDue(now)).isTrue();
    }

    /** Whatever telling takes, the figures told before hold until the next ones come, and a tick longer. */
    @Property(tries = 200)
    void figures_holdUntilTheNextCome(@ForAll @IntRange(max = 300) int[] took) {
        long holdsUntil = Long.MAX_VALUE;
        for (int millis : took) {
            while (!cadence.areAgentsDue(now)) {
                now += Cadence.TICK_MILLIS;
            }
            assertThat(holdsUntil).isGreaterThan(now + Cadence.TICK_MILLIS);
            holdsUntil = now + cadence.agentsValidFor();
            tick(100_000, millis);
            now += Cadence.TICK_MILLIS;
        }
    }

    @Test
    void news_afterAQuietMoment_isToldSoon() {
        cadence.heard(now);
        tick(10, 0);
        now += 200;
        cadence.heard(now);
        assertThat(cadence.nextTick()).as("not quiet").isEqualTo(now + 50);
        tick(10, 0);
        now += Cadence.TICK_MILLIS;
        tick(10, 0);
        now += 100;
        cadence.heard(now);
        assertThat(cadence.nextTick()).isEqualTo(now + 5);
        assertThat(cadence.areAgentsDue(now + 5)).isTrue();
    }

    @Test
    void news_ofALargeFleet_doNotHurryItsAgents() {
        tick(100_000, 10);
        now += 100;
        cadence.heard(now);
        assertThat(cadence.nextTick()).isEqualTo(now + 5);
        assertThat(cadence.areAgentsDue(now + 5)).isFalse();
    }

    @Test
    void whatHappensToAll_isToldAtOnce() {
        tick(100_000, 10);
        cadence.tellAll(now);
        assertThat(cadence.isTickDue(now)).isTrue();
        assertThat(cadence.areAgentsDue(now)).isTrue();
    }
}
