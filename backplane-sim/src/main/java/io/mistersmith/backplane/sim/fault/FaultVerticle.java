package io.mistersmith.backplane.sim.fault;

import io.mistersmith.backplane.sim.fault.FaultSchedule.Transition;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;

/** Plays a schedule: tells what begins and ends, and what is wrong now. */
public final class FaultVerticle extends VerticleBase {

    private final FaultSchedule schedule;
    private final InstantSource clock;
    private final Instant startedAt;
    private final BiConsumer<List<Transition>, List<Fault>> listener;

    /**
     * @param listener gets what just began and ended, and all that is wrong now
     */
    public FaultVerticle(
            FaultSchedule schedule,
            InstantSource clock,
            Instant startedAt,
            BiConsumer<List<Transition>, List<Fault>> listener) {
        this.schedule = schedule;
        this.clock = clock;
        this.startedAt = startedAt;
        this.listener = listener;
    }

    @Override
    public Future<?> start() {
        arm();
        return Future.succeededFuture();
    }

    private void arm() {
        schedule.next().ifPresent(next -> {
            long millis = Math.max(1, next.minus(elapsed()).toMillis() + 1);
            vertx.setTimer(millis, id -> {
                List<Transition> happened = schedule.advance(elapsed());
                if (!happened.isEmpty()) {
                    listener.accept(happened, schedule.open());
                }
                arm();
            });
        });
    }

    private Duration elapsed() {
        return Duration.between(startedAt, clock.instant());
    }
}
