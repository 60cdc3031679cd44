package io.mistersmith.backplane.monitor.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.frame.Labels;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {

    @ParameterizedTest
    @CsvSource({
        "42123, ms, x, 42.1 s",
        "999.4, ms, x, 999 ms",
        "0.25, ms, x, 0.25 ms",
        "300000, ms, x, 5 min",
        "3600, s, x, 60 min",
        "0.98765, '', ok_ratio, 98.77 %",
        "8312, '', x, 8312",
        "1234567, '', x, 1234567",
        "0, '', x, 0",
        "0.166667, /s, x, 0.167/s",
        "512, MB, x, 512 MB",
        "NaN, ms, x, unknown"
    })
    void figure_isSaidAsAHumanWould(double value, String unit, String metric, String said) {
        assertThat(Wording.figure(value, unit, metric)).isEqualTo(said);
    }

    @Test
    void fill_textOfTheThing_isNotTakenForAPlace() {
        assertThat(Wording.fill("{id} has {value} of {nothing}{labels}", "$1", Labels.of("id", "{value}\\")))
                .isEqualTo("{value}\\ has $1 of {id=\"{value}\\\\\"}");
    }

    @Test
    void command_hostileName_isOneArgument() {
        assertThat(Wording.command("nats stream info {stream_name}", Labels.of("stream_name", "a'; rm -rf $HOME")))
                .contains("nats stream info 'a'\\''; rm -rf $HOME'");
        assertThat(Wording.command("nats stream info {stream_name}", Labels.NONE))
                .isEqualTo(Optional.empty());
    }
}
