package io.mistersmith.backplane.monitor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DecimalsTest {

    /** A double is the nearest one, or it is left to others; that is seldom. */
    @Property(tries = 200)
    void number_of_any_length_is_the_nearest_double(@ForAll long seed) {
        Random random = new Random(seed);
        int unsure = 0;
        for (int i = 0; i < 1000; i++) {
            long digits = random.nextLong() >>> (1 + random.nextInt(63));
            int decimals = random.nextInt(Decimals.MAX_DECIMALS + 1);
            double value = Decimals.of(digits, decimals);
            if (Double.isNaN(value)) {
                unsure++;
            } else {
                assertThat(value).isEqualTo(BigDecimal.valueOf(digits, decimals).doubleValue());
            }
        }
        assertThat(unsure).isLessThan(20);
    }

    /** The shortest text of a double, which programs print, names that double. */
    @Property(tries = 200)
    void shortest_text_of_a_double_is_read_as_that_double(@ForAll long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            double printed = random.nextDouble() * Math.pow(10, random.nextInt(-3, 8));
            BigDecimal text = new BigDecimal(Double.toString(printed));
            if (text.scale() >= 0 && text.scale() <= Decimals.MAX_DECIMALS) {
                double value = Decimals.of(text.unscaledValue().longValueExact(), text.scale());
                assertThat(Double.isNaN(value) || value == printed)
                        .as(text.toString())
                        .isTrue();
            }
        }
    }

    @Test
    void number_in_the_middle_between_two_doubles_is_rounded_as_the_standard_says_or_not_at_all() {
        // 2⁵³ + 1, its like with decimals, and what lies a last digit beside it
        for (long digits :
                new long[] {9007199254740993L, 90071992547409930L, 900719925474099300L, 900719925474099301L}) {
            for (int decimals = 0; decimals < 4; decimals++) {
                double value = Decimals.of(digits, decimals);
                assertThat(Double.isNaN(value)
                                || value == BigDecimal.valueOf(digits, decimals).doubleValue())
                        .isTrue();
            }
        }
    }

    @Test
    void nothing_is_zero() {
        assertThat(Decimals.of(0, 0)).isZero();
        assertThat(Decimals.of(0, Decimals.MAX_DECIMALS)).isZero();
    }
}
