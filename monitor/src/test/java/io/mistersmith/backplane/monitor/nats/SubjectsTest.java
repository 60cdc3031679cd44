package io.mistersmith.backplane.monitor.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectsTest {

    @ParameterizedTest
    @CsvSource({
        "a.>, a.b, true",
        "a.>, a.b.c, true",
        "a.>, a, false",
        "a.>, a.*, true",
        "a.>, a.>, true",
        "a.*, a.b, true",
        "a.*, a.b.c, false",
        "a.*, a.>, false",
        "*.b, a.b, true",
        "a.b, a.*, false",
        "a.b, a.b, true",
        ">, a.b, true",
        "a.b.c, a.b, false"
    })
    void wide_coversNarrow_asTheServerMatches(String wide, String narrow, boolean covers) {
        assertThat(Subjects.covers(wide, narrow)).isEqualTo(covers);
    }

    @ParameterizedTest
    @CsvSource({
        "a.>, a.b, true",
        "a.>, a, false",
        "a.*.c, a.b.*, true",
        "a.*.c, a.b.d, false",
        "a.*, a.b.c, false",
        "a.b.>, a.*, false",
        "*.b.>, a.>, true",
        ">, a, true",
        "a, b, false"
    })
    void overlap_isThatOneSubjectMatchesBoth(String one, String other, boolean overlap) {
        assertThat(Subjects.overlap(one, other)).isEqualTo(overlap);
        assertThat(Subjects.overlap(other, one)).isEqualTo(overlap);
    }

    @Test
    void list_withCoveredOnes_losesThem() {
        assertThat(Subjects.withoutCovered(List.of("a.>", "a.b", "c.*", "c.*", "d")))
                .containsExactly("a.>", "c.*", "d");
    }
}
