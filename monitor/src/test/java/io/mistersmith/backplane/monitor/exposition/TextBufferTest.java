package io.mistersmith.backplane.monitor.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextBufferTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "12, 12",
        "-7, -7",
        "0.5, 0.5",
        "-0.25, -0.25",
        "23.5, 23.5",
        "0.001, 0.001",
        "-12.040, -12.04",
        "0.999871, 0.999871",
        "0.1234567, 0.1234567",
        "1e-4, 0.0001",
        "1e-7, 1.0E-7",
        "999999999.999, 999999999.999",
        "1e9, 1000000000",
        "1000000000.5, 1.0000000005E9",
        "9007199254740992, 9007199254740992",
        "1e18, 1.0E18",
        "4.9e-324, 4.9E-324"
    })
    void number_ofEachSize_isWrittenShort(double value, String text) {
        assertThat(written(value)).isEqualTo(text);
    }

    @Property
    void number_whatever_readsBackExactly(@ForAll double value) {
        assertThat(Double.parseDouble(written(value))).isEqualTo(value + 0.0);
    }

    @Property
    void decimals_whatever_areWrittenAsTheyAre(@ForAll int digits) {
        double value = digits / 1000.0;
        assertThat(Double.parseDouble(written(value))).isEqualTo(value);
        assertThat(written(value)).doesNotContain("E").hasSizeLessThanOrEqualTo(12);
    }

    @Property
    void integer_whatever_readsBackExactly(@ForAll long value) {
        TextBuffer out = new TextBuffer(1);
        out.put(value);
        assertThat(out).hasToString(Long.toString(value));
    }

    @ParameterizedTest
    @CsvSource({"2.5, 2.5", "10, 10.0", "60000, 60000.0", "0.005, 0.005"})
    void bound_always_hasAPoint(double bound, String text) {
        TextBuffer out = new TextBuffer(1);
        out.putBound(bound);
        assertThat(out).hasToString(text);
    }

    @Test
    void gzip_read_isTheText() throws IOException {
        TextBuffer out = new TextBuffer(4);
        out.put("a".repeat(100_000) + "é\n");
        byte[] packed = out.gzip();
        assertThat(packed).hasSizeLessThan(1000);
        assertThat(new String(
                        new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(out.toString());
    }

    private static String written(double value) {
        TextBuffer out = new TextBuffer(1);
        out.put(value);
        return out.toString();
    }
}
