package io.mistersmith.backplane.monitor.baseline;

import static io.mistersmith.backplane.monitor.baseline.Judging.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.baseline.Rule.Clear;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupViolationTest {

    private static final Metric AGE = Metric.gauge("age", "", "h");
    private static final Rule RULE = new RuleDraft("silent")
            .on("age", "")
            .levels(Comparison.ABOVE, 10, 100, 1_000)
            .clear(new Clear(0, Duration.ofSeconds(2)))
            .rule();

    private final Judging judging = Judging.of(RULE);
    private final Map<String, Double> fleet = new HashMap<>();

    @Test
    void fiftyAtOnce_areFiftyViolations_oneMoreIsOneFact() {
        set(0, 50, 20);
        assertThat(judge()).hasSize(50).noneMatch(Violation::isGroup);

        Judging other = Judging.of(RULE);
        set(50, 51, 20);
        assertThat(other.frame(AGE, fleet).judge()).singleElement().satisfies(v -> {
            assertThat(v.labels()).isEqualTo(Labels.of("group", "silent"));
            assertThat(v.fingerprint()).isEqualTo("silent{group=\"silent\"}");
            assertThat(v.metric()).isEqualTo("age");
            assertThat(v.value()).isEqualTo(51);
            assertThat(v.threshold()).isEqualTo(50);
            assertThat(v.severity()).contains(Severity.WARNING);
            assertThat(v.members().orElseThrow().all()).hasSize(51);
            assertThat(v.evidence().values()).containsExactly(51.0);
            assertThat(v.summary()).startsWith("51 things break silent at once, the worst as warning; such as {id=\"t");
        });
    }

    @Test
    void lateComers_joinWithoutAMessage_andStayQueryable() {
        set(0, 60, 20);
        judge();
        set(60, 63, 20);
        assertThat(judge()).isEmpty();
        assertThat(judging.evaluator.hasChanged()).isTrue();
        Violation open = judging.evaluator.open().get(0);
        assertThat(open.members().orElseThrow().all()).hasSize(63).contains(thing(62));
        assertThat(open.value()).isEqualTo(63);
        assertThat(open.revision()).isEqualTo(1);
    }

    @Test
    void thingWithItsOwnViolation_keepsIt() {
        set(0, 1, 20);
        String own = judge().get(0).id();
        set(1, 60, 20);
        assertThat(judge()).singleElement().satisfies(group -> {
            assertThat(group.isGroup()).isTrue();
            assertThat(group.members().orElseThrow().all()).hasSize(59).doesNotContain(thing(0));
        });
        set(0, 1, 200);
        assertThat(judge()).singleElement().satisfies(v -> {
            assertThat(v.id()).isEqualTo(own);
            assertThat(v.severity()).contains(Severity.ERROR);
        });
    }

    @Test
    void severity_isTheWorstMembers() {
        set(0, 60, 20);
        judge();
        set(5, 6, 2_000);
        assertThat(words(judge())).containsExactly("escalated/critical");
        set(6, 60, 2_000);
        assertThat(judge()).as("no worse than before").isEmpty();
        set(0, 60, 20);
        judge();
        judging.pass(1);
        assertThat(words(judge())).containsExactly("deescalated/warning");
    }

    @Test
    void members_leaveOneByOne_andTheLastResolvesIt() {
        set(0, 60, 20);
        judge();
        set(0, 59, 0);
        judge();
        judging.pass(1);
        assertThat(judge()).isEmpty();
        assertThat(judging.evaluator.open().get(0).members().orElseThrow().all())
                .containsExactly(thing(59));
        set(59, 60, 0);
        judge();
        assertThat(judge()).as("clear has not passed").isEmpty();
        List<Violation> end = judge();
        assertThat(words(end)).containsExactly("resolved/resolved");
        assertThat(end.get(0).value()).isZero();
        assertThat(end.get(0).revision()).isEqualTo(2);
        assertThat(end.get(0).previousSeverity()).contains(Severity.WARNING);
        assertThat(end.get(0).summary())
                .isEqualTo("none of the 60 things that broke silent together breaks it any more");
        assertThat(judging.evaluator.open()).isEmpty();
    }

    @Test
    void member_breaksAgainAfterTheGroup_hasAViolationOfItsOwn() {
        set(0, 60, 20);
        judge();
        fleet.clear();
        judge();
        assertThat(judging.evaluator.open()).isEmpty();
        set(0, 1, 20);
        assertThat(judge()).singleElement().matches(v -> !v.isGroup() && v.revision() == 1);
    }

    @Test
    void restart_withAGroup_goesOnWithItsMembers() {
        set(0, 60, 20);
        String id = judge().get(0).id();
        judging.restart(RULE);
        assertThat(judging.pass(1).judge()).isEmpty();
        assertThat(judge()).as("members are judged as before").isEmpty();
        assertThat(judging.evaluator.open().get(0).members().orElseThrow().count())
                .isEqualTo(60);
        set(0, 60, 0);
        judge();
        judge();
        assertThat(judge()).singleElement().satisfies(v -> {
            assertThat(v.id()).isEqualTo(id);
            assertThat(v.revision()).isEqualTo(2);
        });
    }

    /** The saved state shows a bounded sample; the rest breaks the rule, and so joins. */
    @Test
    void restart_withMoreMembersThanAreSaved_findsTheOthersAgain() {
        set(0, 1_500, 20);
        judge();
        judging.restart(RULE);
        assertThat(judge()).isEmpty();
        assertThat(judging.evaluator.open())
                .singleElement()
                .satisfies(v -> assertThat(v.members().orElseThrow().count()).isEqualTo(1_500));
    }

    private static Labels thing(int i) {
        return Labels.of("id", "t" + i);
    }

    private void set(int from, int to, double value) {
        for (int i = from; i < to; i++) {
            fleet.put("t" + i, value);
        }
    }

    /** A second passes; all are seen and judged. */
    private List<Violation> judge() {
        return judging.pass(1).frame(AGE, fleet).judge();
    }
}
