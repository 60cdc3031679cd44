package io.mistersmith.backplane.monitor.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mistersmith.backplane.monitor.baseline.Rule.Clear;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import io.mistersmith.backplane.monitor.wire.Violation.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds of every course of figures: small fleets, values around the thresholds, unknown ones, things that come and go. */
class EvaluatorPropertiesTest {

    private static final Metric DEPTH = Metric.gauge("depth", "", "h");
    private static final double GONE = -1;

    /** Groups above two, so that they are frequent. */
    private static final Rule RULE = grouping(new RuleDraft("deep")
            .on("depth", "")
            .levels(Comparison.ABOVE, 10, 20, 40)
            .holds(2)
            .warningHolds(3)
            .clear(new Clear(10, Duration.ofSeconds(2)))
            .rule());

    /** Its own voice for each thing, and only while the figure is there. */
    private static final Rule GATED = new RuleDraft("gated")
            .on("depth", "")
            .levels(Comparison.ABOVE, 9, 18, 44)
            .holds(1)
            .onlyWhile("depth")
            .rule();

    private static Rule grouping(Rule rule) {
        return new Rule(
                rule.name(),
                rule.metric(),
                rule.unit(),
                rule.comparison(),
                rule.levels(),
                rule.holdFor(),
                rule.clear(),
                rule.onlyWhile(),
                rule.exempt(),
                rule.ownLimit(),
                rule.minSamples(),
                2,
                rule.patience(),
                rule.next(),
                rule.origin());
    }

    /** A second each: one figure for each of five things. */
    @Provide
    Arbitrary<List<List<Double>>> course() {
        Arbitrary<Double> figure = Arbitraries.of(0.0, 9.0, 9.5, 10.0, 11.0, 18.5, 21.0, 45.0, Double.NaN, GONE);
        // most seconds repeat the one before, so that times pass
        return figure.list().ofSize(5).list().ofMinSize(1).ofMaxSize(12).map(EvaluatorPropertiesTest::lingering);
    }

