package io.mistersmith.backplane.sim.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.wire.Heartbeat;
import io.mistersmith.backplane.monitor.wire.Heartbeat.Bucket;
import io.mistersmith.backplane.monitor.wire.Heartbeat.Operation;
import io.mistersmith.backplane.monitor.wire.HeartbeatDecoder;
import io.mistersmith.backplane.monitor.wire.HeartbeatEncoder;
import io.mistersmith.backplane.sim.random.LogNormal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetTest {

    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private static FleetPlan plan(int agents, double tasksPerSecond, double errorRatio) {
        return new FleetPlan(
                agents,
                Duration.ofSeconds(5),
                Map.of("worker", 1),
                tasksPerSecond,
                List.of(
                        new OperationPlan("task", 1, new LogNormal(1_200, 5_000), errorRatio),
                        new OperationPlan("queue", 4, new LogNormal(3, 10), 0)));
    }

    private static List<Heartbeat> play(Fleet fleet, int seconds) {
        List<Heartbeat> beats = new ArrayList<>();
        for (int ms = 100; ms <= seconds * 1_000; ms += 100) {
            beats.addAll(fleet.advance(START.plusMillis(ms)));
        }
        return beats;
    }

    private static List<Heartbeat> play(long seed, int seconds) {
        return play(new Fleet(plan(10, 4, 0.01), seed, START), seconds);
    }

    @Test
    void sameSeed_saysTheSame() {
        assertThat(play(7, 120)).isEqualTo(play(7, 120)).isNotEqualTo(play(8, 120));
    }

    @Test
    void everyAgent_beatsOnceAnInterval_withRisingSequences() {
        List<Heartbeat> beats = play(7, 60);

        assertThat(beats).hasSize(120);
        for (String id : plan(10, 4, 0).ids()) {
            assertThat(beats.stream().filter(b -> b.agentId().equals(id)).map(Heartbeat::sequence))
                    .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L);
        }
    }

    @Test
    void counters_areCumulative_andAgreeWithTheDurations() {
        List<Heartbeat> beats = play(7, 600);

        for (String id : plan(10, 4, 0).ids()) {
            long told = 0;
            for (Heartbeat beat :
                    beats.stream().filter(b -> b.agentId().equals(id)).toList()) {
                Operation task = beat.operations().get("task");
                told += task.durationsMillis().size();
                assertThat(task.count()).isEqualTo(told);
            }
        }
    }

    @Test
    void rates_areThePlanned() {
        Fleet fleet = new Fleet(plan(10, 40, 0.1), 7, START);

        List<Heartbeat> beats = play(fleet, 600);
        long tasks = beats.stream()
                .mapToLong(b -> b.operations().get("task").durationsMillis().size())
                .sum();
        beats.addAll(fleet.goodbye(START.plusSeconds(600)));
        long errors = beats.subList(beats.size() - 10, beats.size()).stream()
                .mapToLong(b -> b.operations().get("task").errors())
                .sum();

        // a standard deviation of Poisson's 24 000 is 155; the last beats lie up to 5 s before the end
        assertThat(tasks).isBetween(23_000L, 24_700L);
        assertThat(errors).isBetween(2_200L, 2_600L);
    }

    @Test
    void killed_isSilent_andRevived_beginsANewLife() {
        Fleet fleet = new Fleet(plan(2, 4, 0), 7, START);
        play(fleet, 20);
        fleet.kill("worker-01");

        assertThat(fleet.advance(START.plusSeconds(60)))
                .extracting(Heartbeat::agentId)
                .containsExactly("worker-02");

        fleet.revive("worker-01", START.plusSeconds(61));
        fleet.revive("worker-02", START.plusSeconds(61));
        assertThat(fleet.advance(START.plusSeconds(61))).singleElement().satisfies(b -> {
            assertThat(b.agentId()).isEqualTo("worker-01");
            assertThat(b.sequence()).isZero();
            assertThat(b.uptimeSeconds()).isEqualTo(OptionalDouble.of(0));
            assertThat(b.operations().get("task").count()).isZero();
        });
    }

    @Test
    void heldUp_doesNotMakeGoodForTheBeatsItMissed() {
        Fleet fleet = new Fleet(plan(1, 4, 0), 7, START);

        assertThat(fleet.advance(START.plusSeconds(61))).hasSize(1);
        assertThat(fleet.nextDue().orElseThrow()).isBetween(START.plusSeconds(61), START.plusSeconds(66));
    }

    @Test
    void goodbye_isSaidOnce_byTheLiving() {
        Fleet fleet = new Fleet(plan(3, 4, 0), 7, START);
        play(fleet, 10);
        fleet.kill("worker-02");

        assertThat(fleet.goodbye(START.plusSeconds(11)))
                .hasSize(2)
                .allSatisfy(b -> assertThat(b.status()).isEqualTo(Optional.of("stopping")));
        assertThat(fleet.goodbye(START.plusSeconds(12))).isEmpty();
        assertThat(fleet.advance(START.plusSeconds(60))).isEmpty();
    }

    @Test
    void errorBurst_failsTheTasksOfItsTime() {
        Fleet fleet = new Fleet(plan(1, 100, 0), 7, START);
        fleet.taskErrorRatio(OptionalDouble.of(0.3));
        Operation during =
                fleet.advance(START.plusSeconds(10)).get(0).operations().get("task");
        fleet.taskErrorRatio(OptionalDouble.empty());
        Operation after =
                fleet.advance(START.plusSeconds(20)).get(0).operations().get("task");

        assertThat((double) during.errors() / during.count()).isBetween(0.25, 0.35);
        assertThat(after.errors()).isEqualTo(during.errors());
    }

    @Test
    void fastAgent_tellsBuckets_thatHoldEveryDurationClosely() {
        Fleet fleet = new Fleet(plan(1, 1_000, 0), 7, START);

        Operation task = fleet.advance(START.plusSeconds(6)).get(0).operations().get("task");

        assertThat(task.durationsMillis()).isEmpty();
        assertThat(task.buckets().stream().mapToLong(Bucket::count).sum()).isEqualTo(task.count());
        assertThat(task.buckets()).isSortedAccordingTo((a, b) -> Double.compare(a.upperMillis(), b.upperMillis()));
        for (int i = 1; i < task.buckets().size(); i++) {
            double growth = task.buckets().get(i).upperMillis()
                    / task.buckets().get(i - 1).upperMillis();
            assertThat(growth).isBetween(1.0, 1.0601);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 40, 800, 8_000})
    void heartbeats_atAnyRate_areAcceptedByTheContractsReader(double tasksPerSecond) {
        HeartbeatEncoder encoder = new HeartbeatEncoder();
        HeartbeatDecoder decoder = new HeartbeatDecoder();

        assertThat(play(new Fleet(plan(2, tasksPerSecond, 0.01), 7, START), 60))
                .hasSizeGreaterThan(20)
                .allSatisfy(b -> assertThat(decoder.decode(encoder.encode(b), b.agentId()))
                        .isEmpty());
    }

    @Test
    void types_areDealtByWeight() {
        FleetPlan plan = new FleetPlan(
                7,
                Duration.ofSeconds(5),
                Map.of("worker", 3, "planner", 1),
                1,
                plan(1, 1, 0).operations());

        assertThat(plan.ids())
                .containsExactlyInAnyOrder(
                        "worker-01", "worker-02", "worker-03", "worker-04", "worker-05", "planner-01", "planner-02");
    }
}
