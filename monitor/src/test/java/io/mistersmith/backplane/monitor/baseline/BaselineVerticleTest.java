package io.mistersmith.backplane.monitor.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.LocalCodec;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.wire.OpenViolations;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import io.mistersmith.backplane.monitor.wire.Violation.Event;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BaselineVerticleTest {

    private static final Metric DEPTH = Metric.gauge("depth", "", "h");
    private static final Rule RULE = new RuleDraft("deep")
            .on("depth", "")
            .levels(Comparison.ABOVE, 10, 100, 1_000)
            .rule();

    /** Long enough that nothing but the end of the verticle evaluates. */
    private static final Duration NEVER = Duration.ofHours(1);

    /** Keeps the state, and answers when the test says so. */
    private static final class Store implements ViolationStore {
        private final AtomicInteger underWay = new AtomicInteger();
        private final AtomicInteger mostUnderWay = new AtomicInteger();
        private final AtomicInteger saves = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();
        private volatile Optional<byte[]> state = Optional.empty();
        private volatile Promise<Void> loading = Promise.promise();
        private volatile Promise<Void> saving = Promise.promise();

        @Override
        public Future<Optional<byte[]>> load() {
            return loading.future().map(nothing -> state);
        }

        @Override
        public Future<Void> save(byte[] bytes) {
            saves.incrementAndGet();
            mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            return saving.future().compose(nothing -> {
                underWay.decrementAndGet();
                if (failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                    return Future.failedFuture("no quorum");
                }
                state = Optional.of(bytes);
                return Future.succeededFuture();
            });
        }

        private EvaluatorSnapshot saved() {
            return state.map(EvaluatorSnapshot::fromJson).orElse(EvaluatorSnapshot.NONE);
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final Store store = new Store();
    private final List<Violation> told = new CopyOnWriteArrayList<>();
    private final List<OpenViolations> open = new CopyOnWriteArrayList<>();
    private final List<Frame> frames = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        LocalCodec.register(vertx);
        vertx.eventBus().<Violation>localConsumer(Violation.ADDRESS, m -> told.add(m.body()));
        vertx.eventBus().<OpenViolations>localConsumer(OpenViolations.ADDRESS, m -> open.add(m.body()));
        vertx.eventBus().<Frame>localConsumer(Frame.ADDRESS, m -> {
            if (m.body().kind().equals("violations")) {
                frames.add(m.body());
            }
        });
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private String deploy(Duration evaluateEvery) {
        return vertx.deployVerticle(new BaselineVerticle(
                        List.of(RULE),
                        "monitor-0",
                        evaluateEvery,
                        store,
                        InstantSource.system(),
                        new SplittableRandom(7)))
                .await();
    }

    private void observe(double value) {
        observe(Frame.ADDRESS, value);
    }

    private void observe(String address, double value) {
        long now = System.currentTimeMillis();
        vertx.eventBus()
                .publish(
                        address,
                        Frame.of("things", now, 60_000, List.of(Frame.column(DEPTH)))
                                .row(Labels.of("id", "x"))
                                .set(0, value)
                                .build());
    }

    private static double figure(Frame frame, Metric metric, Labels labels) {
        for (int row = 0; row < frame.rows(); row++) {
            double value = frame.value(row, metric.name());
            if (frame.labels(row).equals(labels) && !Double.isNaN(value)) {
                return value;
            }
        }
        return Double.NaN;
    }

    private Frame latest() {
        return frames.get(frames.size() - 1);
    }

    @Test
    void frame_thatBreaks_isToldCountedSavedAndOpen() {
        store.loading.complete();
        store.saving.complete();
        deploy(Duration.ofMillis(10));
        observe(200);

        await().untilAsserted(() -> assertThat(told).hasSize(1));
        await().untilAsserted(() -> assertThat(store.saved().open()).hasSize(1));
        Labels labels = Labels.of("severity", "error", "rule", "deep");
        await().untilAsserted(() ->
                assertThat(figure(latest(), BaselineMetrics.OPEN, labels)).isEqualTo(1));
        assertThat(figure(latest(), BaselineMetrics.OPEN, Labels.of("severity", "warning", "rule", "deep")))
                .isZero();
        assertThat(figure(latest(), BaselineMetrics.TOTAL, labels.and(Labels.of("event", "opened"))))
                .isEqualTo(1);
        assertThat(figure(latest(), BaselineMetrics.DETECTION_LATENCY, Labels.NONE))
                .isBetween(0.0, 5_000.0);
        assertThat(open.get(open.size() - 1).open()).isEqualTo(told);
        assertThat(open.get(open.size() - 1).byId(told.get(0).id())).contains(told.get(0));

        vertx.eventBus()
                .publish(
                        Frame.ADDRESS,
                        Frame.of("things", System.currentTimeMillis(), 60_000, List.of(Frame.column(DEPTH)))
                                .build());
        await().untilAsserted(() -> assertThat(told).hasSize(2));
        await().untilAsserted(() ->
                assertThat(figure(latest(), BaselineMetrics.OPEN, labels)).isZero());
        assertThat(figure(latest(), BaselineMetrics.TOTAL, labels.and(Labels.of("event", "resolved"))))
                .isEqualTo(1);
        await().untilAsserted(() -> assertThat(store.saved().open()).isEmpty());
    }

    @Test
    void change_isJudgedAtOnce_savedAndOpen() {
        store.loading.complete();
        store.saving.complete();
        deploy(NEVER);
        await().untilAsserted(() -> assertThat(open).isNotEmpty());
        observe(0);
        observe(Frame.CHANGES, 200);
        await().untilAsserted(() -> assertThat(told).hasSize(1));
        await().untilAsserted(() -> assertThat(store.saved().open()).hasSize(1));
        assertThat(open.get(open.size() - 1).open()).isEqualTo(told);
        observe(Frame.CHANGES, 2_000);
        await().untilAsserted(() -> assertThat(told).hasSize(2));
        assertThat(frames).as("told with evaluations only").isEmpty();
    }

    @Test
    void change_beforeTheStateIsThere_isJudgedAfterIt() {
        store.saving.complete();
        deploy(Duration.ofMillis(10));
        observe(0);
        observe(Frame.CHANGES, 200);
        store.loading.complete();
        await().untilAsserted(() -> assertThat(told).hasSize(1));
        await().until(() -> frames.size() > 2);
        assertThat(told).hasSize(1);
    }

    @Test
    void load_thatTakesItsTime_holdsTheJudgingBack() {
        store.saving.complete();
        deploy(Duration.ofMillis(5));
        observe(200);
        // the verticle would have evaluated many times by now
        long ticks = 20;
        AtomicInteger passed = new AtomicInteger();
        vertx.setPeriodic(5, id -> passed.incrementAndGet());
        await().until(() -> passed.get() >= ticks);
        assertThat(told).isEmpty();
        assertThat(frames).isEmpty();

        store.loading.complete();
        await().untilAsserted(() -> assertThat(told).hasSize(1));
    }

    @Test
    void load_thatFails_isTriedAgain() {
        store.saving.complete();
        store.loading.fail("nobody there");
        deploy(Duration.ofMillis(5));
        observe(200);
        Promise<Void> works = Promise.promise();
        works.complete();
        store.loading = works;
        await().untilAsserted(() -> assertThat(told).hasSize(1));
    }

    @Test
    void restart_goesOnUnderTheSameId() {
        store.loading.complete();
        store.saving.complete();
        String first = deploy(Duration.ofMillis(10));
        observe(200);
        await().untilAsserted(() -> assertThat(told).hasSize(1));
        vertx.undeploy(first).await();
        open.clear();

        deploy(Duration.ofMillis(10));
        await().untilAsserted(() -> assertThat(open).isNotEmpty());
        assertThat(open.get(0).open())
                .extracting(Violation::id)
                .containsExactly(told.get(0).id());
        observe(2_000);
        await().untilAsserted(() -> assertThat(told).hasSize(2));
        assertThat(told.get(1).id()).isEqualTo(told.get(0).id());
        assertThat(told.get(1).event()).isEqualTo(Event.ESCALATED);
        assertThat(told.get(1).severity()).contains(Severity.CRITICAL);
    }

    @Test
    void state_thatCannotBeRead_isNoReasonToStayAway() {
        store.state = Optional.of(new byte[] {'x'});
        store.loading.complete();
        store.saving.complete();
        deploy(Duration.ofMillis(10));
        observe(200);
        await().untilAsserted(() -> assertThat(told).hasSize(1));
    }

    @Test
    void stop_judgesTheLastFrameAndSavesIt() {
        store.loading.complete();
        store.saving.complete();
        String id = deploy(NEVER);
        await().untilAsserted(() -> assertThat(open).isNotEmpty());
        observe(200);
        vertx.undeploy(id).await();

        assertThat(store.saved().open()).hasSize(1);
        await().untilAsserted(() -> assertThat(told).hasSize(1));
        await().untilAsserted(() -> assertThat(frames).hasSize(1));
    }

    @Test
    void stop_whileTheStoreHangs_endsAllTheSame() {
        store.loading.complete();
        String id = deploy(NEVER);
        await().untilAsserted(() -> assertThat(open).isNotEmpty());
        observe(200);
        vertx.undeploy(id).await();
        await().untilAsserted(() -> assertThat(told).hasSize(1));
    }

    @Test
    void saves_neverOverlap_andTheLastStateWins() {
        store.loading.complete();
        deploy(Duration.ofMillis(5));
        observe(20);
        await().untilAsserted(() -> assertThat(told).hasSize(1));
        observe(200);
        await().untilAsserted(() -> assertThat(told).hasSize(2));
        observe(2_000);
        await().untilAsserted(() -> assertThat(told).hasSize(3));
        assertThat(store.saves).hasValue(1);

        store.saving.complete();
        await().untilAsserted(() -> assertThat(store.saved().open())
                .singleElement()
                .satisfies(o -> assertThat(o.violation().severity()).contains(Severity.CRITICAL)));
        assertThat(store.mostUnderWay).hasValue(1);
        assertThat(store.saves).hasValue(2);
    }

    @Test
    void save_thatFails_isTriedAgainWithoutAnotherChange() {
        store.loading.complete();
        store.failures.set(2);
        store.saving.complete();
        deploy(Duration.ofMillis(5));
        observe(200);
        await().untilAsserted(() -> assertThat(store.saved().open()).hasSize(1));
        assertThat(store.saves).hasValue(3);
        assertThat(told).hasSize(1);
    }
}
