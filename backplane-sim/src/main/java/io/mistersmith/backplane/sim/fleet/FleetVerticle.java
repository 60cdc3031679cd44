package io.mistersmith.backplane.sim.fleet;

import io.mistersmith.backplane.monitor.wire.Heartbeat;
import io.mistersmith.backplane.monitor.wire.HeartbeatEncoder;
import io.mistersmith.backplane.sim.nats.NatsLink;
import io.mistersmith.backplane.sim.truth.FleetTruth;
import io.nats.client.Connection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Puts the fleet's heartbeats on NATS, and into the truth what was put there. */
public final class FleetVerticle extends VerticleBase {

    /** Heartbeats nearer together than this go out together: wake-ups cost more than heartbeats. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(50);

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final FleetPlan plan;
    private final Fleet fleet;
    private final NatsLink nats;
    private final FleetTruth truth;
    private final InstantSource clock;
    private final HeartbeatEncoder encoder = new HeartbeatEncoder();
    private long timer = -1;

    public FleetVerticle(FleetPlan plan, long seed, NatsLink nats, FleetTruth truth, InstantSource clock) {
        this.plan = plan;
        this.fleet = new Fleet(plan, seed, clock.instant());
        this.nats = nats;
        this.truth = truth;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        schedule();
        return Future.succeededFuture();
    }

    /** All that live say goodbye; nobody beats thereafter. For any thread. */
    public Future<Void> finish() {
        Promise<Void> said = Promise.promise();
        context.runOnContext(v -> {
            vertx.cancelTimer(timer);
            publish(fleet.goodbye(clock.instant()));
            said.complete();
        });
        return said.future();
    }

    /** The agents' connection came back. */
    public void reconnected() {
        fleet.reconnected();
    }

    /** Who is dead from now on; the others live. */
    public void dead(Set<String> ids) {
        for (String id : plan.ids()) {
            if (ids.contains(id)) {
                fleet.kill(id);
            } else {
                fleet.revive(id, clock.instant());
            }
        }
    }

    /** Of tasks, from now on; empty: as planned. */
    public void taskErrorRatio(OptionalDouble ratio) {
        fleet.taskErrorRatio(ratio);
    }

    private void schedule() {
        Duration wait = fleet.nextDue()
                .map(due -> Duration.between(clock.instant(), due))
                .orElse(LONGEST_WAIT);
        long millis = Math.max(SHORTEST_WAIT.toMillis(), Math.min(LONGEST_WAIT.toMillis(), wait.toMillis() + 1));
        timer = vertx.setTimer(millis, id -> {
            publish(fleet.advance(clock.instant()));
            schedule();
        });
    }

    private void publish(List<Heartbeat> heartbeats) {
        for (Heartbeat heartbeat : heartbeats) {
            Optional<Connection> connection = nats.connected();
            if (connection.isPresent() && publish(connection.get(), heartbeat)) {
                Instant at = clock.instant();
                truth.published(heartbeat, at);
            } else {
                truth.lost(heartbeat);
            }
        }
    }

    private boolean publish(Connection connection, Heartbeat heartbeat) {
        try {
            connection.publish(heartbeat.subject(), encoder.encode(heartbeat));
            return true;
        } catch (IllegalStateException e) {
            // the connection broke since it was asked
            return false;
        }
    }
}
