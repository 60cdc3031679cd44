package io.mistersmith.backplane.monitor.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.exposition.TextWriter.Part;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.FrameWriter;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.frame.Rows;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SeriesCapTest {

    private static final Metric CHANGED = Metric.hidden(SeriesCap.CHANGED_AT, "ms", "When it changed.");
    private static final Metric UP = Metric.gauge("agent_up", "", "In time.");
    private static final Metric COUNT = Metric.counter("agent_operation_count_total", "Operations.");

    @Test
    void agents_notAboveTheCap_areAllTold() {
        SeriesCap cap = new SeriesCap(3);
        assertThat(ids(cap.apply(snapshot(List.of(), 1, 2, 3)).get(0))).containsExactly("a0", "a1", "a2");
        assertThat(cap.suppressed()).isZero();
    }

    @Test
    void agents_aboveTheCap_theLastChangedStay() {
        SeriesCap cap = new SeriesCap(2);
        List<Part> parts = cap.apply(snapshot(List.of(), 50, 10, 70, Double.NaN, 20));
        assertThat(ids(parts.get(0))).containsExactly("a0", "a2");
        assertThat(ids(parts.get(1))).as("their operations").containsExactly("a0", "a2");
        assertThat(cap.suppressed()).isEqualTo(3);
    }

    @Test
    void agents_inViolation_comeFirst_alsoAsMembersOfAGroup() {
        Violation one = Violations.on(Labels.of("agent_id", "a1"));
        Violation group = Violations.group(List.of(Labels.of("agent_id", "a4", "agent_type", "worker")));
        SeriesCap cap = new SeriesCap(3);
        assertThat(ids(cap.apply(snapshot(List.of(one, group), 50, 10, 70, 60, 20))
                        .get(0)))
                .containsExactly("a1", "a2", "a4");
    }

    @Test
    void agents_inViolationAboveTheCap_theLastChangedOfThemStay() {
        List<Violation> open = List.of(
                Violations.on(Labels.of("agent_id", "a0")),
                Violations.on(Labels.of("agent_id", "a1")),
                Violations.on(Labels.of("agent_id", "a4")));
        assertThat(ids(new SeriesCap(2)
                        .apply(snapshot(open, 50, 10, 70, 60, 20))
                        .get(0)))
                .containsExactly("a0", "a4");
    }

    @Test
    void agents_levelWithEachOther_fillTheCapExactly() {
        assertThat(ids(new SeriesCap(2).apply(snapshot(List.of(), 5, 5, 5, 9)).get(0)))
                .containsExactly("a0", "a3");
        assertThat(ids(new SeriesCap(0).apply(snapshot(List.of(), 5, 5)).get(0)))
                .isEmpty();
    }

    @Property(tries = 200)
    void agents_aboveTheCap_areTheLastChanged_whateverTheirOrder(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 20) Integer> changedAt,
            @ForAll @IntRange(max = 59) int cap) {
        double[] changed = changedAt.stream().mapToDouble(i -> i).toArray();
        List<String> expected = IntStream.range(0, changed.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -changed[i]))
                .limit(cap)
                .sorted()
                .map(i -> "a" + i)
                .toList();
        assertThat(ids(new SeriesCap(cap).apply(snapshot(List.of(), changed)).get(0)))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void choice_whenAnotherAgentIsInViolation_isMadeAnew() {
        SeriesCap cap = new SeriesCap(1);
        Snapshot calm = snapshot(List.of(), 1, 2);
        assertThat(ids(cap.apply(calm).get(0))).containsExactly("a1");
        Snapshot trouble = new Snapshot(calm.frames(), List.of(Violations.on(Labels.of("agent_id", "a0"))));
        assertThat(ids(cap.apply(trouble).get(0))).containsExactly("a0");
        assertThat(ids(cap.apply(trouble).get(1))).containsExactly("a0");
    }

    @Test
    void operations_ofAFrameOfOtherAgents_areThoseOfTheChosen() {
        Snapshot now = snapshot(List.of(), 50, 10, 70);
        Frame before = Frame.of(SeriesCap.AGENT_OPERATIONS, 0, 1000, List.of(Frame.column(COUNT)))
                .row(agent(2))
                .row(agent(1))
                .row(agent(9))
                .build();
        SeriesCap cap = new SeriesCap(2);
        List<Part> parts =
                cap.apply(new Snapshot(List.of(now.frame(SeriesCap.AGENTS).orElseThrow(), before), List.of()));
        assertThat(ids(parts.get(0))).containsExactly("a0", "a2");
        assertThat(ids(parts.get(1))).containsExactly("a2");
    }

    /** Both Frames with the same rows, as their source writes them. */
    private static Snapshot snapshot(List<Violation> open, double... changedAt) {
        Rows rows = Rows.of(IntStream.range(0, changedAt.length)
                .mapToObj(SeriesCapTest::agent)
                .toList());
        FrameWriter agents = new FrameWriter(SeriesCap.AGENTS, List.of(Frame.column(UP), Frame.column(CHANGED)));
        FrameWriter operations =
                new FrameWriter(SeriesCap.AGENT_OPERATIONS, List.of(Frame.column(COUNT, "operation", "task")));
        agents.begin(rows);
        operations.begin(rows);
        for (double at : changedAt) {
            agents.next(0);
            agents.set(0, 1);
            agents.set(1, at);
            operations.next(0);
            operations.set(0, 1);
        }
        return new Snapshot(List.of(agents.end(0, 1000), operations.end(0, 1000)), open);
    }

    private static Labels agent(int i) {
        return Labels.of("agent_id", "a" + i, "agent_type", "worker");
    }

    private static List<String> ids(Part part) {
        List<String> ids = new ArrayList<>();
        for (int row = part.next(0); row >= 0; row = part.next(row + 1)) {
            ids.add(part.frame().labels(row).get("agent_id").orElseThrow());
        }
        return ids;
    }
}
