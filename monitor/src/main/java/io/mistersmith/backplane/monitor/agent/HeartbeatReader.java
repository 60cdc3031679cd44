package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.config.AgentsConfig;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.nats.Connectivity;
import io.mistersmith.backplane.monitor.nats.MessageQueue;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.wire.HeartbeatDecoder;
import io.mistersmith.backplane.monitor.wire.Rejection;
import io.nats.client.Message;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns the {@link Fleet}: it takes heartbeats from the queue and folds them in, one after the other, and tells
 * up to four times a second how things stand. No lock, and no hop to another thread for a message.
 */
final class HeartbeatReader {

    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatReader.class);

    /** How often a small fleet is told: what is noticed late by so much is noticed in time. */
    private static final long MIN_TICK_MILLIS = 250;

    /** How often the largest fleet is told. */
    private static final long MAX_TICK_MILLIS = 1000;

    /** In between, telling takes no more than a twentieth of the thread's time. */
    private static final long TICK_SHARE = 20;

    /** What comes after a quiet moment is told so soon; others that came with it are in time for it. */
    private static final long NEWS_MILLIS = 5;

    /** How soon it is noticed that NATS came or went, or that the end is asked for. */
    private static final long LOOK_MILLIS = 50;

    private static final Duration LOOK = Duration.ofMillis(LOOK_MILLIS);
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    /** At most one line a reason in so long. */
    private static final long LOG_MILLIS = 10_000;

    private final NatsConnection nats;
    private final MessageQueue queue;
    private final String subject;
    private final int idFrom;
    private final int idTail;
    private final Fleet fleet;
    private final HeartbeatDecoder decoder = new HeartbeatDecoder();
    private final SteadyClock clock = new SteadyClock(InstantSource.system(), System::nanoTime);
    private final Vertx vertx;
    private final Context context;
    private final Thread thread = new Thread(this::run, "agents");
    private final Map<Rejection, Long> nextLog = new EnumMap<>(Rejection.class);
    private long nextDefectLog;
    private long nextLook;
    private long nextTick;
    private long lastHeard;
    private boolean connected;
    private long reconnects = -1;
    private long lost;
    private volatile boolean stopping;

    /**
     * @param vertx whose event bus carries the frames
     * @param context on which they are put there
     * @param maxPending heartbeats that may wait
     */
    HeartbeatReader(Vertx vertx, Context context, NatsConnection nats, AgentsConfig config, int maxPending) {
        this.vertx = vertx;
        this.context = context;
        this.nats = nats;
        this.queue = nats.queue(config.subject(), config.queueGroup(), maxPending);
        this.subject = config.subject();
        this.idFrom = config.subject().indexOf('*');
        this.idTail = config.subject().length() - idFrom - 1;
        this.fleet = new Fleet(config);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Takes what has arrived, tells a last time how things stand, and ends. Blocks until then. */
    void finish() throws InterruptedException {
        stopping = true;
        thread.join();
    }

    private void run() {
        try {
            while (!stopping) {
                step();
            }
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
            if (now >= nextLook) {
                nextLook = now + LOOK_MILLIS;
                look(now);
            }
            if (now >= nextTick) {
                nextTick = now + MAX_TICK_MILLIS;
                tick();
            }
            Message message = queue.poll(atMost(nextTick - now));
            if (message != null) {
                take(message);
            }
        } catch (RuntimeException | Error e) {
            logDefect("the fleet could not be watched for a moment", e, now);
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private static Duration atMost(long millis) {
        return millis >= LOOK_MILLIS ? LOOK : Duration.ofMillis(Math.max(1, millis));
    }

    /**
     * Tells the fleet when heartbeats can be heard and when not (NATS may be away, or not let us subscribe), and how the wall
     * clock was set.
     */
    private void look(long now) {
        fleet.wallAhead(clock.wallAhead());
        Connectivity link = nats.connectivity();
        boolean hearing = link.connected() && !nats.isDenied(subject);
        if (hearing && (!connected || link.reconnects() != reconnects)) {
            fleet.seeing(now, link.reconnects() == reconnects);
        } else if (!hearing && connected) {
            fleet.blind();
        }
        connected = hearing;
        reconnects = link.reconnects();
    }

    /**
     * First everything that has been delivered is taken in: only then is what was not heard until the last pulse silence of
     * the agent's, and neither the server's nor ours.
     */
    private void tick() throws InterruptedException {
        long heard = clock.millis() - nats.connectivity().unheardMillis();
        for (long waiting = queue.pending(); waiting > 0; waiting--) {
            Message message = queue.poll(AT_ONCE);
            if (message == null) {
                break;
            }
            take(message);
        }
        long now = clock.millis();
        fleet.dropped(queue.dropped() + lost);
        publish(fleet.tick(now, heard));
        long took = clock.millis() - now;
        nextTick = now + Math.max(MIN_TICK_MILLIS, Math.min(MAX_TICK_MILLIS, TICK_SHARE * took));
    }

    private void publish(List<Frame> frames) {
        context.runOnContext(v -> frames.forEach(frame -> vertx.eventBus().publish(Frame.ADDRESS, frame)));
    }

    private void take(Message message) {
        long now = clock.millis();
        if (now - lastHeard >= MIN_TICK_MILLIS) {
            nextTick = Math.min(nextTick, now + NEWS_MILLIS);
        }
        lastHeard = now;
        try {
            String from = message.getSubject();
            String id = from.substring(idFrom, from.length() - idTail);
            Optional<Rejection> rejection = decoder.decode(message.getData(), id);
            if (rejection.isPresent()) {
                fleet.reject(rejection.get());
            } else {
                rejection = fleet.fold(decoder.heartbeat(), now);
            }
            rejection.ifPresent(reason -> log(reason, from, now));
        } catch (RuntimeException | Error e) {
            lost++;
            logDefect("a heartbeat on " + printable(message.getSubject()) + " could not be taken in", e, now);
        }
    }

    private void logDefect(String what, Throwable defect, long now) {
        if (now >= nextDefectLog) {
            nextDefectLog = now + LOG_MILLIS;
            LOG.error(what, defect);
        }
    }

    /** Strangers choose subjects: nothing in one may steer a terminal or fill a page. */
    private static String printable(String subject) {
        return subject.substring(0, Math.min(subject.length(), 100)).replaceAll("[^\\x21-\\x7e]", "?");
    }

    private void log(Rejection reason, String subject, long now) {
        if (now >= nextLog.getOrDefault(reason, 0L)) {
            nextLog.put(reason, now + LOG_MILLIS);
            LOG.warn(
                    "a heartbeat on {} is rejected: {}; backplane_monitor_heartbeats_rejected_total counts them",
                    printable(subject),
                    reason.word());
        }
    }
}
