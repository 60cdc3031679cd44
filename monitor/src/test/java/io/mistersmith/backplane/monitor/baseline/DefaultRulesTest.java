package io.mistersmith.backplane.monitor.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every cell of the table of baselines, from both sides of its threshold. */
class DefaultRulesTest {

    private static final double MINUTE = 1 / 60.0;

    /** rule, severity, a value that just breaks it, one that just does not, seconds that it must hold. */
    record Cell(String rule, Severity severity, double breaks, double spares, int holds) {}

    static Stream<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        row(cells, "task-duration-p95", 30, 10_001, 10_000, 20_001, 20_000, 40_001, 40_000);
        row(cells, "task-duration-p99", 30, Double.NaN, 0, 30_001, 30_000, 60_001, 60_000);
        row(cells, "task-success", 30, 0.9899, 0.99, 0.9499, 0.95, 0.8999, 0.90);
        row(cells, "spawn-duration-p95", 30, 2_001, 2_000, 4_001, 4_000, 8_001, 8_000);
        row(cells, "spawn-duration-p99", 30, Double.NaN, 0, 5_001, 5_000, 10_001, 10_000);
        row(cells, "spawn-success", 30, 0.9949, 0.995, 0.9699, 0.97, 0.8999, 0.90);
        row(cells, "agent-memory", 15, Double.NaN, 0, 448.1, 448, 512.1, 512);
        cells.add(new Cell("agent-memory", Severity.WARNING, 256.1, 256, 300));
        row(cells, "agent-cpu", 60, Double.NaN, 0, 80.1, 80, 95.1, 95);
        cells.add(new Cell("agent-cpu", Severity.WARNING, 60.1, 60, 300));
        row(cells, "agent-queue-depth", 15, 81, 80, 101, 100, 1_001, 1_000);
        row(cells, "message-latency-p95", 15, 50.1, 50, 100.1, 100, 500.1, 500);
        row(cells, "message-latency-p99", 15, Double.NaN, 0, 100.1, 100, 1_000.1, 1_000);
        row(cells, "message-delivery", 15, 0.99899, 0.999, 0.9899, 0.99, 0.9499, 0.95);
        row(cells, "queue-processing-p95", 30, 25.1, 25, 100.1, 100, 1_000.1, 1_000);
        row(cells, "consumer-pending", 15, 101, 100, 1_001, 1_000, 10_001, 10_000);
        row(cells, "context-overhead-p95", 30, 1.01, 1, 5.01, 5, 25.01, 25);
        row(cells, "context-success", 30, 0.99989, 0.9999, 0.9989, 0.999, 0.9899, 0.99);
        row(cells, "throughput-low", 120, 99 * MINUTE, 100 * MINUTE, 49 * MINUTE, 50 * MINUTE, 9 * MINUTE, 10 * MINUTE);
        row(
                cells,
                "throughput-burst",
                60,
                401 * MINUTE,
                400 * MINUTE,
                501 * MINUTE,
                500 * MINUTE,
                1001 * MINUTE,
                1000 * MINUTE);
        row(cells, "host-cpu", 60, 85.1, 85, 90.1, 90, 97.1, 97);
        row(cells, "host-memory", 60, 85.1, 85, 90.1, 90, 97.1, 97);
        row(cells, "error-rate", 15, 0.0101, 0.01, 0.0501, 0.05, 0.1001, 0.10);
        row(cells, "agent-missing", 0, 1_501, 1_500, 3_001, 3_000, 6_001, 6_000);
        row(cells, "agent-flapping", 0, 3, 2, 5, 4, 10, 9);
        row(cells, "consumer-lag", 5, 5_001, 5_000, 30_001, 30_000, 120_001, 120_000);
        row(cells, "consumer-state", 0, 3, 2, 4, 3, 5, 4);
        row(cells, "data-loss-ahead", 10, 3_599, 3_600, 599, 600, 59, 60);
        row(cells, "evicted-unprocessed", 0, Double.NaN, 0, Double.NaN, 0, 1, 0);
        row(cells, "stream-limit", 30, 0.801, 0.8, 0.951, 0.95, 1, 0.999);
        row(cells, "consumer-leak", 0, 100, 99, 1_000, 999, Double.NaN, 0);
        row(cells, "monitor-blind", 0, 1, 0, 5_001, 5_000, 60_001, 60_000);
        row(cells, "max-deliveries", 0, Double.NaN, 0, 1, 0, Double.NaN, 0);
        row(cells, "reconnects", 0, 1, 0, 5, 4, 20, 19);
        row(cells, "probe", 0, 50.1, 50, 100.1, 100, 3, 2);
        row(cells, "replica-lag", 10, 1_001, 1_000, 100_001, 100_000, Double.NaN, 0);
        row(cells, "replica-offline", 10, Double.NaN, 0, 1, 0, Double.NaN, 0);
        row(cells, "leaderless", 10, Double.NaN, 0, Double.NaN, 0, 0, 1);
        return cells.stream();
    }

    private static void row(
            List<Cell> cells,
            String rule,
            int holds,
            double w,
            double notW,
            double e,
            double notE,
            double c,
            double notC) {
        Stream.of(
                        new Cell(rule, Severity.WARNING, w, notW, holds),
                        new Cell(rule, Severity.ERROR, e, notE, holds),
                        new Cell(rule, Severity.CRITICAL, c, notC, holds))
                .filter(cell -> !Double.isNaN(cell.breaks()))
                .forEach(cells::add);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void cell_fromBothSides_breaksAndSpares(Cell cell) {
        Rule rule = Rules.builtIn(cell.rule()).orElseThrow();

        assertThat(after(rule, cell, cell.breaks(), cell.holds())).contains(cell.severity());
        assertThat(after(rule, cell, cell.spares(), cell.holds())).isNotEqualTo(Optional.of(cell.severity()));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void cell_oneMillisecondBeforeItHeld_isSilent(Cell cell) {
        if (cell.holds() > 0) {
            assertThat(after(Rules.builtIn(cell.rule()).orElseThrow(), cell, cell.breaks(), cell.holds() - 0.001))
                    .isNotEqualTo(Optional.of(cell.severity()));
        }
    }

    @Test
    void table_everyThreshold_isCoveredByACell() {
        Set<String> covered = new HashSet<>();
        cells().forEach(cell -> covered.add(cell.rule() + "/" + cell.severity()));
        Set<String> thresholds = new HashSet<>();
        DefaultRules.ALL.forEach(rule -> rule.levels().forEach((severity, level) -> {
            // what holds only for things that bring a threshold is OwnLimitTest's
            if (level.hasThreshold()) {
                thresholds.add(rule.name() + "/" + severity);
            }
        }));

        assertThat(covered).isEqualTo(thresholds);
        assertThat(DefaultRules.ALL).extracting(Rule::name).doesNotHaveDuplicates();
    }

    @Test
    void summaries_ofDefaultRules_leaveNoPlaceUnfilled() {
        for (Rule rule : DefaultRules.ALL) {
            for (Level level : rule.levels().values()) {
                assertThat(level.says()).as(rule.name()).isNotEmpty();
            }
        }
        assertThat(RuleTable.lines(DefaultRules.ALL)).hasSize(DefaultRules.ALL.size() + 1);
    }

    /** The severity at which one thing with this value is open after so many seconds. */
    private static Optional<Severity> after(Rule rule, Cell cell, double value, double seconds) {
        Judging judging = Judging.of(rule);
        Level level = rule.levels().get(cell.severity());
        judging.evaluator.accept(frame(rule, level, 0, judging.now));
        judging.pass(1);
        judging.evaluator.accept(frame(rule, level, value, judging.now));
        judging.judge();
        if (seconds > 0) {
            judging.pass(seconds);
            judging.evaluator.accept(frame(rule, level, value, judging.now));
            judging.judge();
        }
        List<Violation> open = judging.evaluator.open();
        open.forEach(v -> assertThat(v.summary()).doesNotContain("{").isNotBlank());
        return open.stream().findFirst().flatMap(Violation::severity);
    }

    private static Frame frame(Rule rule, Level level, double value, long now) {
        Selector selector = level.selector();
        String name = selector.metric();
        List<Frame.Column> columns = new ArrayList<>();
        columns.add(Frame.column(name.endsWith("_total") ? Metric.counter(name, "h") : Metric.gauge(name, "", "h")));
        selector.inUnitsOf().ifPresent(unit -> columns.add(Frame.column(Metric.hidden(unit, "ms", "h"))));
        rule.onlyWhile().forEach(gate -> columns.add(Frame.column(Metric.hidden(gate, "", "h"))));
        Frame.Builder frame = Frame.of("k", now, 1_000_000, columns)
                .row(Labels.of(selector.match()).and(Labels.of(Map.of("agent_id", "a", "stream_name", "S"))))
                .set(0, value);
        for (int c = 1; c < columns.size(); c++) {
            frame.set(c, selector.inUnitsOf().isPresent() && c == 1 ? 1000 : 1);
        }
        return frame.build();
    }
}
