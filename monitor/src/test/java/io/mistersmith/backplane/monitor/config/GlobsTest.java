package io.mistersmith.backplane.monitor.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            *          | ORDERS  | true
            ORD*       | ORDERS  | true
            ORD*       | XORDERS | false
            O?DERS     | ORDERS  | true
            O?DERS     | ODERS   | false
            * !ORD*    | ORDERS  | false
            !ORD*      | ORDERS  | false
            !ORD*      | OTHER   | true
            A B        | B       | true
            """)
    void name_isChosen(String globs, String name, boolean chosen) {
        assertThat(new Globs(List.of(globs.split(" "))).test(name)).isEqualTo(chosen);
    }

    /** An empty list is a choice, too: of nothing. */
    @ParameterizedTest
    @CsvSource({"ORDERS", "x"})
    void noGlob_choosesNothing(String name) {
        assertThat(new Globs(List.of()).test(name)).isFalse();
    }

    @Property
    void glob_agreesWithTheRegularExpression(
            @ForAll @Chars({'a', 'b', '*', '?'}) @StringLength(max = 8) String glob,
            @ForAll @Chars({'a', 'b'}) @StringLength(max = 12) String name) {
        String regex = glob.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : String.valueOf((char) c))
                .collect(Collectors.joining());

        assertThat(new Globs(List.of(glob)).test(name)).isEqualTo(Pattern.matches(regex, name));
    }
}
