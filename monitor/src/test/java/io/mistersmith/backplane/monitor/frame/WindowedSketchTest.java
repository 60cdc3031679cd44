package io.mistersmith.backplane.monitor.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WindowedSketchTest {

    @Test
    void quantile_nothingSeen_isNotKnown() {
        assertThat(new WindowedSketch(60_000, 6).quantile(0, 0.5)).isNaN();
    }

    @Test
    void quantile_valuesOlderThanTheWindow_areForgotten() {
        WindowedSketch sketch = new WindowedSketch(60_000, 6);
        sketch.record(0, 1000);
        sketch.record(50_000, 10);

        assertThat(sketch.count(59_999)).isEqualTo(2);
        assertThat(sketch.count(60_000)).isEqualTo(1);
        assertThat(sketch.quantile(60_000, 0.99)).isCloseTo(10, within(0.1));
        assertThat(sketch.count(1_000_000)).isZero();
    }

    @Test
    void quantile_askedAgain_isOfWhatTheWindowHoldsThen() {
        WindowedSketch sketch = new WindowedSketch(60_000, 6);
        sketch.record(0, 1000);
        assertThat(sketch.quantile(0, 0.5)).isCloseTo(1000, within(10.0));
        sketch.record(60_000, 10);
        assertThat(sketch.count(60_000)).isEqualTo(1);
        assertThat(sketch.quantile(60_000, 0.99)).isCloseTo(10, within(0.1));
        sketch.clear();
        assertThat(sketch.quantile(60_000, 0.5)).isNaN();
    }

    @Test
    void quantile_oneAbsurdlyLargeValue_leavesTheOthersWhereTheyAre() {
        WindowedSketch sketch = new WindowedSketch(60_000, 6);
        sketch.record(0, 1e-3, 99);
        sketch.record(0, 1e12);

        assertThat(sketch.quantile(0, 0.5)).isCloseTo(1e-3, within(1e-5));
    }

    /** The promise of the metrics contract: at most 1 % off the exact order statistic. */
    @Property(tries = 200)
    void quantile_anyValues_withinOnePercentOfTheOrderStatistic(
            @ForAll @Size(min = 1, max = 300) List<@DoubleRange(min = 0.01, max = 4e6) Double> values) {
        WindowedSketch sketch = new WindowedSketch(300_000, 30);
        for (int i = 0; i < values.size(); i++) {
            sketch.record(i * 100L, values.get(i));
        }
        List<Double> sorted = values.stream().sorted().toList();

        for (double q : new double[] {0.5, 0.95, 0.99}) {
            double exact = sorted.get((int) Math.ceil(q * values.size() - 1e-9) - 1);
            assertThat(sketch.quantile(values.size() * 100L, q)).isCloseTo(exact, within(exact * 0.01));
        }
    }
}
