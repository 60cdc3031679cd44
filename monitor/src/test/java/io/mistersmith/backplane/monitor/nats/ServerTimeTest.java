package io.mistersmith.backplane.monitor.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTimeTest {

    private static Instant parse(String text) {
        String around = "\"" + text + "\"";
        return new ServerTime().parse(around.getBytes(StandardCharsets.UTF_8), 1, text.length());
    }

    @Property
    void time_thatAServerWrites_isReadAsTheLibraryReadsIt(
            @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long second,
            @ForAll @IntRange(max = 999_999_999) int nanos) {
        Instant time = Instant.ofEpochSecond(second, nanos);
        assertThat(parse(time.toString())).isEqualTo(second < 0 ? Instant.EPOCH : time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T23:20:57Z",
                "2026-11-23T23:20:57.9Z",
                "2026-11-23T23:20:57.972757078Z",
                "0001-01-01T00:00:00Z",
                "2024-02-29T00:00:00.000000001Z",
                "2026-11-23T23:20:57.5+02:00",
                "2026-11-23T24:00:00Z"
            })
    void time_inEachShape_isReadAsTheLibraryReadsIt(String text) {
        assertThat(parse(text)).isEqualTo(text.startsWith("0001") ? Instant.EPOCH : Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-11-23",
                "2026-02-30T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-11-23T23:60:00Z",
                "2026-11-23T23:20:57,5Z",
                "2026-11-23T23:20:57.5xZ",
                "2026-11-23 23:20:57Z"
            })
    void text_thatIsNoTime_isRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(DateTimeParseException.class);
    }
}
