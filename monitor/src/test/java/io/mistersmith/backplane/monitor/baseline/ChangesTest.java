package io.mistersmith.backplane.monitor.baseline;

import static io.mistersmith.backplane.monitor.baseline.Judging.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.baseline.Rule.Clear;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import io.mistersmith.backplane.monitor.wire.Violation.Event;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Rows that have changed between two Frames. */
class ChangesTest {

    private static final Metric AGE = Metric.gauge("age", "", "h");
    private static final Metric OTHER = Metric.gauge("other", "", "h");
    private static final Rule RULE = new RuleDraft("silent")
            .on("age", "")
            .levels(Comparison.ABOVE, 10, 100, 1_000)
            .clear(Clear.AT_ONCE)
            .rule();

    private final Judging judging = Judging.of(RULE);

    @Test
    void rowThatBreaks_isToldAtOnce_andTheOldWholeFrameDoesNotTakeItBack() {
        judging.frame(AGE, Map.of("a", 1.0, "b", 2.0)).judge();
        judging.pass(0.1);
        assertThat(words(judging.changes(AGE, Map.of("b", 11.0)))).containsExactly("opened/warning");
        judging.pass(0.9);
        assertThat(judging.judge()).isEmpty();
        assertThat(judging.evaluator.open()).hasSize(1);
        judging.pass(0.1);
        assertThat(words(judging.changes(AGE, Map.of("b", 101.0)))).containsExactly("escalated/error");
        assertThat(words(judging.changes(AGE, Map.of("b", 0.0)))).containsExactly("resolved/resolved");
        judging.pass(0.9);
        assertThat(judging.judge()).isEmpty();
        assertThat(judging.evaluator.open()).isEmpty();
    }

    @Test
    void whatHasNoRow_isNotGone_andNotJudged() {
        judging.frame(AGE, Map.of("a", 20.0)).judge();
        assertThat(judging.changes(AGE, Map.of("b", 11.0)))
                .singleElement()
                .satisfies(v -> assertThat(v.labels()).isEqualTo(thing("b")));
        judging.pass(1);
        assertThat(judging.judge()).as("b is in no whole Frame yet").isEmpty();
        assertThat(judging.evaluator.open()).hasSize(2);
    }

    @Test
    void nextWholeFrame_holdsAlone() {
        judging.frame(AGE, Map.of("a", 1.0, "b", 1.0)).judge();
        judging.changes(AGE, Map.of("a", 11.0, "b", 11.0));
        judging.pass(1);
        assertThat(words(judging.frame(AGE, Map.of("a", 1.0)).judge()))
                .containsExactly("resolved/resolved", "resolved/resolved");
    }

    @Test
    void rowsFromBeforeTheWholeFrame_ofOtherColumns_orWithoutOne_sayNothing() {
        assertThat(judging.changes(AGE, Map.of("a", 11.0))).isEmpty();
        judging.frame(AGE, Map.of("a", 1.0));
        judging.now -= 1;
        assertThat(judging.changes(AGE, Map.of("a", 11.0))).isEmpty();
        judging.now += 2;
        assertThat(judging.changes(OTHER, Map.of("a", 11.0))).isEmpty();
        assertThat(judging.judge()).isEmpty();
    }

    @Test
    void evidence_hasTheFigureThatBroke_asTheNewestOfItsEvaluation() {
        judging.frame(AGE, 11).judge();
        judging.pass(1).judge(AGE, 12);
        judging.pass(0.5);
        assertThat(judging.changes(AGE, Map.of("x", 101.0)))
                .singleElement()
                .satisfies(v -> assertThat(v.evidence().values()).containsExactly(11.0, 101.0));
    }

    @Test
    void causeThatComesAfterTheOpening_isInWhatIsOpen_andInTheNextMessage_butTellsNothingAlone() {
        judging.frame(AGE, 1).judge();
        judging.changes(AGE, Map.of("x", 11.0));
        judging.pass(0.1);
        judging.cause = Optional.of("it hangs");
        assertThat(judging.changes(AGE, Map.of("x", 12.0))).isEmpty();
        assertThat(judging.evaluator.open()).singleElement().satisfies(v -> {
            assertThat(v.cause()).contains("it hangs");
            assertThat(v.revision()).isEqualTo(1);
        });
        judging.pass(0.9);
        assertThat(judging.judge()).isEmpty();
        assertThat(judging.evaluator.hasChanged())
                .as("said with the next evaluation")
                .isTrue();
        judging.pass(1).judge();
        assertThat(judging.evaluator.hasChanged()).as("said once").isFalse();
        assertThat(judging.changes(AGE, Map.of("x", 101.0)))
                .singleElement()
                .satisfies(v -> assertThat(v.cause()).contains("it hangs"));
        judging.restart(RULE);
        assertThat(judging.evaluator.open())
                .singleElement()
                .satisfies(v -> assertThat(v.cause()).contains("it hangs"));
    }

