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
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches JetStream's streams and consumers: polls them, listens to what servers say by themselves, and publishes the Frames
 * {@code streams}, {@code consumers}, {@code consumer-totals} and {@code polls}. Only asks: it makes no consumer, and
 * changes nothing. Owner of the feature {@code advisories}.
 */
public final class ConsumerVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerVerticle.class);

    private static final int MAX_ADVISORIES = 20_000;
    private static final long MAX_ADVISORY_BYTES = 16 << 20;
    private static final Duration FLUSH = Duration.ofSeconds(2);

    /** Elections come in swarms: one poll serves many. */
    private static final long SOON_MILLIS = 100;

    /** Told by a server (≥ 2.10) whose queue of API requests is so full that it drops some. */
    private static final String API_LIMIT = "$JS.EVENT.ADVISORY.API.LIMIT_REACHED";

    private final ConsumersConfig config;
    private final NatsConnection connection;
    private final JetStreamApi api;
    private final Features features;
    private final Backplane backplane;
    private final Poller poller;
    private final MessageDispatcher dispatcher;
    private final PollStatistics polls = new PollStatistics();
    private final Advisories advisories = new Advisories(this::elected);
    private final AtomicBoolean electionTold = new AtomicBoolean();
    private final AtomicBoolean limited = new AtomicBoolean();
    private final List<MessageDispatcher.Listening> listening = new ArrayList<>();

    private boolean polling;
    private boolean heard;
    private long timer = -1;
    private long dropped;
    private String trouble = "";

    /**
     * @param servers the system account's way to all servers, where there is one
     * @param edges thresholds of consumer lag, ms: near one of them it is looked up first
     */
    public ConsumerVerticle(
            ConsumersConfig config,
            NatsConnection connection,
            Optional<ServersApi> servers,
            JetStreamApi api,
            Features features,
            List<Double> edges) {
        this.config = config;
        this.connection = connection;
        this.features = features;
        this.backplane = new Backplane(config, edges);
        this.api = api;
        this.poller = new Poller(() -> vertx, api, new ServersSweep(servers, connection, backplane), backplane);
        this.dispatcher = connection.dispatcher(MAX_ADVISORIES, MAX_ADVISORY_BYTES);
    }

    @Override
    public Future<?> start() {
        listening.add(dispatcher.subscribe(Advisory.CONSUMERS, advisories));
        listening.add(dispatcher.subscribe(Advisory.STREAMS, advisories));
        listening.add(dispatcher.subscribe(API_LIMIT, message -> limited.set(true)));
        publish(polls.frame(System.currentTimeMillis(), 0));
        connection.onConnected(() -> context.runOnContext(v -> connected()));
        pollIn(config.pollInterval().toMillis());
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        vertx.cancelTimer(timer);
        listening.forEach(MessageDispatcher.Listening::close);
        return Future.succeededFuture();
    }

    private void connected() {
        heard = false;
        backplane.listening(Long.MAX_VALUE);
        connection
                .flush(FLUSH)
                .onSuccess(v -> {
                    heard = true;
                    backplane.listening(System.currentTimeMillis());
                })
                .onFailure(e -> LOG.warn("advisories: the server did not confirm the subscription: {}", e.getMessage()))
                .onComplete(v -> pollIn(1));
    }

    /** That we may not subscribe is told at any time after the subscription. */
    private void tellAdvisories() {
        if (connection.isDenied(Advisory.CONSUMERS) || connection.isDenied(Advisory.STREAMS)) {
            backplane.listening(Long.MAX_VALUE);
            features.down(
                    Features.ADVISORIES,
                    "our user may not subscribe to " + Advisory.CONSUMERS + " and " + Advisory.STREAMS);
        } else if (heard) {
            features.up(Features.ADVISORIES, "heard as they come");
        } else {
            features.down(Features.ADVISORIES, "the server did not confirm the subscription");
        }
    }

    /** On a thread of the client's. */
    private void elected() {
        if (electionTold.compareAndSet(false, true)) {
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
        electionTold.set(false);
        if (!connection.connectivity().connected()) {
            pollIn(config.pollInterval().toMillis());
            return;
        }
        polling = true;
        tellAdvisories();
        long began = System.nanoTime();
        takeAdvisories();
        poller.poll().onComplete(result -> {
            polling = false;
            long millis = (System.nanoTime() - began) / 1_000_000;
            if (result.succeeded()) {
                trouble = "";
                polls.count(result.result(), (double) millis);
                takeAdvisories();
                backplane.frames(System.currentTimeMillis()).forEach(this::publish);
            } else {
                refused(result.cause(), millis);
            }
            publish(polls.frame(System.currentTimeMillis(), lost()));
            keepPace();
            long interval = backplane.pace().millis();
            // also where polls take longer than their interval the server gets its rest
            pollIn(electionTold.get() ? SOON_MILLIS : Math.max(interval - millis, interval / 4));
        });
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

    private void takeAdvisories() {
        long now = System.currentTimeMillis();
        if (lost() > dropped) {
            dropped = lost();
            backplane.listening(now);
        }
        advisories.drainTo(backplane::advised);
    }

    private long lost() {
        return dispatcher.dropped() + advisories.dropped();
    }

    private void publish(Frame frame) {
        vertx.eventBus().publish(Frame.ADDRESS, frame);
    }
}
