package io.mistersmith.backplane.monitor.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {

    private static <A> A read(String json, JsonCursor.Reading<A> reading) throws IOException {
        return JsonCursor.read(json.getBytes(StandardCharsets.UTF_8), reading);
    }

    /** The numbers of the members {@code a} and {@code b}, others skipped. */
    private static List<String> numbers(JsonCursor in) throws IOException {
        JsonMembers members = JsonMembers.of("a", "b");
        List<String> found = new ArrayList<>();
        for (boolean more = in.enter('{'); more; more = in.more('}')) {
            switch (in.member(members)) {
                case "a" -> found.add("a" + in.integer());
                case "b" -> found.add("b" + in.integer());
                default -> in.skip();
            }
        }
        return found;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|",
                "null|",
                "{\"a\":1,\"b\":2}|a1 b2",
                "{\"b\":2,\"a\":1}|b2 a1",
                "{ \"a\" : -7 ,\t\"b\" : 2 } |a-7 b2",
                "{\"a\":null,\"c\":{\"a\":5,\"d\":[1,{}]},\"b\":3}|a0 b3",
                "{\"c\":\"}\\\"\\\\\",\"a\":1}|a1",
                "{\"ab\":9,\"\\u0061\":8,\"a\":1}|a1",
                "{\"c\":[[],[true,false,null,-1.5e+3,\"é\"]],\"a\":9223372036854775807}|a9223372036854775807",
                "{\"a\":1,\"a\":2}|a1 a2",
            })
    void members_areFound_inAnyOrderAndAmongOthers(String json, String found) throws IOException {
        assertThat(String.join(" ", read(json, JsonCursorTest::numbers))).isEqualTo(found == null ? "" : found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{a:1}",
                "{\"a\":1]",
                "{\"a\":1}}",
                "{\"a\":1} x",
                "{\"a\":1}é",
                "{\"a\":}",
                "{\"a\":1.5}",
                "{\"a\":1e3}",
                "{\"a\":-}",
                "{\"a\":\"1\"}",
                "{\"a\":true}",
                "{\"a\":nul}",
                "{\"c\":}",
                "{\"c\":,\"a\":1}",
                "{\"c\":[1}",
                "{\"c\":\"}",
                "{\"c\":\"\\",
                "{\"c\":?}",
            })
    void document_thatIsNotAsExpected_isRefusedByAnIoException(String json) {
        assertThatThrownBy(() -> read(json, JsonCursorTest::numbers)).isInstanceOf(IOException.class);
    }

    @Test
    void refusal_tellsThePlaceAndWhatWasExpected() {
        assertThatThrownBy(() -> read("{\"a\":true}", JsonCursorTest::numbers))
                .hasMessage("expected an integer at byte 5");
        assertThatThrownBy(() -> read("{\"a\":1", JsonCursorTest::numbers)).hasMessage("it ends in the middle");
    }

    @Property
    void text_thatTheLibraryWrites_isReadAsItWas(@ForAll String text) throws IOException {
        // a surrogate without its other half is no text that UTF-8 can tell
        String sound = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        assertThat(JsonCursor.read(JetStreamJson.MAPPER.writeValueAsBytes(sound), JsonCursor::text))
                .isEqualTo(sound);
    }

    @Property
    void integer_ofAnySize_isReadAsItWas(@ForAll long value) throws IOException {
        assertThat(read(value + " ", JsonCursor::integer)).isEqualTo(Math.max(value, -Long.MAX_VALUE));
    }

    @Test
    void integer_thatIsTooLarge_isTheLargest() throws IOException {
        assertThat(read("18446744073709551615 ", JsonCursor::integer)).isEqualTo(Long.MAX_VALUE);
        assertThat(read("9223372036854775807 ", JsonCursor::integer)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whiteSpace_isPassed() throws IOException {
        assertThat(read("\n { \"a\"\r\n:\t1 } \n", JsonCursorTest::numbers)).containsExactly("a1");
    }

    @Test
    void value_ofEachKind_isRead() throws IOException {
        assertThat(read("true ", JsonCursor::bool)).isTrue();
        assertThat(read("false ", JsonCursor::bool)).isFalse();
        assertThat(read("null ", JsonCursor::bool)).isFalse();
        assertThat(read("null ", JsonCursor::text)).isEmpty();
        assertThat(read("null ", JsonCursor::integer)).isZero();
        assertThat(read("\"2026-11-26T10:25:18.5Z\"", JsonCursor::time))
                .isEqualTo(Instant.parse("2026-11-26T10:25:18.5Z"));
        assertThat(read("\"0001-01-01T00:00:00Z\"", JsonCursor::time)).isEqualTo(Instant.EPOCH);
        assertThat(read("null ", JsonCursor::time)).isEqualTo(Instant.EPOCH);
        assertThatThrownBy(() -> read("\"yesterday\"", JsonCursor::time))
                .isInstanceOf(IOException.class)
                .hasMessage("expected an RFC 3339 time at byte 1");
        assertThat(read("{\"x\":[1,\"2\"]}", in -> in.value(Object.class)).toString())
                .isEqualTo("{x=[1, 2]}");
    }
}
