package io.mistersmith.backplane.sim.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawsTest {

    @Test
    void logNormal_hasItsMedianAndP95() {
        RandomGenerator random = Draws.generator(1, "x");
        LogNormal distribution = new LogNormal(1_200, 5_000);

        double[] sorted = DoubleStream.generate(() -> distribution.sample(random))
                .limit(100_000)
                .sorted()
                .toArray();

        assertThat(sorted[50_000]).isCloseTo(1_200, within(25.0));
        assertThat(sorted[95_000]).isCloseTo(5_000, within(150.0));
        assertThat(sorted[0]).isPositive();
    }

    @Test
    void logNormal_withoutSpread_isConstant() {
        assertThat(new LogNormal(5, 5).sample(Draws.generator(1, "x"))).isEqualTo(5);
    }

    @Test
    void logNormal_impossible_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LogNormal(0, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> new LogNormal(5, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> new LogNormal(5, Double.NaN));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.02, 1, 20, 59, 61, 5_000})
    void poisson_hasItsMeanAndVariance(double mean) {
        RandomGenerator random = Draws.generator(2, "x");
        int n = 40_000;

        double[] drawn = DoubleStream.generate(() -> Draws.poisson(mean, random))
                .limit(n)
                .toArray();
        double average = DoubleStream.of(drawn).average().orElseThrow();
        double variance = DoubleStream.of(drawn)
                .map(d -> (d - average) * (d - average))
                .average()
                .orElseThrow();

        assertThat(average).isCloseTo(mean, within(5 * Math.sqrt(mean / n)));
        assertThat(variance).isCloseTo(mean, within(mean * 0.05 + 0.001));
    }

    @Test
    void generators_ofTwoThings_differ() {
        assertThat(Draws.generator(1, "worker-01").nextLong())
                .isEqualTo(Draws.generator(1, "worker-01").nextLong())
                .isNotEqualTo(Draws.generator(1, "worker-02").nextLong())
                .isNotEqualTo(Draws.generator(2, "worker-01").nextLong());
    }
}
