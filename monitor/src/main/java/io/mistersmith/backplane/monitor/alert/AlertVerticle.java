package io.mistersmith.backplane.monitor.alert;

import io.micrometer.core.instrument.MeterRegistry;
import io.mistersmith.backplane.monitor.config.AlertsConfig;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Tells receivers of violations: takes them from the event bus, asks the {@link AlertBook} who is owed what, and hands it to
 * each receiver's {@link Delivery}. At its end everything that waits is sent at once, within {@link #DRAIN}; so it is
 * undeployed after what publishes violations.
 */
public final class AlertVerticle extends VerticleBase {

    private static final int OUTBOX_CAPACITY = 1_000;
    private static final Duration DRAIN = Duration.ofMillis(2_500);

    private final AlertsConfig config;
    private final Function<Violation, byte[]> encoder;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Backoff backoff;
    private final Supplier<Outbox> outboxes;
    private final AlertBook book;
    private final Map<String, Delivery> deliveries = new LinkedHashMap<>();

    private volatile AlertHealth health = new AlertHealth(Map.of());
    private OptionalLong timer = OptionalLong.empty();

    /** @param encoder a violation as on the wire */
    public AlertVerticle(
            AlertsConfig config, Function<Violation, byte[]> encoder, MeterRegistry registry, InstantSource clock) {
        this(config, encoder, registry, clock, Backoff.DEFAULT, () -> new MemoryOutbox(OUTBOX_CAPACITY));
    }

    AlertVerticle(
            AlertsConfig config,
            Function<Violation, byte[]> encoder,
            MeterRegistry registry,
            InstantSource clock,
            Backoff backoff,
            Supplier<Outbox> outboxes) {
        this.config = config;
        this.encoder = encoder;
        this.registry = registry;
        this.clock = clock;
        this.backoff = backoff;
        this.outboxes = outboxes;
        this.book =
                new AlertBook(new Routes(config), config.groupWait(), config.groupInterval(), config.repeatInterval());
    }

    /** As of the last change; any thread may ask. */
    public AlertHealth health() {
        return health;
    }

    @Override
    public Future<?> start() {
        new Receivers(vertx, encoder, clock).open(config).forEach((name, receiver) -> {
            Outbox outbox = outboxes.get();
            AlertMeters meters = new AlertMeters(registry, name, outbox);
            deliveries.put(
                    name,
                    new Delivery(
                            vertx,
                            name,
                            receiver,
                            outbox,
                            backoff,
                            RandomGenerator.getDefault(),
                            meters,
                            clock,
                            this::publishHealth));
        });
        publishHealth();
        MessageConsumer<Violation> violations = vertx.eventBus().localConsumer(Violation.ADDRESS);
        violations.handler(message -> {
            book.observe(message.body(), clock.instant());
            schedule();
        });
        return violations.completion();
    }

    @Override
    public Future<?> stop() {
        timer.ifPresent(vertx::cancelTimer);
        hand(book.flush(clock.instant()));
        Future<?> drained =
                Future.join(deliveries.values().stream().map(Delivery::drain).toList());
        // whatever is left at the deadline, each delivery tells of
        return Future.any(drained, vertx.timer(DRAIN.toMillis()))
                .transform(v -> Future.join(
                        deliveries.values().stream().map(Delivery::close).toList()));
    }

    private void schedule() {
        timer.ifPresent(vertx::cancelTimer);
        timer = OptionalLong.empty();
        book.nextDue().ifPresent(due -> {
            // never early: a timer counts whole milliseconds
            Instant now = clock.instant();
            long millis = Math.max(1, Duration.between(now, due).toMillis() + 1);
            timer = OptionalLong.of(vertx.setTimer(millis, id -> {
                hand(book.due(clock.instant()));
                schedule();
            }));
        });
    }

    private void hand(AlertBook.Step step) {
        step.suppressed().forEach(receiver -> delivery(receiver).suppressed());
        step.notifications()
                .forEach(notification -> delivery(notification.receiver()).offer(notification));
    }

    private Delivery delivery(String receiver) {
        Delivery delivery = deliveries.get(receiver);
        if (delivery == null) {
            throw new IllegalStateException("a route names the receiver " + receiver + ", which does not exist");
        }
        return delivery;
    }

    private void publishHealth() {
        Map<String, AlertHealth.ReceiverHealth> receivers = new LinkedHashMap<>();
        deliveries.forEach((name, delivery) -> receivers.put(name, delivery.health()));
        health = new AlertHealth(receivers);
    }
}
