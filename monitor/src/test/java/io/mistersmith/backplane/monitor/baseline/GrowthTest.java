package io.mistersmith.backplane.monitor.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Increases over 60 s; times in seconds. */
class GrowthTest {

    private static final Metric COUNTER = Metric.counter("n_total", "h");
    private static final Metric GAUGE = Metric.gauge("n", "", "h");
    private static final Labels A = Labels.of("id", "a");

    private Growth growth = new Growth(selector(false));
    private Optional<Frame> previous = Optional.empty();

    private static Selector selector(boolean bornWithFirst) {
        return new Selector("n_total", Map.of(), Optional.of(Duration.ofMinutes(1)), bornWithFirst, Optional.empty());
    }

    @Test
    void firstSight_isTheBase() {
        observe(COUNTER, 0, Map.of("a", 500.0));
        assertThat(over(0)).isZero();
        observe(COUNTER, 1, Map.of("a", 502.0, "b", 70.0));
        observe(COUNTER, 2, Map.of("a", 503.0, "b", 70.0));
        assertThat(over(2)).isEqualTo(3);
        assertThat(growth.over(Labels.of("id", "b"), 2_000)).as("new thing").isZero();
    }

    @Test
    void increase_leavesTheWindowAfterItsLength() {
        observe(COUNTER, 0, Map.of("a", 0.0));
        observe(COUNTER, 10, Map.of("a", 4.0));
        observe(COUNTER, 30, Map.of("a", 5.0));
        assertThat(over(69)).isEqualTo(5);
        assertThat(over(70)).isEqualTo(1);
        assertThat(over(90)).isZero();
        assertThat(growth.things(previous.orElseThrow())).isEmpty();
    }

    @Test
    void counterThatFalls_beginsAnew() {
        observe(COUNTER, 0, Map.of("a", 9.0));
        observe(COUNTER, 1, Map.of("a", 2.0));
        assertThat(over(1)).isZero();
        observe(COUNTER, 2, Map.of("a", 3.0));
        assertThat(over(2)).isEqualTo(1);
    }

    @Test
    void gauge_isNet() {
        observe(GAUGE, 0, Map.of("a", 10.0));
        observe(GAUGE, 1, Map.of("a", 90.0));
        observe(GAUGE, 2, Map.of("a", 40.0));
        assertThat(over(2)).isEqualTo(30);
    }

    @Test
    void unknown_betweenTwoFigures_losesNothing() {
        observe(COUNTER, 0, Map.of("a", 10.0));
        observe(COUNTER, 1, Map.of("a", Double.NaN));
        observe(COUNTER, 2, Map.of("a", Double.NaN));
        observe(COUNTER, 3, Map.of("a", 13.0));
        assertThat(over(3)).isEqualTo(3);
    }

    @Test
    void rowsThatMove_areFoundByTheirLabels() {
        observe(COUNTER, 0, Map.of("a", 1.0, "b", 100.0));
        observe(COUNTER, 1, Map.of("0", 50.0, "a", 3.0, "b", 100.0));
        observe(COUNTER, 2, Map.of("b", 100.0));
        assertThat(over(2)).isEqualTo(2);
        assertThat(growth.over(Labels.of("id", "b"), 2_000)).isZero();
    }

    @Test
    void goneAndBack_isAFirstSightAgain() {
        observe(COUNTER, 0, Map.of("a", 1.0));
        observe(COUNTER, 1, Map.of());
        observe(COUNTER, 2, Map.of("a", 8.0));
        assertThat(over(2)).isZero();
    }

    @Test
    void counterBornWithItsFirstEvent_countsIt() {
        growth = new Growth(selector(true));
        observe(COUNTER, 0, Map.of("a", Double.NaN, "b", 6.0));
        observe(COUNTER, 1, Map.of("a", 1.0, "b", 6.0, "c", 2.0));
        assertThat(over(1)).isEqualTo(1);
        assertThat(growth.over(Labels.of("id", "b"), 1_000))
                .as("read in our first moment")
                .isEqualTo(6);
        assertThat(growth.over(Labels.of("id", "c"), 1_000))
                .as("thing and event are new")
                .isEqualTo(2);
    }

    private double over(long seconds) {
        return growth.over(A, seconds * 1000);
    }

    private void observe(Metric metric, long seconds, Map<String, Double> values) {
        Frame.Builder builder = Frame.of("k", seconds * 1000, 10_000, List.of(Frame.column(metric)));
        new TreeMap<>(values)
                .forEach((id, value) -> builder.row(Labels.of("id", id)).set(0, value));
        Frame frame = builder.build();
        growth.observe(previous, previous.isEmpty() ? -1 : 0, frame, 0);
        previous = Optional.of(frame);
    }
}