    private static List<List<Double>> lingering(List<List<Double>> steps) {
        List<List<Double>> out = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            for (int n = 0; n <= (i * 7) % 5; n++) {
                out.add(steps.get(i));
            }
        }
        return out;
    }

    private static void second(Judging judging, List<Double> figures) {
        judging.pass(1).frame(DEPTH, fleet(figures)).judge();
    }

    private static Map<String, Double> fleet(List<Double> figures) {
        Map<String, Double> fleet = new HashMap<>();
        for (int i = 0; i < figures.size(); i++) {
            if (figures.get(i) != GONE) {
                fleet.put("t" + i, figures.get(i));
            }
        }
        return fleet;
    }

    @Property(tries = 300)
    void life_ofEveryId_isOpenedThenChangedThenResolved(@ForAll("course") List<List<Double>> course) {
        Judging judging = Judging.of(RULE);
        Map<String, Violation> latest = new HashMap<>();
        Map<String, String> openByFingerprint = new HashMap<>();
        Set<String> ended = new HashSet<>();
        for (List<Double> figures : course) {
            int before = judging.told.size();
            second(judging, figures);
            for (Violation v : judging.told.subList(before, judging.told.size())) {
                Violation last = latest.put(v.id(), v);
                assertThat(ended).doesNotContain(v.id());
                assertThat(v.revision()).isEqualTo(last == null ? 1 : last.revision() + 1);
                assertThat(v.event() == Event.OPENED).isEqualTo(last == null);
                assertThat(v.previousSeverity()).isEqualTo(last == null ? Optional.empty() : last.severity());
                assertThat(v.severity()).isNotEqualTo(v.previousSeverity());
                if (v.event() == Event.OPENED) {
                    assertThat(openByFingerprint.put(v.fingerprint(), v.id()))
                            .as("two open for one thing")
                            .isNull();
                }
                if (v.event() == Event.RESOLVED) {
                    assertThat(openByFingerprint.remove(v.fingerprint())).isEqualTo(v.id());
                    ended.add(v.id());
                }
            }
            assertThat(judging.evaluator.open())
                    .extracting(Violation::id)
                    .containsExactlyInAnyOrderElementsOf(openByFingerprint.values());
        }
    }

    @Property(tries = 300)
    void everyThing_isCoveredOnceAtMost(@ForAll("course") List<List<Double>> course) {
        Judging judging = Judging.of(RULE);
        for (List<Double> figures : course) {
            second(judging, figures);
            List<Object> covered = new ArrayList<>();
            judging.evaluator
                    .open()
                    .forEach(v ->
                            v.members().ifPresentOrElse(m -> covered.addAll(m.all()), () -> covered.add(v.labels())));
            assertThat(covered).doesNotHaveDuplicates();
        }
    }

    @Property(tries = 300)
    void sameFrames_giveTheSameMessages(@ForAll("course") List<List<Double>> course) {
        Judging one = Judging.of(RULE);
        Judging other = Judging.of(RULE);
        course.forEach(figures -> second(one, figures));
        course.forEach(figures -> second(other, figures));
        assertThat(one.told).isEqualTo(other.told);
    }

    /** Nothing that is open is told again, forgotten or renamed; what was pending may take its time anew. */
    @Property(tries = 300)
    void restart_inTheMiddle_keepsWhatIsOpen(
            @ForAll("course") List<List<Double>> course, @ForAll @IntRange(max = 40) int when) {
        Judging judging = Judging.of(RULE);
        for (int i = 0; i < course.size(); i++) {
            second(judging, course.get(i));
            if (i == when) {
                List<Violation> before = judging.evaluator.open();
                judging.restart(RULE);
                assertThat(judging.evaluator.open())
                        .extracting(Violation::id, Violation::revision, Violation::severity, Violation::members)
                        .containsExactlyInAnyOrderElementsOf(before.stream()
                                .map(v -> tuple(v.id(), v.revision(), v.severity(), v.members()))
                                .toList());
            }
        }
        Map<String, Integer> revisions = new HashMap<>();
        for (Violation v : judging.told) {
            assertThat(v.revision()).isEqualTo(revisions.merge(v.id(), 1, Integer::sum));
        }
    }

    /** With a figure that stands still, a restart cannot be told from none. */
    @Property(tries = 300)
    void restart_onSteadyFigures_saysNothing(@ForAll("course") List<List<Double>> course) {
        Judging judging = Judging.of(RULE);
        course.forEach(figures -> second(judging, figures));
        List<Double> last = course.get(course.size() - 1);
        for (int i = 0; i < 10; i++) {
            second(judging, last);
        }
        int told = judging.told.size();
        judging.restart(RULE);
        for (int i = 0; i < 10; i++) {
            second(judging, last);
        }
        assertThat(judging.told).hasSize(told);
    }

    /** As long as a Frame holds most of it is not gone through again; nobody may notice. */
    @Property(tries = 300)
    void frame_thatStays_isJudgedLikeOneThatComesAnewEachSecond(
            @ForAll("course") List<List<Double>> course, @ForAll @IntRange(max = 12) int seconds) {
        Judging staying = Judging.of(RULE, GATED);
        Judging renewed = Judging.of(RULE, GATED);
        for (List<Double> figures : course) {
            Map<String, Double> fleet = fleet(figures);
            Map<String, Double> changed = new HashMap<>();
            if (seconds % 3 == 0 && figures.get(0) != GONE) {
                changed.put("t0", figures.get(1));
            }
            Frame frame = staying.build(DEPTH, fleet);
            Frame changes = staying.build(DEPTH, changed);
            staying.evaluator.accept(frame);
            renewed.evaluator.accept(renewed.build(DEPTH, fleet));
            staying.told.addAll(staying.evaluator.judge(changes, staying.now));
            renewed.told.addAll(renewed.evaluator.judge(changes, renewed.now));
            long at = renewed.now;
            for (int second = 0; second <= seconds; second++) {
                long now = renewed.now;
                renewed.now = at;
                renewed.evaluator.accept(renewed.build(DEPTH, fleet));
                renewed.evaluator.change(renewed.build(DEPTH, changed));
                renewed.now = now;
                renewed.judge();
                staying.judge();
                assertThat(staying.told).isEqualTo(renewed.told);
                assertThat(staying.evaluator.open()).isEqualTo(renewed.evaluator.open());
                assertThat(staying.evaluator.hasChanged()).isEqualTo(renewed.evaluator.hasChanged());
                staying.pass(1);
                renewed.pass(1);
            }
        }
    }
}
