package io.mistersmith.backplane.monitor.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KindsTest {

    @ParameterizedTest
    @CsvSource({
        "250ms,250",
        "5s,5000",
        "10m,600000",
        "24h,86400000",
        "30d,2592000000",
        "1.5s,1500",
        "0,0",
        "0s,0",
        "5 s,5000"
    })
    void duration_withAUnit_isRead(String text, long millis) {
        assertThat(Kinds.duration(Duration.ZERO).read(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "5", "s", "-3s", "5 parsecs", "5S", "1e3s", "36501d", "999999999999999999999d", "PT5S", "5s "
            })
    void duration_ofAnotherForm_isNone(String text) {
        assertThat(Kinds.duration(Duration.ZERO).read(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "65536,65536",
        "5MB,5000000",
        "5MiB,5242880",
        "1kB,1000",
        "1.5KiB,1536",
        "2GB,2000000000",
        "1GiB,1073741824",
        "7B,7"
    })
    void size_isRead(String text, long bytes) {
        assertThat(Kinds.BYTE_COUNT.read(text)).contains(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0.5", "-1", "5Mb", "5 apples", "999999999999999999GB"})
    void size_ofAnotherForm_isNone(String text) {
        assertThat(Kinds.BYTE_COUNT.read(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "0x10", "1f", "1,5", "", "1e999"})
    void number_ofAnotherForm_isNone(String text) {
        assertThat(Kinds.NUMBER.read(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a.b,true",
        "a.*.c,true",
        "a.>,true",
        "a.>.b,false",
        ".a,false",
        "a.,false",
        "a b,false",
        "'',false",
        "a*,false"
    })
    void subject_isCheckedByToken(String text, boolean good) {
        assertThat(Kinds.SUBJECT.read(text).isPresent()).isEqualTo(good);
    }
}
