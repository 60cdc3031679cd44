package io.mistersmith.backplane.monitor.baseline;

import static io.mistersmith.backplane.monitor.baseline.Judging.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.baseline.Rule.Clear;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvaluatorTest {

    private static final Metric DEPTH = Metric.gauge("depth", "", "h");

    /** above 10, 100, 1 000 for 2 s; back by 10 % for 3 s. */
    private static RuleDraft depth() {
        return new RuleDraft("deep")
                .on("depth", "")
                .levels(Comparison.ABOVE, 10, 100, 1_000)
                .holds(2)
                .clear(new Clear(10, Duration.ofSeconds(3)))
                .says("{id} is {value} deep");
    }

    private final Judging judging = Judging.of(depth().rule());

    @Test
    void broken_oneMillisecondShortOfFor_isSilent() {
        judging.judge(DEPTH, 11);
        assertThat(judging.pass(1.999).judge(DEPTH, 11)).isEmpty();
        assertThat(words(judging.pass(0.001).judge(DEPTH, 11))).containsExactly("opened/warning");
    }

    @Test
    void broken_thenFineWithinFor_beginsAnew() {
        judging.judge(DEPTH, 11);
        judging.pass(1).judge(DEPTH, 10);
        judging.pass(1).judge(DEPTH, 11);
        assertThat(judging.pass(1.999).judge(DEPTH, 11)).isEmpty();
        Violation opened = judging.pass(0.001).judge(DEPTH, 11).get(0);
        assertThat(opened.startedAt()).isEqualTo(Instant.ofEpochMilli(judging.now - 2_000));
    }

    @Test
    void opened_saysEverythingOfTheContract() {
        judging.judge(DEPTH, 150);
        Violation v = judging.pass(2).judge(DEPTH, 170).get(0);

        assertThat(v.id()).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(v.revision()).isEqualTo(1);
        assertThat(v.fingerprint()).isEqualTo("deep{id=\"x\"}");
        assertThat(v.severity()).contains(Severity.ERROR);
        assertThat(v.previousSeverity()).isEmpty();
        assertThat(v.metric()).isEqualTo("depth");
        assertThat(v.value()).isEqualTo(170);
        assertThat(v.threshold()).isEqualTo(100);
        assertThat(v.startedAt()).isEqualTo(Instant.ofEpochMilli(Judging.START));
        assertThat(v.at()).isEqualTo(Instant.ofEpochMilli(judging.now));
        assertThat(v.summary()).isEqualTo("x is 170 deep; error above 100");
        assertThat(v.evidence().values()).containsExactly(150.0, 170.0);
        assertThat(v.evidence().intervalMillis()).isEqualTo(1_000);
        assertThat(v.members()).isEmpty();
    }

    @Test
    void life_upAndDown_isOneIdWithRevisionsFromOne() {
        for (double value : new double[] {20, 20, 200, 200, 2_000, 2_000, 0, 0, 0}) {
            judging.judge(DEPTH, value);
            judging.pass(2);
        }

        assertThat(words(judging.told))
                .containsExactly("opened/warning", "escalated/error", "escalated/critical", "resolved/resolved");
        assertThat(judging.told)
                .extracting(Violation::id)
                .containsOnly(judging.told.get(0).id());
        assertThat(judging.told).extracting(Violation::revision).containsExactly(1, 2, 3, 4);
        assertThat(judging.told).extracting(Violation::startedAt).containsOnly(Instant.ofEpochMilli(Judging.START));
        Violation resolved = judging.told.get(3);
        assertThat(resolved.previousSeverity()).contains(Severity.CRITICAL);
        assertThat(resolved.value()).isZero();
        assertThat(resolved.threshold()).isEqualTo(1_000);
        assertThat(resolved.summary()).isEqualTo("back from critical above 1000: x is 0 deep");
        assertThat(judging.evaluator.open()).isEmpty();
    }

    @Test
    void open_withinTheHysteresis_staysOpen() {
        open(20);
        for (int i = 0; i < 20; i++) {
            assertThat(judging.pass(1).judge(DEPTH, 9.01)).isEmpty();
        }
        judging.pass(1).judge(DEPTH, 9);
        assertThat(judging.pass(2.999).judge(DEPTH, 9)).isEmpty();
        assertThat(words(judging.pass(0.001).judge(DEPTH, 9))).containsExactly("resolved/resolved");
    }

    @Test
    void open_backButNotLongEnough_staysOpen() {
        open(20);
        judging.pass(1).judge(DEPTH, 0);
        judging.pass(2).judge(DEPTH, 9.5);
        judging.pass(1).judge(DEPTH, 0);
        assertThat(judging.pass(2.9).judge(DEPTH, 0)).isEmpty();
    }

    @Test
    void critical_downToTheWarningRange_deescalatesOnceItsHysteresisIsOver() {
        open(2_000);
        assertThat(words(judging.told)).containsExactly("opened/critical");
        judging.pass(1).judge(DEPTH, 50);
        assertThat(judging.pass(2.9).judge(DEPTH, 50)).isEmpty();
        Violation v = judging.pass(0.1).judge(DEPTH, 50).get(0);
        assertThat(words(List.of(v))).containsExactly("deescalated/warning");
        assertThat(v.threshold()).isEqualTo(10);
        assertThat(v.previousSeverity()).contains(Severity.CRITICAL);
    }

    /** Else a violation would resolve while its warning threshold is still broken. */
    @Test
    void critical_downToALevelWithALongerFor_restsThereWithoutWaiting() {
        Judging slow = Judging.of(depth().warningHolds(300).rule());
        slow.judge(DEPTH, 2_000);
        slow.pass(2).judge(DEPTH, 2_000);
        slow.pass(1).judge(DEPTH, 50);
        assertThat(words(slow.pass(3).judge(DEPTH, 50))).containsExactly("deescalated/warning");
    }

    @Test
    void levels_withTheirOwnFor_openAtTheSeverityWhoseTimeHasPassed() {
        Judging slow = Judging.of(depth().holds(10).warningHolds(2).rule());
        slow.judge(DEPTH, 2_000);
        assertThat(words(slow.pass(2).judge(DEPTH, 2_000))).containsExactly("opened/warning");
        assertThat(words(slow.pass(8).judge(DEPTH, 2_000))).containsExactly("escalated/critical");
    }

    @Test
    void secondLife_hasAnotherIdAndTheSameFingerprint() {
        open(20);
        judging.pass(1).judge(DEPTH, 0);
        judging.pass(3).judge(DEPTH, 0);
        open(20);

        assertThat(words(judging.told)).containsExactly("opened/warning", "resolved/resolved", "opened/warning");
        Violation first = judging.told.get(0);
        Violation second = judging.told.get(2);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.revision()).isEqualTo(1);
        assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
    }

    @Test
    void unknown_whileOpen_neitherResolvesNorEscalates() {
        open(20);
        for (int i = 0; i < 30; i++) {
            assertThat(judging.pass(1).judge(DEPTH, Double.NaN)).isEmpty();
        }
        assertThat(judging.evaluator.open()).hasSize(1);
        judging.pass(1).judge(DEPTH, 0);
        assertThat(judging.pass(2.9).judge(DEPTH, 0)).isEmpty();
        assertThat(words(judging.pass(0.1).judge(DEPTH, 0))).containsExactly("resolved/resolved");
    }

    @Test
    void unknown_whilePending_doesNotCountAsHeld() {
        judging.judge(DEPTH, 20);
        for (int i = 0; i < 30; i++) {
            assertThat(judging.pass(1).judge(DEPTH, Double.NaN)).isEmpty();
        }
        assertThat(judging.pass(1).judge(DEPTH, 20)).isEmpty();
        assertThat(words(judging.pass(1).judge(DEPTH, 20))).containsExactly("opened/warning");
    }

    @Test
    void frame_tooOld_freezes() {
        open(20);
        judging.pass(1).frame(DEPTH, 0);
        judging.pass(10).judge();
        assertThat(judging.pass(0.001).judge()).isEmpty();
        assertThat(judging.pass(100).judge()).isEmpty();
        assertThat(judging.evaluator.open()).hasSize(1);
    }

    @Test
    void frame_withoutTheRow_resolvesAtOnce() {
        open(20);
        judging.pass(1).frame(DEPTH, Map.of("other", 1.0));
        Violation gone = judging.judge().get(0);
        assertThat(words(List.of(gone))).containsExactly("resolved/resolved");
        assertThat(gone.value()).isEqualTo(20);
        assertThat(gone.summary()).startsWith("no longer there: x is 20 deep");
    }

    @Test
    void frame_ofAnotherKind_leavesThingsAlone() {
        open(20);
        judging.evaluator.accept(Frame.of("others", judging.now, 10_000, List.of(Frame.column(DEPTH)))
                .build());
        assertThat(judging.pass(1).judge()).isEmpty();
    }

    @Test
    void column_withLabels_givesThemToTheViolation() {
        Judging quantiles = Judging.of(new RuleDraft("slow")
                .on("d_ms", "ms")
                .where("operation", "task")
                .where("quantile", "0.95")
                .levels(Comparison.ABOVE, 10, 20, 40)
                .rule());
        Metric metric = Metric.gauge("d_ms", "ms", "h");
        quantiles.evaluator.accept(Frame.of(
                        "fleet",
                        quantiles.now,
                        10_000,
                        List.of(Frame.column(metric, "quantile", "0.5"), Frame.column(metric, "quantile", "0.95")))
                .row(Labels.of("operation", "spawn"))
                .values(99, 99)
                .row(Labels.of("operation", "task"))
                .values(99, 15)
                .build());
        assertThat(quantiles.judge()).singleElement().satisfies(v -> {
            assertThat(v.fingerprint()).isEqualTo("slow{operation=\"task\",quantile=\"0.95\"}");
            assertThat(v.value()).isEqualTo(15);
            assertThat(v.unit()).isEqualTo("ms");
        });
    }

    @Test
    void fewSamples_sayNothing() {
        Metric samples = Metric.hidden("n", "", "h");
        Metric ratio = Metric.gauge("ok_ratio", "", "h").restingOn(samples);
        Judging few = Judging.of(new RuleDraft("ok")
                .on("ok_ratio", "")
                .levels(Comparison.BELOW, 0.99, 0.9, 0.5)
                .rule());
        List<Frame.Column> columns = List.of(Frame.column(ratio), Frame.column(samples));

        few.evaluator.accept(Frame.of("k", few.now, 10_000, columns)
                .row(Labels.NONE)
                .values(0.1, 19)
                .build());
        assertThat(few.judge()).isEmpty();
        few.evaluator.accept(Frame.of("k", few.now, 10_000, columns)
                .row(Labels.NONE)
                .values(0.1, 20)
                .build());
        assertThat(words(few.judge())).containsExactly("opened/critical");
        few.evaluator.accept(Frame.of("k", few.now, 10_000, columns)
                .row(Labels.NONE)
                .values(1, 19)
                .build());
        assertThat(few.pass(60).judge()).isEmpty();
    }

    /** 5 % above 0.99 is more than all: the room is what lies between it and 1. */
    @Test
    void ratioBelow_hysteresis_isOfTheDistanceToOne() {
        Level level = new Level(Selector.of("ok_ratio", Map.of()), Comparison.BELOW, 0.99, false, Duration.ZERO, "");
        assertThat(level.cleared(0.9904, 0.99, false, 5)).isFalse();
        assertThat(level.cleared(0.9906, 0.99, false, 5)).isTrue();
    }

    @Test
    void gate_inAnotherFrame_closesAndOpensTheRule() {
        Metric rate = Metric.gauge("rate", "/s", "h");
        Metric offered = Metric.hidden("offered", "", "h");
        Judging gated = Judging.of(new RuleDraft("idle")
                .on("rate", "/s")
                .levels(Comparison.BELOW, 1, 0.5, 0.1)
                .onlyWhile("offered", "pending")
                .rule());
        gated.evaluator.accept(Frame.of("r", gated.now, 100_000, List.of(Frame.column(rate)))
                .row(Labels.NONE)
                .set(0, 0)
                .build());
        assertThat(gated.judge()).as("unknown gate").isEmpty();
        gate(gated, offered, 0);
        assertThat(gated.judge()).as("closed gate").isEmpty();
        gate(gated, offered, 1);
        assertThat(words(gated.judge())).containsExactly("opened/critical");
        gate(gated, offered, Double.NaN);
        assertThat(gated.pass(60).judge()).as("unknown again").isEmpty();
        gate(gated, offered, 0);
        gated.judge();
        assertThat(words(gated.pass(10).judge())).containsExactly("resolved/resolved");
    }

    private static void gate(Judging judging, Metric metric, double value) {
        judging.evaluator.accept(Frame.of("g", judging.now, 100_000, List.of(Frame.column(metric)))
                .row(Labels.NONE)
                .set(0, value)
                .build());
    }

    @Test
    void heartbeatAge_inIntervalsOfTheAgent_isToldInMilliseconds() {
        Judging fleet = new Judging(List.of(Rules.builtIn("agent-missing").orElseThrow()));
        agent(fleet, 7_500, 5_000);
        assertThat(fleet.judge()).isEmpty();
        agent(fleet, 7_501, 5_000);
        Violation v = fleet.judge().get(0);
        assertThat(v.value()).isEqualTo(7_501);
        assertThat(v.threshold()).isEqualTo(7_500);
        assertThat(v.observedAt()).as("when it came to be too old").isEqualTo(fleet.now - 1);
        agent(fleet, 20_000, Double.NaN);
        assertThat(fleet.pass(1).judge()).as("blind").isEmpty();
        agent(fleet, 100, 5_000);
        assertThat(words(fleet.pass(1).judge())).as("with the first heartbeat").containsExactly("resolved/resolved");
    }

    /** A goodbye leaves nothing to judge by, and nothing to complain of. */
    @Test
    void agentThatSaysGoodbye_endsWhatWasOpen() {
        Judging fleet = new Judging(List.of(Rules.builtIn("agent-missing").orElseThrow()));
        agent(fleet, 7_501, 5_000);
        assertThat(words(fleet.judge())).containsExactly("opened/warning");
        agent(fleet, 100, Double.NaN, 3);
        assertThat(words(fleet.pass(1).judge())).containsExactly("resolved/resolved");
        agent(fleet, 99_000, Double.NaN, 3);
        assertThat(fleet.pass(99).judge()).isEmpty();
    }

    private static void agent(Judging fleet, double age, double interval) {
        agent(fleet, age, interval, 0);
    }

    private static void agent(Judging fleet, double age, double interval, double state) {
        fleet.evaluator.accept(Frame.of(
                        "agents",
                        fleet.now,
                        10_000,
                        List.of(
                                Frame.column(Metric.gauge("agent_last_heartbeat_age_ms", "ms", "h")),
                                Frame.column(Metric.hidden("agent_heartbeat_interval_ms", "ms", "h")),
                                Frame.column(Metric.hidden("agent_state", "", "h"))))
                .row(Labels.of("agent_id", "a"))
                .values(age, interval, state)
                .observedAt(fleet.now - (long) age)
                .build());
    }

    @Test
    void mixedRule_levelsOfDifferentFigures_areOneThing() {
        Judging probe = new Judging(List.of(Rules.builtIn("probe").orElseThrow()));
        probe(probe, 60, 90, 0);
        probe(probe, 60, 120, 0);
        probe(probe, 60, Double.NaN, 3);

        assertThat(words(probe.told)).containsExactly("opened/warning", "escalated/error", "escalated/critical");
        assertThat(probe.told).extracting(Violation::labels).containsOnly(Labels.NONE);
        assertThat(probe.told).extracting(Violation::value).containsExactly(60.0, 120.0, 3.0);
        assertThat(probe.told).extracting(Violation::unit).containsExactly("ms", "ms", "");
        assertThat(probe.told).extracting(Violation::metric).containsOnly("backplane_probe_rtt_ms");
    }

    private static void probe(Judging judging, double p95, double p99, double lost) {
        Metric rtt = Metric.gauge("backplane_probe_rtt_ms", "ms", "h");
        judging.evaluator.accept(Frame.of(
                        "probe",
                        judging.now,
                        10_000,
                        List.of(
                                Frame.column(rtt, "quantile", "0.95"),
                                Frame.column(rtt, "quantile", "0.99"),
                                Frame.column(Metric.hidden("backplane_probe_lost_in_a_row", "", "h"))))
                .row(Labels.NONE)
                .values(p95, p99, lost)
                .build());
        judging.judge();
    }

    @Test
    void causeOfTheRow_andTheCommandForIt_areToldUntilItResolves() {
        Judging states = new Judging(List.of(Rules.builtIn("consumer-state").orElseThrow()));
        state(states, 5, "not pulling: 0 pull requests waiting for 35 s");
        Violation opened = states.judge().get(0);
        assertThat(opened.severity()).contains(Severity.CRITICAL);
        assertThat(opened.cause()).contains("not pulling: 0 pull requests waiting for 35 s");
        assertThat(opened.next()).contains("nats consumer info 'my stream' billing");
        assertThat(opened.summary()).isEqualTo("consumer my stream/billing is stopped; critical at or above 5");
        state(states, 0, "");
        states.judge();
        state(states.pass(10), 0, "");
        Violation resolved = states.judge().get(0);
        assertThat(resolved.cause()).isEmpty();
        assertThat(resolved.summary()).isEqualTo("over: consumer my stream/billing is stopped");
    }

    private static void state(Judging judging, double state, String cause) {
        Frame.Builder frame = Frame.of(
                        "consumers",
                        judging.now,
                        10_000,
                        List.of(Frame.column(Metric.gauge("backplane_consumer_state", "", "h"))))
                .row(Labels.of("stream_name", "my stream", "consumer_name", "billing"))
                .set(0, state);
        judging.evaluator.accept((cause.isEmpty() ? frame : frame.cause(cause)).build());
    }

    @Test
    void evidence_isTheLatestTen() {
        open(20);
        for (int i = 1; i <= 20; i++) {
            judging.pass(1).judge(DEPTH, i == 20 ? 200 : 20 + i);
        }
        judging.pass(2);
        List<Double> values = judging.judge(DEPTH, 201).get(0).evidence().values();
        assertThat(values).hasSize(10).endsWith(38.0, 39.0, 200.0, 201.0);
    }

    @Test
    void custom_ruleOnAnyMetric_judgesWithoutWords() {
        Judging custom = Judging.of(new RuleDraft("mine")
                .on("depth", "")
                .levels(Comparison.ABOVE, 1, 2, 3)
                .rule());
        assertThat(custom.judge(DEPTH, 1.5).get(0).summary()).isEqualTo("depth{id=\"x\"} is 1.5; warning above 1");
    }

    @Test
    void change_isReportedOnlyWhenThereWasOne() {
        judging.judge(DEPTH, 20);
        assertThat(judging.evaluator.hasChanged()).isFalse();
        judging.pass(2).judge(DEPTH, 20);
        assertThat(judging.evaluator.hasChanged()).isTrue();
        assertThat(judging.evaluator.open()).isEqualTo(judging.told);
        judging.pass(1).judge(DEPTH, 20);
        assertThat(judging.evaluator.hasChanged()).isFalse();
    }

    @Test
    void columns_movedBetweenFrames_areJudgedWhereTheyAre() {
        Frame.Column depth = Frame.column(DEPTH);
        Frame.Column other = Frame.column(Metric.gauge("other", "", "h"));
        judging.evaluator.accept(two(List.of(depth, other), 11, 0));
        judging.evaluator.accept(two(List.of(depth, other), 12, 0));
        assertThat(judging.judge()).isEmpty();
        judging.pass(2).evaluator.accept(two(List.of(other, depth), 0, 13));
        assertThat(judging.judge().get(0).value()).isEqualTo(13);
        judging.pass(3).evaluator.accept(two(List.of(other), 0));
        assertThat(words(judging.judge())).containsExactly("resolved/resolved");
    }

    private Frame two(List<Frame.Column> columns, double... values) {
        return Frame.of(Judging.KIND, judging.now, 10_000, columns)
                .row(Labels.of("id", "x"))
                .values(values)
                .build();
    }

    /** An evaluation shares its event loop with others. */
    @Test
    void tenThousandConsumers_healthy_areJudgedWithinTwentyMilliseconds() {
        Judging all = new Judging(DefaultRules.ALL);
        List<Frame.Column> columns = List.of(
                        "lag_ms",
                        "pending_messages",
                        "state",
                        "loss_seconds",
                        "ack_pending",
                        "redelivered",
                        "waiting_pulls")
                .stream()
                .map(name -> Frame.column(Metric.gauge("backplane_consumer_" + name, "", "h")))
                .toList();
        Frame.Builder frame = Frame.of("consumers", all.now, 1_000_000, columns);
        for (int i = 0; i < 10_000; i++) {
            frame.row(Labels.of("consumer_name", "c" + i, "stream_name", "S"))
                    .values(i % 4000, i % 100, 0, Double.NaN, 1, 0, 1);
        }
        all.evaluator.accept(frame.build());
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 200; i++) {
            long begin = System.nanoTime();
            all.pass(1).judge();
            best = Math.min(best, System.nanoTime() - begin);
        }
        assertThat(all.told).isEmpty();
        assertThat(best).isLessThan(Duration.ofMillis(20).toNanos());
    }

    private void open(double value) {
        judging.judge(DEPTH, value);
        judging.pass(2).judge(DEPTH, value);
        assertThat(judging.evaluator.open()).hasSize(1);
        assertThat(Optional.of(judging.evaluator.open().get(0).value())).contains(value);
    }
}
