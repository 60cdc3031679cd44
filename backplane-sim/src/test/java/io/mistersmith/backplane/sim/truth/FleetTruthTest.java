package io.mistersmith.backplane.sim.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mistersmith.backplane.monitor.wire.Heartbeat;
import io.mistersmith.backplane.monitor.wire.Heartbeat.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FleetTruthTest {

    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    /** What may happen to an agent in one second. */
    enum Step {
        BEAT,
        LOSE,
        RESTART
    }

    private static Heartbeat beat(long sequence, long count, long errors, List<Double> durations, Instant at) {
        return new Heartbeat(
                "a",
                at,
                sequence,
                Optional.of("worker"),
                Optional.of("busy"),
                OptionalLong.of(1_000),
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Map.of("task", new Operation(count, errors, durations, List.of())));
    }

    /** A naive account beside: what was last said in each life, and every duration that was published. */
    @Property(tries = 300)
    void anyLife_isAccountedForExactly(@ForAll long seed, @ForAll @Size(max = 200) List<Step> steps) {
        SplittableRandom random = new SplittableRandom(seed);
        FleetTruth truth = new FleetTruth();
        List<Double> told = new ArrayList<>();
        long former = 0;
        long said = 0;
        long count = 0;
        long sequence = 0;
        long last = -1;
        long missed = 0;
        long restarts = 0;
        long published = 0;
        Instant now = START;
        for (Step step : steps) {
            now = now.plusSeconds(1);
            if (step == Step.RESTART) {
                // a first heartbeat above the last one said would be a gap, not a restart
                if (last < 0) {
                    continue;
                }
                former += said;
                said = 0;
                count = 0;
                sequence = 0;
                last = -1;
                restarts++;
            }
            int n = random.nextInt(4);
            count += n;
            List<Double> durations = random.doubles(n, 0.001, 10_000).boxed().toList();
            Heartbeat beat = beat(sequence, count, 0, durations, now);
            if (step == Step.LOSE && last >= 0) {
                truth.lost(beat);
            } else {
                truth.published(beat, now);
                published++;
                missed += last < 0 ? 0 : sequence - last - 1;
                last = sequence;
                said = count;
                told.addAll(durations);
            }
            sequence++;
        }

        FleetTruth.Totals totals = truth.totals(now);
        assertThat(totals.tasksTotal()).isEqualTo(former + said);
        assertThat(totals.missed()).isEqualTo(missed);
        assertThat(totals.restarts()).isEqualTo(restarts);
        assertThat(totals.heartbeats()).isEqualTo(published);
        if (!told.isEmpty()) {
            Collections.sort(told);
            OperationTruth.Row task = truth.operations(now).get("task");
            assertThat(task.durationsMs5m().count()).isEqualTo(told.size());
            assertThat(task.durationsMs5m().p95()).isEqualTo(told.get((int) Math.ceil(0.95 * told.size()) - 1));
            assertThat(task.durationsMsByAgentType().get("worker").count()).isEqualTo(told.size());
        }
    }

    @Test
    void states_followTheAgentsOwnInterval() {
        FleetTruth truth = new FleetTruth();
        truth.published(beat(0, 0, 0, List.of(), START), START);

        assertThat(truth.agents(START.plusMillis(1_499)).get(0).state()).isEqualTo("up");
        assertThat(truth.agents(START.plusMillis(1_500)).get(0).state()).isEqualTo("late");
        assertThat(truth.agents(START.plusMillis(3_000)).get(0).state()).isEqualTo("down");
    }

    @Test
    void windows_forgetWhatIsOlder() {
        FleetTruth truth = new FleetTruth();
        truth.published(beat(0, 60, 30, List.of(5.0), START), START);
        truth.published(beat(1, 120, 30, List.of(7.0), START.plusSeconds(100)), START.plusSeconds(100));

        OperationTruth.Row both = truth.operations(START.plusSeconds(100)).get("task");
        assertThat(both.successRatio5m()).isEqualTo(0.75);
        assertThat(both.perSecond60s()).isEqualTo(1.0);
        assertThat(both.averageMs60s()).isEqualTo(7.0);
        assertThat(both.durationsMs5m().mean()).isCloseTo(6.0, within(1e-9));

        OperationTruth.Row second = truth.operations(START.plusSeconds(310)).get("task");
        assertThat(second.successRatio5m()).isEqualTo(1.0);
        assertThat(second.durationsMs5m().count()).isEqualTo(1);
        assertThat(second.count()).isEqualTo(120);

        OperationTruth.Row none = truth.operations(START.plusSeconds(500)).get("task");
        assertThat(none.successRatio5m()).isNull();
        assertThat(none.durationsMs5m()).isNull();
    }

    @Test
    void window_beyondItsMost_becomesShorterAndSaysSo() {
        ValueWindow window = new ValueWindow(Duration.ofMinutes(5));
        for (int i = 0; i < ValueWindow.MOST + 1_000; i++) {
            window.add(i, i);
        }

        ValueWindow.Statistics statistics =
                window.statistics(ValueWindow.MOST + 999).orElseThrow();

        assertThat(statistics.count()).isEqualTo(ValueWindow.MOST);
        assertThat(statistics.min()).isEqualTo(1_000);
        assertThat(statistics.coversSeconds()).isEqualTo((ValueWindow.MOST - 1) / 1_000.0);
    }
}
