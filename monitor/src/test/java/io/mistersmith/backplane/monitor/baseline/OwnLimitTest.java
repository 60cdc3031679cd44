package io.mistersmith.backplane.monitor.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thresholds that a thing brings itself. */
class OwnLimitTest {

    private static final String PENDING = "backplane_consumer_pending_messages";
    private static final String LIMIT = PENDING + "_limit";

    private final Judging judging = Judging.of(Rules.builtIn("consumer-pending").orElseThrow());

    /** One consumer with so many messages pending, judged after the rule's 15 s. */
    private List<String> judge(double pending, double limit) {
        see(PENDING, pending, LIMIT, limit);
        judging.judge();
        judging.pass(15);
        see(PENDING, pending, LIMIT, limit);
        return Judging.words(judging.judge());
    }

    private void see(String metric, double value, String limitMetric, double limit) {
        judging.evaluator.accept(Frame.of(
                        Judging.KIND,
                        judging.now,
                        60_000,
                        List.of(
                                Frame.column(Metric.gauge(metric, "", "h")),
                                Frame.column(Metric.hidden(limitMetric, "", "h"))))
                .row(Labels.of("stream_name", "S", "consumer_name", "c"))
                .values(value, limit)
                .build());
    }

    @ParameterizedTest
    @CsvSource({
        // above every threshold of the rule, below the consumer's own
        "20_000, 50_000, ''",
        "49_999, 50_000, ''",
        "50_000, 50_000, opened/critical",
        // below every threshold of the rule
        "10, 10, opened/critical",
        "9, 10, ''",
        // its neighbours go by the rule
        "101, NaN, opened/warning",
        "10_001, NaN, opened/critical"
    })
    void own_wins_overTheRule(String pending, String limit, String said) {
        List<String> words =
                judge(Double.parseDouble(pending.replace("_", "")), Double.parseDouble(limit.replace("_", "")));
        assertThat(String.join(",", words)).isEqualTo(said);
    }

    @Test
    void message_namesTheOwnLimit() {
        judge(10, 10);
        Violation told = judging.told.get(0);
        assertThat(told.threshold()).isEqualTo(10);
        assertThat(told.summary()).isEqualTo("consumer S/c has 10 messages pending; critical at or above 10");
    }

    @Test
    void limitThatGoes_leavesTheThingToTheRule() {
        judge(10, 10);
        judging.pass(1);
        assertThat(judge(10, Double.NaN)).containsExactly("resolved/resolved");
    }

    @Test
    void limitThatComes_endsWhatTheRuleOpened() {
        judge(101, Double.NaN);
        judging.pass(1);
        assertThat(judge(101, 500)).containsExactly("resolved/resolved");
    }

    @ParameterizedTest
    @CsvSource({
        "consumer-ack-pending, backplane_consumer_ack_pending, backplane_consumer_ack_pending_limit",
        "consumer-waiting-pulls, backplane_consumer_waiting_pulls, backplane_consumer_waiting_pulls_limit",
        "consumer-redelivered, backplane_consumer_redelivered, backplane_consumer_redelivered_limit",
        "consumer-last-delivery, backplane_consumer_last_delivery_seconds, backplane_consumer_last_delivery_limit",
        "consumer-last-ack, backplane_consumer_last_ack_seconds, backplane_consumer_last_ack_limit"
    })
    void ruleWithoutAThreshold_holdsOnlyForThoseThatBringOne(String rule, String metric, String limit) {
        judging.evaluator = Judging.of(Rules.builtIn(rule).orElseThrow()).evaluator;
        see(metric, 1e9, limit, Double.NaN);
        judging.pass(15);
        assertThat(judging.judge()).isEmpty();
        see(metric, 5, limit, 5);
        judging.judge();
        judging.pass(15);
        see(metric, 5, limit, 5);
        judging.judge();
        assertThat(Judging.words(judging.told)).containsExactly("opened/critical");
        see(metric, 1e9, limit, Double.NaN);
        judging.judge();
        judging.pass(15);
        Violation end = judging.judge().stream().findFirst().orElse(judging.told.get(judging.told.size() - 1));
        assertThat(end.severity()).as("the end when the metadata goes").isEmpty();
        assertThat(end.threshold()).isEqualTo(5);
    }

    @Test
    void table_showsWhereTheThresholdComesFrom() {
        assertThat(RuleTable.lines(List.of(Rules.builtIn("consumer-ack-pending").orElseThrow())))
                .last()
                .asString()
                .contains("metadata")
                .doesNotContain("Infinity");
    }
}
