package io.mistersmith.backplane.monitor.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mistersmith.backplane.monitor.frame.Frame;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TrafficTest {

    private static final long AT = 1_800_000_000_000L;

    private final Traffic traffic = new Traffic();
    private final Meter meter = new Meter();
    private final SourceWindow window = new SourceWindow("ORDERS");

    @Test
    void steadyTraffic_overTheWindow_isExact() {
        for (int second = 0; second <= 20; second++) {
            tick(second * 1000L, meter.messages());
            for (int i = 0; i < 100; i++) {
                meter.message(i < 90 ? 200 : 5000);
            }
        }
        Frame frame = sources(20_000);

        assertThat(frame.value(0, TrafficMetrics.PUBLISH_RATE.name())).isEqualTo(100);
        assertThat(frame.value(0, TrafficMetrics.SOURCE_THROUGHPUT.name())).isCloseTo(0.068, within(1e-12));
        assertThat(frame.value(0, 0)).isCloseTo(200, within(2.0));
        assertThat(frame.value(0, 1)).isCloseTo(5000, within(50.0));
        Frame whole = traffic.total(AT, 20_000, List.of(new Traffic.Source(window, false)), 7);
        assertThat(whole.value(0, TrafficMetrics.THROUGHPUT.name())).isCloseTo(0.068, within(1e-12));
        assertThat(whole.value(0, TrafficMetrics.DROPPED.name())).isEqualTo(7);
        assertThat(whole.value(0, TrafficMetrics.SIZE_P95.name())).isCloseTo(5000, within(50.0));
    }

    @Test
    void sampledSource_hasExactRateAndTheSampleMeanSize() {
        for (int second = 0; second <= 10; second++) {
            tick(second * 1000L, second * 4000L);
            meter.message(300);
            meter.message(500);
        }
        Frame frame = sources(10_000);

        assertThat(frame.value(0, TrafficMetrics.PUBLISH_RATE.name())).isEqualTo(4000);
        assertThat(frame.value(0, TrafficMetrics.SOURCE_THROUGHPUT.name())).isCloseTo(1.6, within(1e-9));
    }

    @Test
    void sample_ofASampledSource_weighsLikeWhatItStandsFor() {
        Meter hot = new Meter();
        SourceWindow hotWindow = new SourceWindow("HOT");
        for (int i = 0; i < 100; i++) {
            meter.message(10);
        }
        for (int i = 0; i < 10; i++) {
            hot.message(1000);
        }
        window.fold(0, meter, 1, traffic.sizes());
        hotWindow.fold(0, hot, 100, traffic.sizes());

        assertThat(traffic.sizes().quantile(0, 0.5)).isCloseTo(1000, within(10.0));
        assertThat(hotWindow.sizeSamples(0)).isEqualTo(10);
    }

    @Test
    void endOfTraffic_fallsToZero() {
        tick(0, 0);
        meter.message(100);
        for (int second = 1; second <= 12; second++) {
            tick(second * 1000L, 1);
        }
        assertThat(window.messagesPerSecond(12_000)).isZero();
        assertThat(window.megabytesPerSecond(12_000)).isZero();
    }

    @Test
    void sizes_neverMeasured_leaveThroughputUnknown_notZero() {
        tick(0, 0);
        tick(1000, 50);

        assertThat(window.messagesPerSecond(1000)).isEqualTo(50);
        assertThat(window.megabytesPerSecond(1000)).isNaN();
        assertThat(traffic.total(AT, 1000, List.of(new Traffic.Source(window, false)), 0)
                        .value(0, TrafficMetrics.THROUGHPUT.name()))
                .isNaN();
    }

    @Test
    void rate_notSampledForLong_isUnknown() {
        tick(0, 0);
        tick(1000, 50);

        assertThat(window.messagesPerSecond(9000)).isNaN();
    }

    @Test
    void restart_forgetsTheWindow() {
        tick(0, 0);
        meter.message(100);
        tick(1000, 1);
        window.restart();

        assertThat(window.messagesPerSecond(1000)).isNaN();
        assertThat(window.size(1000, 0.5)).isNaN();
    }

    @Test
    void quantiles_ofSpreadSizes_areFarBetterThanABucket() {
        for (int size = 1; size <= 100_000; size++) {
            meter.message(size);
        }
        tick(0, 0);

        assertThat(window.size(0, 0.5)).isCloseTo(50_000, within(2.0));
        assertThat(window.size(0, 0.95)).isCloseTo(95_000, within(2.0));
        assertThat(window.size(0, 0.99)).isCloseTo(99_000, within(2.0));
    }

    @Test
    void sizes_olderThanTheWindow_areForgotten() {
        meter.message(100_000);
        tick(0, 1);
        meter.message(10);
        tick(45_000, 2);

        assertThat(window.size(45_000, 0.99)).isGreaterThan(90_000);
        assertThat(window.size(60_000, 0.99)).isEqualTo(10);
        assertThat(window.sizeSamples(60_000)).isEqualTo(1);
        assertThat(window.size(130_000, 0.99)).isNaN();
    }

    @Test
    void natsAway_keepsTheRowsWithoutFigures() {
        List<Frame> frames = traffic.unknown(AT, List.of(new Traffic.Source(window, false)), 3);

        assertThat(frames.get(0).rows()).isEqualTo(1);
        for (int c = 0; c < frames.get(0).columns(); c++) {
            assertThat(frames.get(0).value(0, c)).isNaN();
        }
        assertThat(frames.get(1).value(0, TrafficMetrics.DROPPED.name())).isEqualTo(3);
        assertThat(frames.get(1).value(0, TrafficMetrics.THROUGHPUT.name())).isNaN();
    }

    @Property(tries = 200)
    void quantiles_ofAnySizes_areWithinOnePercent(
            @ForAll @Size(min = 1, max = 300) List<@IntRange(min = 0, max = 1_000_000) Integer> sizes) {
        Meter any = new Meter();
        SourceWindow of = new SourceWindow("ANY");
        for (int size : sizes) {
            any.message(size);
        }
        of.fold(0, any, 1, traffic.sizes());
        int[] sorted = sizes.stream().mapToInt(Integer::intValue).sorted().toArray();
        for (double q : new double[] {0.5, 0.95, 0.99}) {
            double truth = sorted[(int) Math.max(0, Math.ceil(q * sorted.length - 1e-9) - 1)];
            assertThat(of.size(0, q)).isCloseTo(truth, within(truth / 128));
        }
    }

    private void tick(long now, long count) {
        window.sample(now, count, meter);
        window.fold(now, meter, 1, traffic.sizes());
    }

    private Frame sources(long now) {
        return traffic.sources(AT, now, List.of(new Traffic.Source(window, false)));
    }
}
