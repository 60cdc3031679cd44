package io.mistersmith.backplane.sim.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mistersmith.backplane.sim.load.LoadModel.Publication;
import io.mistersmith.backplane.sim.random.LogNormal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoadModelTest {

    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private static LoadPlan plan(List<String> streams, List<String> consumers) {
        return new LoadPlan(
                streams.stream().map(StreamPlan::parse).toList(),
                consumers.stream().map(ConsumerPlan::parse).toList(),
                40,
                10,
                new LogNormal(512, 4_096),
                false,
                1);
    }

    private static List<Publication> play(long seed, int stepMillis) {
        LoadModel model = new LoadModel(plan(List.of("ORDERS", "EVENTS"), List.of()), seed, START);
        List<Publication> all = new ArrayList<>();
        for (int ms = stepMillis; ms <= 60_000; ms += stepMillis) {
            all.addAll(model.advance(START.plusMillis(ms)));
        }
        return all;
    }

    @Test
    void sameSeed_publishesTheSame() {
        assertThat(play(7, 100)).isEqualTo(play(7, 100)).isNotEqualTo(play(8, 100));
    }

    @Test
    void ticks_doNotChangeWhatASourcePublishes() {
        assertThat(orders(play(7, 100))).isEqualTo(orders(play(7, 250)));
    }

    private static List<Publication> orders(List<Publication> all) {
        return all.stream()
                .filter(p -> p.stream().equals(Optional.of("ORDERS")))
                .limit(1_100)
                .toList();
    }

    @Test
    void rates_areThePlanned() {
        List<Publication> all = play(7, 100);

        assertThat(all.stream()
                        .filter(p -> p.stream().equals(Optional.of("EVENTS")))
                        .count())
                .isBetween(1_199L, 1_200L);
        assertThat(all.stream().filter(p -> p.subject().startsWith("tasks.")).count())
                .isBetween(599L, 600L);
        assertThat(all).allSatisfy(p -> assertThat(p.bytes()).isBetween(1, LoadPlan.MAX_BYTES));
    }

    @Test
    void timeWithoutNats_isNotMadeGoodFor() {
        LoadModel model = new LoadModel(plan(List.of("ORDERS"), List.of()), 7, START);
        model.skip(START.plusSeconds(600));

        assertThat(model.advance(START.plusSeconds(601))).hasSize(50);
        assertThat(model.advance(START.plusSeconds(700)))
                .as("held up for 99 s: a second's worth")
                .hasSize(50);
    }

    @Test
    void text_isRead() {
        assertThat(StreamPlan.parse("TASKS:workqueue"))
                .isEqualTo(new StreamPlan("TASKS", StreamPlan.Retention.WORKQUEUE));
        assertThat(ConsumerPlan.parse("ORDERS/billing:12.5")).isEqualTo(new ConsumerPlan("ORDERS", "billing", 12.5));
        Stream.of("", "A.B", "A:b", "A B")
                .forEach(text -> assertThatIllegalArgumentException().isThrownBy(() -> StreamPlan.parse(text)));
        Stream.of("", "A", "A/b:x", "A/b/c")
                .forEach(text -> assertThatIllegalArgumentException().isThrownBy(() -> ConsumerPlan.parse(text)));
    }

    @Test
    void impossiblePlans_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(List.of("A"), List.of("B/x")))
                .withMessageContaining("no stream B");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(List.of("A", "a"), List.of()))
                .withMessageContaining("twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(List.of("Q:workqueue"), List.of("Q/x", "Q/y")))
                .withMessageContaining("workqueue");
    }
}
