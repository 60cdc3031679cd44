package io.mistersmith.backplane.monitor.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mistersmith.backplane.monitor.baseline.Rule.Clear;
import io.mistersmith.backplane.monitor.baseline.Rule.Origin;
import io.mistersmith.backplane.monitor.config.BaselinesConfig;
import io.mistersmith.backplane.monitor.config.BaselinesConfig.RuleConfig;
import io.mistersmith.backplane.monitor.config.BaselinesConfig.ThresholdConfig;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RulesTest {

    /** What a file says of one rule. */
    private static final class Said {
        private Optional<Boolean> enabled = Optional.empty();
        private Optional<String> metric = Optional.empty();
        private Optional<Boolean> above = Optional.empty();
        private Map<String, String> match = Map.of();
        private Optional<ThresholdConfig> warning = Optional.empty();
        private Optional<Duration> holdFor = Optional.empty();
        private Optional<Double> clearPercent = Optional.empty();

        private RuleConfig config() {
            return new RuleConfig(
                    enabled,
                    metric,
                    above,
                    match,
                    warning,
                    Optional.empty(),
                    Optional.empty(),
                    holdFor,
                    clearPercent,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    private static List<Rule> effective(String name, Said said) {
        return Rules.effective(
                new BaselinesConfig(Duration.ofSeconds(1), Map.of(name, said.config())),
                metric -> Optional.of(
                        metric.endsWith("_total") ? Metric.counter(metric, "h") : Metric.gauge(metric, "bytes", "h")));
    }

    private static Rule only(String name, Said said) {
        return effective(name, said).stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ThresholdConfig threshold(double value) {
        return new ThresholdConfig(value, Optional.empty());
    }

    @Test
    void nothingSaid_isTheTable() {
        assertThat(Rules.effective(new BaselinesConfig(Duration.ofSeconds(1), Map.of()), m -> Optional.empty()))
                .isEqualTo(DefaultRules.ALL);
    }

    @Test
    void disabled_isNotThere() {
        Said said = new Said();
        said.enabled = Optional.of(false);
        assertThat(effective("agent-cpu", said))
                .hasSize(DefaultRules.ALL.size() - 1)
                .extracting(Rule::name)
                .doesNotContain("agent-cpu");
    }

    @Test
    void oneCell_leavesTheOthers() {
        Said said = new Said();
        said.warning = Optional.of(threshold(200));
        Rule rule = only("agent-memory", said);

        assertThat(rule.levels().get(Severity.WARNING).threshold()).isEqualTo(200);
        assertThat(rule.levels().get(Severity.WARNING).holdFor()).hasMinutes(5);
        assertThat(rule.levels().get(Severity.CRITICAL))
                .isEqualTo(Rules.builtIn("agent-memory").orElseThrow().levels().get(Severity.CRITICAL));
        assertThat(rule.origin()).isEqualTo(Origin.CHANGED);
    }

    @Test
    void holdFor_ofTheRule_isForEveryLevelThatSaysNoneInTheFile() {
        Said said = new Said();
        said.holdFor = Optional.of(Duration.ofSeconds(1));
        assertThat(only("agent-memory", said).levels().values())
                .extracting(Level::holdFor)
                .containsOnly(Duration.ofSeconds(1));

        said.warning = Optional.of(new ThresholdConfig(200, Optional.of(Duration.ofMinutes(10))));
        assertThat(only("agent-memory", said).levels().get(Severity.WARNING).holdFor())
                .hasMinutes(10);
    }

    @Test
    void inclusiveLevel_staysInclusive_andGrowthStaysGrowth() {
        Said said = new Said();
        said.warning = Optional.of(threshold(4));
        Level level = only("agent-flapping", said).levels().get(Severity.WARNING);
        assertThat(level.inclusive()).isTrue();
        assertThat(level.selector().growthOver()).contains(Duration.ofMinutes(5));
    }

    @Test
    void severityWithoutAThreshold_canBeGivenOne() {
        Said said = new Said();
        said.warning = Optional.of(threshold(20_000));
        Level level = only("task-duration-p99", said).levels().get(Severity.WARNING);
        assertThat(level.selector().match()).containsEntry("quantile", "0.99");
        assertThat(level.holdFor()).hasSeconds(30);
    }

    @Test
    void match_narrowsABuiltInRule() {
        Said said = new Said();
        said.match = Map.of("stream_name", "ORDERS");
        assertThat(only("consumer-lag", said)
                        .levels()
                        .get(Severity.ERROR)
                        .selector()
                        .match())
                .containsExactlyEntriesOf(Map.of("stream_name", "ORDERS"));
    }

    @Test
    void ownRule_hasTheDefaults() {
        Said said = new Said();
        said.metric = Optional.of("backplane_message_size_p95");
        said.warning = Optional.of(threshold(65_536));
        Rule rule = only("big-messages", said);

        assertThat(rule.comparison()).isEqualTo(Comparison.ABOVE);
        assertThat(rule.unit()).isEqualTo("bytes");
        assertThat(rule.clear()).isEqualTo(Clear.DEFAULT);
        assertThat(rule.levels()).containsOnlyKeys(Severity.WARNING);
        assertThat(rule.origin()).isEqualTo(Origin.OWN);
    }

    @Test
    void ownRule_belowOnACounter_clearsExactly() {
        Said said = new Said();
        said.metric = Optional.of("n_total");
        said.above = Optional.of(false);
        said.warning = Optional.of(threshold(5));
        Rule rule = only("mine", said);
        assertThat(rule.comparison()).isEqualTo(Comparison.BELOW);
        assertThat(rule.clear()).isEqualTo(Clear.EXACT);
    }

    @Test
    void ownRule_withoutMetricOrThreshold_isRefusedByItsPath() {
        assertThatThrownBy(() -> effective("mine", new Said()))
                .hasMessage("baselines.rules.mine: is no built-in rule; expected its metric");
        Said said = new Said();
        said.metric = Optional.of("n");
        assertThatThrownBy(() -> effective("mine", said))
                .hasMessageContaining("baselines.rules.mine: has no threshold");
    }

    @Test
    void units_ofThresholds_areTheMetricsOrIntervals() {
        assertThat(Rules.thresholdUnitOf("consumer-lag")).contains("ms");
        assertThat(Rules.thresholdUnitOf("data-loss-ahead")).contains("s");
        assertThat(Rules.thresholdUnitOf("agent-missing")).contains("intervals");
        assertThat(Rules.metricOf("probe")).contains("backplane_probe_rtt_ms");
        assertThat(Rules.metricOf("no-such-rule")).isEmpty();
    }

    @Test
    void table_ofOneRule_showsEveryCell() {
        Said said = new Said();
        said.clearPercent = Optional.of(10.0);
        assertThat(RuleTable.lines(List.of(
                        only("agent-memory", said),
                        Rules.builtIn("throughput-low").orElseThrow())))
                .containsExactly(
                        "RULE            WARNING             ERROR      CRITICAL   FOR    CLEARS         FROM      METRIC",
                        "agent-memory    > 256 MB for 5 min  > 448 MB   > 512 MB   15 s   10 % for 10 s  changed   agent_memory_usage_mb",
                        "throughput-low  < 1.67/s            < 0.833/s  < 0.167/s  2 min  5 % for 10 s   built-in"
                                + "  system_throughput_per_second while system_tasks_offered or backplane_pending_messages > 0");
    }
}
