package io.mistersmith.backplane.monitor.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RateWindowTest {

    @Test
    void perSecond_oneSample_isNotKnown() {
        RateWindow window = new RateWindow(10_000, 1000, 1);
        window.sample(0, 5);

        assertThat(window.perSecond(0)).isNaN();
    }

    @Test
    void perSecond_beforeAFullWindow_looksBackToTheFirstSample() {
        RateWindow window = new RateWindow(10_000, 1000, 1);
        window.sample(0, 0);
        window.sample(2000, 100);

        assertThat(window.perSecond(0)).isEqualTo(50);
    }

    @Test
    void perSecond_afterTheWindow_forgetsWhatIsOlder() {
        RateWindow window = new RateWindow(10_000, 1000, 2);
        for (int second = 0; second <= 30; second++) {
            window.sample(second * 1000L, Math.min(second, 15) * 10, second);
        }

        assertThat(window.elapsedMillis()).isEqualTo(10_000);
        assertThat(window.perSecond(0)).isZero();
        assertThat(window.perSecond(1)).isEqualTo(1);
    }

    @Test
    void sample_clockGoesBack_noNegativeTime() {
        RateWindow window = new RateWindow(10_000, 1000, 1);
        window.sample(5000, 0);
        window.sample(4000, 10);

        assertThat(window.perSecond(0)).isNaN();
        assertThat(window.increase(0)).isEqualTo(10);
    }

    /** Whatever the rhythm of the ticks, a steady count has its rate. */
    @Property
    void perSecond_steadyCount_isItsRateWhateverTheRhythm(
            @ForAll @Size(min = 2, max = 200) List<@IntRange(min = 200, max = 3000) Integer> gaps) {
        RateWindow window = new RateWindow(10_000, 1000, 1);
        long now = 0;
        for (int gap : gaps) {
            window.sample(now, now * 7 / 1000.0);
            now += gap;
        }

        assertThat(window.perSecond(0)).isCloseTo(7, within(1e-6));
    }
}
