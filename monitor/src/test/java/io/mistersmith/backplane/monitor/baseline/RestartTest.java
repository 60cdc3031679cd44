package io.mistersmith.backplane.monitor.baseline;

import static io.mistersmith.backplane.monitor.baseline.Judging.words;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestartTest {

    private static final Metric DEPTH = Metric.gauge("depth", "MB", "h");
    private static final Metric EVICTED = Metric.counter("backplane_consumer_evicted_total", "h");
    private static final Rule RULE = new RuleDraft("deep")
            .on("depth", "")
            .levels(Comparison.ABOVE, 10, 100, 1_000)
            .holds(60)
            .rule();

    private final Judging judging = Judging.of(RULE);

    @Test
    void open_stillBroken_saysNothingAndGoesOn() {
        Violation before = open(200);
        judging.restart(RULE);

        assertThat(judging.evaluator.open())
                .singleElement()
                .satisfies(v -> assertThat(v.id()).isEqualTo(before.id()));
        assertThat(judging.pass(1).judge(DEPTH, 200)).isEmpty();
        judging.pass(1).judge(DEPTH, 2_000);
        Violation escalated = judging.pass(60).judge(DEPTH, 2_000).get(0);
        assertThat(escalated.id()).isEqualTo(before.id());
        assertThat(escalated.revision()).isEqualTo(2);
        assertThat(escalated.startedAt()).isEqualTo(before.startedAt());
        assertThat(escalated.previousSeverity()).contains(Severity.ERROR);
    }

    @Test
    void open_fineAfterwards_resolvesWithTheNextRevision() {
        Violation before = open(200);
        judging.restart(RULE);
        judging.pass(1).judge(DEPTH, 1);
        Violation resolved = judging.pass(10).judge(DEPTH, 1).get(0);

        assertThat(words(judging.told)).containsExactly("opened/error", "resolved/resolved");
        assertThat(resolved.id()).isEqualTo(before.id());
        assertThat(resolved.revision()).isEqualTo(2);
        assertThat(resolved.value()).isEqualTo(1);
        assertThat(resolved.threshold()).isEqualTo(100);
    }

    @Test
    void kind_notHeardOfYet_isLeftAlone() {
        open(200);
        judging.restart(RULE);
        assertThat(judging.pass(100_000).judge()).isEmpty();
        assertThat(judging.evaluator.open()).hasSize(1);
    }

    /** A source needs some time to see again all that lives: an agent until its next heartbeat. */
    @Test
    void thing_notSeenYet_isWaitedForFromTheFirstFrameOn() {
        open(200);
        judging.restart(RULE);
        judging.pass(100_000);
        assertThat(judging.frame(DEPTH, Map.of()).judge()).isEmpty();
        judging.pass(299.999);
        assertThat(judging.frame(DEPTH, Map.of()).judge()).isEmpty();
        judging.pass(0.001);
        assertThat(words(judging.frame(DEPTH, Map.of()).judge())).containsExactly("resolved/resolved");
    }

    @Test
    void thing_seenOnceAndGone_isGoneAtOnce() {
        open(200);
        judging.restart(RULE);
        judging.pass(1).judge(DEPTH, 200);
        assertThat(words(judging.pass(1).frame(DEPTH, Map.of()).judge())).containsExactly("resolved/resolved");
    }

    @Test
    void rule_thatIsNotThereAnyMore_resolves() {
        Violation before = open(200);
        judging.restart(Rules.builtIn("host-cpu").orElseThrow());
        assertThat(judging.evaluator.open()).extracting(Violation::id).containsExactly(before.id());
        Violation resolved = judging.pass(1).judge().get(0);

        assertThat(resolved.id()).isEqualTo(before.id());
        assertThat(resolved.revision()).isEqualTo(2);
        assertThat(resolved.previousSeverity()).contains(Severity.ERROR);
        assertThat(judging.pass(1).judge()).isEmpty();
        assertThat(judging.evaluator.open()).isEmpty();
    }

    @Test
    void threshold_thatIsNotThereAnyMore_resolves() {
        open(200);
        judging.restart(new RuleDraft("deep")
                .on("depth", "")
                .levels(Comparison.ABOVE, 10, RuleDraft.NONE, RuleDraft.NONE)
                .rule());
        assertThat(words(judging.pass(1).judge())).containsExactly("resolved/resolved");
    }

    /** The counters begin anew, but what was lost minutes ago is lost all the same. */
    @Test
    void growth_countedBefore_staysForItsWindow() {
        Rule rule = Rules.builtIn("evicted-unprocessed").orElseThrow();
        Judging counters = Judging.of(rule);
        counters.judge(EVICTED, 0);
        assertThat(words(counters.pass(1).judge(EVICTED, 7))).containsExactly("opened/critical");
        counters.restart(rule);
        for (int i = 0; i < 299; i++) {
            assertThat(counters.pass(1).judge(EVICTED, 0)).isEmpty();
        }
        counters.pass(1).judge(EVICTED, 0);
        assertThat(words(counters.pass(10).judge(EVICTED, 0))).containsExactly("resolved/resolved");
    }

    @Test
    void state_ofAnotherFormat_isRefusedInWords() {
        assertThatThrownBy(() -> EvaluatorSnapshot.fromJson("{\"format\":9}".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("state of violations: format 9; expected 1");
        assertThatThrownBy(() -> EvaluatorSnapshot.fromJson("garbage".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("state of violations: not JSON");
    }

    private Violation open(double value) {
        judging.judge(DEPTH, value);
        return judging.pass(60).judge(DEPTH, value).get(0);
    }
}
