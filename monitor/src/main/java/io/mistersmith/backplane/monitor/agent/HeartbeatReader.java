package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.config.AgentsConfig;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.nats.Connectivity;
import io.mistersmith.backplane.monitor.nats.MessageQueue;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.PendingLimits;
import io.nats.client.Message;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns the {@link Fleet}: it takes heartbeats from the queue and folds them in, one after the other, tells by a
 * {@link Cadence} how things stand, and at once who fell silent. No lock, and no hop to another thread for a message.
 */
final class HeartbeatReader {

    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatReader.class);

    /** How soon it is noticed that NATS came or went, or that the end is asked for. */
    private static final long LOOK_MILLIS = 50;

    /** So often a pulse is asked for, while somebody is silent and the last one is too old to say whose doing that is. */
    private static final long PULSE_MILLIS = 25;

    /** How soon after it is asked for a pulse may be back. */
    private static final long ROUND_TRIP_MILLIS = 4;

    private static final Duration LOOK = Duration.ofMillis(LOOK_MILLIS);
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    /** At most so many heartbeats are taken together; it takes some 20 µs. */
    private static final int BATCH = 64;

    private final NatsConnection nats;
    private final MessageQueue queue;
    private final String subject;
    private final Fleet fleet;
    private final Intake intake;
    private final List<Message> batch = new ArrayList<>(BATCH);
    private final SteadyClock clock = new SteadyClock(InstantSource.system(), System::nanoTime);
    private final FleetKeeper keeper;
    private final Optional<ConnectionLookup> lookup;
    private final Vertx vertx;
    private final Context context;
    private final Thread thread = new Thread(this::run, "agents");
    private final Cadence cadence = new Cadence();
    private long nextLink;
    private long nextLook;
    private long nextPulse;
    private boolean connected;
    private long reconnects = -1;
    private long dropsKnown;
    private volatile boolean stopping;

    /**
     * @param vertx whose event bus carries the frames
     * @param context on which they are put there
     * @param silences see {@link Deadlines}
     * @param keeper keeps the fleet over a restart
     * @param lookup tells whether silent agents are still connected, where there is a system account
     * @param pending heartbeats that may wait
     */
    HeartbeatReader(
            Vertx vertx,
            Context context,
            NatsConnection nats,
            AgentsConfig config,
            List<Double> silences,
            FleetKeeper keeper,
            Optional<ConnectionLookup> lookup,
            PendingLimits pending) {
        this.vertx = vertx;
        this.context = context;
        this.nats = nats;
        this.queue = nats.queue(config.subject(), config.queueGroup(), pending);
        this.subject = config.subject();
        this.fleet = new Fleet(config, silences);
        this.intake = new Intake(fleet, subject, BATCH);
        this.keeper = keeper;
        this.lookup = lookup;
        thread.setDaemon(true);
    }

    /**
     * Begins to read; what has arrived by then has waited.
     *
     * @param before what is known of the fleet from before this process
     */
    void start(List<KeptAgent> before) {
        long now = clock.millis();
        fleet.wallAhead(clock.wallAhead());
        fleet.resume(before, now);
        thread.start();
    }

    /**
     * Takes what has arrived, tells a last time how things stand, and ends. Blocks until then.
     *
     * @return the fleet, to be kept
     */
    List<FleetPiece> finish() throws InterruptedException {
        stopping = true;
        thread.join();
        return FleetKeeper.all(fleet);
    }

    private void run() {
        try {
            while (!stopping) {
                step();
            }
            cadence.tellAll(clock.millis());
            tick();
        } catch (InterruptedException e) {
            LOG.warn("heartbeats: the reading thread was interrupted; nothing is read any more");
        } catch (RuntimeException | Error e) {
            LOG.error("the fleet's last figures could not be told", e);
        } finally {
            queue.close();
        }
    }

    /** No defect of ours may end the reading: it is told, and the thread goes on, slowly enough not to spin on it. */
    private void step() throws InterruptedException {
        long now = clock.millis();
        try {
            if (now >= nextLink) {
                nextLink = now + LOOK_MILLIS;
                link(now);
            }
            if (cadence.isTickDue(now)) {
                tick();
            } else if (now >= nextLook) {
                look();
            }
            Message message = queue.poll(atMost(Math.min(cadence.nextTick(), nextLook) - now));
            if (message != null) {
                takeWith(message);
            }
        } catch (RuntimeException | Error e) {
            intake.logDefect("the fleet could not be watched for a moment", e, now);
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** Takes this one and what waits behind it, as if all had come now. */
    private void takeWith(Message first) throws InterruptedException {
        batch.add(first);
        try {
            queue.drainTo(batch, BATCH);
            long now = clock.millis();
            cadence.heard(now);
            intake.take(batch, now);
        } finally {
            batch.clear();
        }
    }

    private static Duration atMost(long millis) {
        return millis >= LOOK_MILLIS ? LOOK : Duration.ofMillis(Math.max(1, millis));
    }

    /**
     * Tells the fleet when heartbeats can be heard and when not (NATS may be away, or not let us subscribe), and how the wall
     * clock was set.
     */
    private void link(long now) {
        fleet.wallAhead(clock.wallAhead());
        Connectivity link = nats.connectivity();
        boolean hearing = link.connected() && !nats.isDenied(subject);
        if (hearing && (!connected || link.reconnects() != reconnects)) {
            fleet.seeing(now, link.reconnects() == reconnects);
            cadence.tellAll(now);
        } else if (!hearing && connected) {
            fleet.blind();
            cadence.tellAll(now);
        }
        connected = hearing;
        reconnects = link.reconnects();
    }

    private void tick() throws InterruptedException {
        long heard = catchUp();
        long now = clock.millis();
        fleet.counters.dropped(queue.dropped() + intake.lost());
        if (cadence.areAgentsDue(now)) {
            publish(fleet.tick(now, heard, cadence.agentsValidFor()));
            cadence.toldAgents(now, fleet.roll.size(), clock.millis() - now);
        } else {
            publish(fleet.sums(now));
        }
        cadence.told(now);
        keeper.tick(fleet, now);
        if (now >= nextLook) {
            look(now, heard);
        }
    }

    private void look() throws InterruptedException {
        long heard = catchUp();
        look(clock.millis(), heard);
    }

    private void look(long now, long heard) {
        lookup.flatMap(ConnectionLookup::answer)
                .ifPresent(answer ->
                        fleet.absentees.answer(answer, now, fleet::onWall).forEach(fleet.liveness::change));
        Optional<Frame> changes = fleet.look(now, heard);
        if (changes.isPresent()) {
            // who is told of it and looks it up finds the same in every figure
            publish(cadence.areFew() ? fleet.tick(now, heard, cadence.agentsValidFor()) : fleet.sums(now));
            publish(Frame.CHANGES, List.of(changes.get()));
        }
        lookup.ifPresent(servers -> {
            Set<String> names = connected ? fleet.absentees.question(now) : Set.of();
            if (!names.isEmpty()) {
                servers.ask(names);
            }
        });
        nextLook = fleet.liveness.nextLook(now + LOOK_MILLIS);
        if (fleet.liveness.isWaiting()) {
            nextLook = Math.min(nextLook, now + ROUND_TRIP_MILLIS);
            if (now >= nextPulse) {
                nextPulse = now + PULSE_MILLIS;
                nats.pulse();
            }
        }
    }

    /**
     * Takes in everything that has been delivered: only then is what was not heard until the last pulse silence of the agent's,
     * and neither the server's nor ours.
     *
     * @return until when all is heard now
     */
    private long catchUp() throws InterruptedException {
        long heard = clock.millis() - nats.connectivity().unheardMillis();
        for (long waiting = queue.pending(); waiting > 0; waiting -= BATCH) {
            Message message = queue.poll(AT_ONCE);
            if (message == null) {
                break;
            }
            takeWith(message);
        }
        long dropped = queue.dropped();
        if (dropped > dropsKnown) {
            // whose heartbeats they were nobody knows: until now nobody's silence is its own
            dropsKnown = dropped;
            fleet.liveness.giveTime(clock.millis());
        }
        return heard;
    }

    private void publish(List<Frame> frames) {
        publish(Frame.ADDRESS, frames);
    }

    private void publish(String address, List<Frame> frames) {
        context.runOnContext(v -> frames.forEach(frame -> vertx.eventBus().publish(address, frame)));
    }
}
