package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.config.ConsumersConfig;
import io.mistersmith.backplane.monitor.consumer.PollStatistics.Outcome;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.MessageDispatcher;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.NatsException;
import io.mistersmith.backplane.monitor.nats.ServersApi;
import io.mistersmith.backplane.monitor.nats.StateStore;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches JetStream's streams and consumers: polls them, listens to what servers say by themselves, and publishes the Frames
 * {@code streams}, {@code consumers}, {@code consumer-totals}, {@code ack-latency}, {@code stream-info}, {@code
 * consumer-info} and {@code polls}. Only asks: it changes nothing, and makes
 * consumers only where captured advisories are read.
 */
public final class ConsumerVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerVerticle.class);

    private static final int MAX_EVENTS = 20_000;
    private static final long MAX_EVENT_BYTES = 16 << 20;

    /** Elections come in swarms: one poll serves many. */
    private static final long SOON_MILLIS = 100;

    /** Told by a server (≥ 2.10) whose queue of API requests is so full that it drops some. */
    private static final String API_LIMIT = "$JS.EVENT.ADVISORY.API.LIMIT_REACHED";

    private final ConsumersConfig config;
    private final NatsConnection connection;
    private final JetStreamApi api;
    private final Backplane backplane;
    private final Poller poller;
    private final PollStatistics polls = new PollStatistics();
    private final boolean info;
    private final AdvisoryFeed advisories;
    private final AckLatencies ackLatencies = new AckLatencies();
    private final MessageDispatcher events;
    private Optional<MessageDispatcher.Listening> limitsHeard = Optional.empty();
    private Optional<MessageDispatcher.Listening> ackMetricsHeard = Optional.empty();
    private final AtomicBoolean wantedSoon = new AtomicBoolean();
    private final AtomicBoolean limited = new AtomicBoolean();

    private boolean polling;
    private long timer = -1;
    private long expiry = -1;
    private String trouble = "";

    /**
     * @param servers the system account's way to all servers, where there is one
     * @param edges thresholds of consumer lag, ms: near one of them it is looked up first
     * @param state where it is kept how far advisories were counted
     * @param info whether what may change of streams and consumers is told, too
     */
    public ConsumerVerticle(
            ConsumersConfig config,
            NatsConnection connection,
            Optional<ServersApi> servers,
            JetStreamApi api,
            Features features,
            List<Double> edges,
            StateStore state,
            boolean info) {
        this.info = info;
        this.config = config;
        this.connection = connection;
        this.api = api;
        this.backplane = new Backplane(config, edges);
        this.events = connection.dispatcher(MAX_EVENTS, MAX_EVENT_BYTES);
        this.poller = new Poller(
                () -> vertx,
                connection,
                api,
                new ServersSweep(servers, connection, backplane),
                new HeadersLookup(() -> vertx, api, events),
                backplane,
                this::takeAdvisories);
        this.advisories = new AdvisoryFeed(connection, api, features, state, this::pollSoon);
    }

    @Override
    public Future<?> start() {
        advisories.start();
        limitsHeard = Optional.of(events.subscribe(API_LIMIT, message -> limited.set(true)));
        publish(polls.frame(System.currentTimeMillis(), 0));
        connection.onConnected(() -> context.runOnContext(v -> connected()));
        pollIn(config.pollInterval().toMillis());
        expiry = vertx.setPeriodic(
                backplane.pace().lookMillis(),
                id -> backplane.expiring(System.currentTimeMillis()).forEach(this::publish));
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        vertx.cancelTimer(timer);
        vertx.cancelTimer(expiry);
        ackMetricsHeard.ifPresent(MessageDispatcher.Listening::close);
        limitsHeard.ifPresent(MessageDispatcher.Listening::close);
        return advisories.stop();
    }

    /** What is known without advisories is known at once; where these were given up the next poll tells, and comes soon. */
    private void connected() {
        if (backplane.size() == 0) {
            pollIn(1);
        }
        advisories.connected().onComplete(v -> pollSoon());
    }

    /** Something happened that a poll can tell more of. Safe for any thread. */
    private void pollSoon() {
        if (wantedSoon.compareAndSet(false, true)) {
            context.runOnContext(v -> pollIn(SOON_MILLIS));
        }
    }

    private void pollIn(long millis) {
        if (!polling) {
            vertx.cancelTimer(timer);
            timer = vertx.setTimer(Math.max(1, millis), id -> poll());
        }
    }

    private void poll() {
        wantedSoon.set(false);
        if (!connection.connectivity().connected()) {
            pollIn(config.pollInterval().toMillis());
            return;
        }
        polling = true;
        advisories.tick();
        long began = System.nanoTime();
        takeAdvisories();
        poller.poll().onComplete(result -> {
            polling = false;
            long millis = (System.nanoTime() - began) / 1_000_000;
            try {
                ended(result, millis);
            } finally {
                // whatever went wrong, the next poll comes
                long interval = backplane.pace().millis();
                // also where polls take longer than their interval the server gets its rest
                boolean soon = wantedSoon.get() || (backplane.isAwaited() && millis < interval);
                pollIn(soon ? SOON_MILLIS : Math.max(interval - millis, interval / 4));
            }
        });
    }

    private void ended(AsyncResult<Outcome> result, long millis) {
        if (result.succeeded()) {
            trouble = "";
            polls.count(result.result(), (double) millis);
            takeAdvisories();
            backplane.frames(System.currentTimeMillis()).forEach(this::publish);
            if (info) {
                backplane.infos().forEach(this::publish);
            }
            advisories.told();
            publishAckLatencies();
        } else {
            refused(result.cause(), millis);
        }
        publish(polls.frame(System.currentTimeMillis(), advisories.lost()));
        keepPace();
    }

    private void keepPace() {
        long before = backplane.pace().millis();
        backplane.pace().observe(api.fastest(), limited.getAndSet(false));
        long now = backplane.pace().millis();
        if (now > before) {
            LOG.warn("JetStream's API is slow or at its limit: polling every {} ms", now);
        } else if (now < before && now == backplane.pace().baseMillis()) {
            LOG.info("polling every {} ms again", now);
        }
    }

    /** What is known ages, and goes absent by itself. */
    private void refused(Throwable cause, long millis) {
        NatsException.Kind kind = NatsException.kindOf(cause);
        if (kind == NatsException.Kind.DISCONNECTED || kind == NatsException.Kind.NO_JETSTREAM) {
            return;
        }
        polls.count(Outcome.ERROR, (double) millis);
        String words = String.valueOf(cause.getMessage());
        if (!words.equals(trouble)) {
            LOG.warn("streams and consumers cannot be polled: {}", words);
        }
        trouble = words;
    }

    /** Metrics of acknowledgements are transferred only where somebody's are sampled. */
    private void publishAckLatencies() {
        ackLatencies.watch(backplane.sampled());
        if (ackLatencies.isEmpty() && ackMetricsHeard.isEmpty()) {
            return;
        }
        if (ackLatencies.isEmpty()) {
            ackMetricsHeard.ifPresent(MessageDispatcher.Listening::close);
            ackMetricsHeard = Optional.empty();
        } else if (ackMetricsHeard.isEmpty()) {
            ackMetricsHeard = Optional.of(events.subscribe(
                    AckLatencies.SUBJECT, m -> ackLatencies.take(m.getData(), System.currentTimeMillis())));
        }
        publish(ackLatencies.frame(
                System.currentTimeMillis(), 3 * backplane.pace().millis()));
    }

    private void takeAdvisories() {
        backplane.listening(advisories.since());
        advisories.drainTo(backplane::advised);
    }

    private void publish(Frame frame) {
        vertx.eventBus().publish(Frame.ADDRESS, frame);
    }
}