    @Test
    void halfAGroup_isToldAtOnce_theNextWaitForTheEvaluation() {
        judging.frame(AGE, Map.of()).judge();
        assertThat(judging.changes(AGE, broken(0, 20))).hasSize(20);
        assertThat(judging.changes(AGE, broken(20, 25))).hasSize(5);
        assertThat(judging.changes(AGE, broken(25, 30))).isEmpty();
        assertThat(judging.evaluator.open()).hasSize(25);
        judging.pass(1);
        assertThat(judging.judge()).hasSize(5).noneMatch(Violation::isGroup);
        assertThat(judging.changes(AGE, broken(30, 31))).as("another second").hasSize(1);
    }

    @Test
    void moreThanAGroup_isOneFactAtOnce_withThoseThatWaited() {
        judging.frame(AGE, Map.of()).judge();
        judging.changes(AGE, broken(0, 10));
        assertThat(judging.changes(AGE, broken(10, 40))).isEmpty();
        assertThat(judging.changes(AGE, broken(40, 51)))
                .singleElement()
                .satisfies(v -> assertThat(v.members().orElseThrow().count()).isEqualTo(41));
        assertThat(judging.changes(AGE, broken(51, 60))).isEmpty();
        assertThat(judging.evaluator.hasChanged())
                .as("told with the next evaluation")
                .isFalse();
        judging.pass(1);
        assertThat(judging.judge()).isEmpty();
        assertThat(judging.evaluator.hasChanged()).isTrue();
        Violation group = judging.evaluator.open().get(10);
        assertThat(group.members().orElseThrow().all()).hasSize(50).contains(thing("t59"));
        assertThat(judging.changes(AGE, Map.of("t30", 101.0)))
                .singleElement()
                .satisfies(v -> assertThat(v.severity()).contains(Severity.ERROR));
    }

    @Test
    void groupThatIsOver_isToldWithTheNextEvaluation() {
        judging.frame(AGE, Map.of()).judge();
        judging.changes(AGE, broken(0, 60));
        Map<String, Double> back = broken(0, 60);
        back.replaceAll((id, age) -> 0.0);
        assertThat(judging.changes(AGE, back)).isEmpty();
        judging.pass(1);
        assertThat(words(judging.judge())).containsExactly("resolved/resolved");
        assertThat(judging.evaluator.open()).isEmpty();
    }

    @Test
    void whatIsBackBeforeAnybodyHeardOfIt_isNotTold() {
        judging.frame(AGE, Map.of()).judge();
        assertThat(judging.changes(AGE, broken(0, 30))).isEmpty();
        assertThat(judging.changes(AGE, Map.of("t3", 101.0))).isEmpty();
        assertThat(judging.changes(AGE, Map.of("t4", 0.0))).isEmpty();
        judging.pass(1);
        assertThat(judging.judge())
                .hasSize(29)
                .allMatch(v -> v.event() == Event.OPENED && v.revision() == 1)
                .noneMatch(v -> v.labels().equals(thing("t4")))
                .filteredOn(v -> v.labels().equals(thing("t3")))
                .singleElement()
                .satisfies(v -> assertThat(v.severity()).contains(Severity.ERROR));
        assertThat(words(judging.changes(AGE, Map.of("t3", 0.0)))).containsExactly("resolved/resolved");
    }

    private static Map<String, Double> broken(int from, int to) {
        return IntStream.range(from, to).boxed().collect(Collectors.toMap(i -> "t" + i, i -> 20.0));
    }

    private static Labels thing(String id) {
        return Labels.of("id", id);
    }

    /** Five things, a second each. */
    @Provide
    Arbitrary<List<List<Double>>> course() {
        Arbitrary<Double> figure = Arbitraries.of(0.0, 9.0, 9.5, 10.0, 11.0, 18.5, 21.0, 45.0, Double.NaN);
        return figure.list().ofSize(5).list().ofMinSize(1).ofMaxSize(30);
    }

    /** Who is told what changes, and everything now and then, concludes what one concludes who is told everything. */
    @Property(tries = 500)
    void changes_areAsGoodAsWholeFrames(@ForAll("course") List<List<Double>> course, @ForAll List<Boolean> isWhole) {
        Rule rule = new RuleDraft("deep")
                .on("age", "")
                .levels(Comparison.ABOVE, 10, 20, 40)
                .holds(1)
                .warningHolds(2)
                .clear(new Clear(10, Duration.ofSeconds(2)))
                .rule();
        Judging all = Judging.of(rule);
        Judging some = Judging.of(rule);
        Map<String, Double> before = Map.of();
        for (int s = 0; s < course.size(); s++) {
            Map<String, Double> fleet = new HashMap<>();
            for (int i = 0; i < 5; i++) {
                fleet.put("t" + i, course.get(s).get(i));
            }
            Map<String, Double> changed = new HashMap<>(fleet);
            changed.entrySet().removeAll(before.entrySet());
            some.pass(1);
            // a whole Frame is good for 10 s
            if (s % 9 == 0 || (s < isWhole.size() && isWhole.get(s))) {
                some.frame(AGE, fleet);
            } else {
                some.changes(AGE, changed);
            }
            some.judge();
            all.pass(1).frame(AGE, fleet).judge();
            before = fleet;
            assertThat(happened(some)).isEqualTo(happened(all));
        }
    }

    private static TreeSet<String> happened(Judging judging) {
        return judging.told.stream()
                .map(v -> v.at() + " " + v.labels() + " " + v.event() + " " + v.severity() + " " + v.value())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
