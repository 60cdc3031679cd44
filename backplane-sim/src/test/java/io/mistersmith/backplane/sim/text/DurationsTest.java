package io.mistersmith.backplane.sim.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "1.5s, PT1.5S", "5m, PT5M", "1h, PT1H", "0, PT0S", "0.15ms, PT0.00015S"})
    void text_isRead(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-1s", "1 d", "1e3s", "1s2s"})
    void other_isRefusedWithAnExample(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessageContaining("250ms");
    }

    @Test
    void said_areShort() {
        assertThat(Durations.say(0)).isEqualTo("0 ms");
        assertThat(Durations.say(340)).isEqualTo("340 ms");
        assertThat(Durations.say(4_120)).isEqualTo("4.1 s");
        assertThat(Durations.say(125_000)).isEqualTo("2 m 05 s");
        assertThat(Durations.clock(Duration.ofSeconds(70))).isEqualTo("01:10");
        assertThat(Durations.clock(Duration.ofSeconds(3_723))).isEqualTo("1:02:03");
    }
}
