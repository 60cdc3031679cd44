package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.consumer.Advisory.Kind;
import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.MessageDispatcher;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.StateStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What servers say by themselves, each advisory once: read from a stream that captures it, so that neither a restart nor a
 * lost connection loses any, or else heard as it comes; as {@link CapturePlan} says. Until that is settled nothing is
 * counted. Elections are heard as they come, always. Owner of the feature {@code advisories}. On one context.
 */
final class AdvisoryFeed {

    private static final Logger LOG = LoggerFactory.getLogger(AdvisoryFeed.class);

    private static final int MAX_MESSAGES = 20_000;
    private static final long MAX_BYTES = 16 << 20;
    private static final Duration FLUSH = Duration.ofSeconds(2);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final long RETRY_NANOS = Duration.ofSeconds(2).toNanos();

    /** Operators make and remove streams of their own. */
    private static final long REPLAN_NANOS = Duration.ofMinutes(1).toNanos();

    private static final long NEVER = Long.MAX_VALUE;

    private final NatsConnection connection;
    private final Features features;
    private final Advisories advisories;
    private final Captures captures;
    private final MessageDispatcher dispatcher;
    private final Map<String, MessageDispatcher.Listening> elections = new HashMap<>();
    private final Map<Kind, MessageDispatcher.Listening> live = new EnumMap<>(Kind.class);

    private Optional<CapturePlan> plan = Optional.empty();
    private Future<Void> settling = Future.succeededFuture();
    private String trouble = "";
    private long settleAt;
    private boolean stopped;
    private long heardSince = NEVER;
    private long readSince = NEVER;
    private long lostBefore;

    /**
     * @param state where it is kept how far advisories were counted
     * @param onElection called on a thread of the client's when something has a new leader; must not block
     */
    AdvisoryFeed(
            NatsConnection connection, JetStreamApi api, Features features, StateStore state, Runnable onElection) {
        this.connection = connection;
        this.features = features;
        this.advisories = new Advisories(onElection);
        this.captures = new Captures(connection, api, state, advisories);
        this.dispatcher = connection.dispatcher(MAX_MESSAGES, MAX_BYTES);
    }

    /** Begins to listen; {@link #connected} has to be called when there is a connection. */
    void start() {
        for (String subject : Advisory.ELECTIONS) {
            elections.put(subject, dispatcher.subscribe(subject, advisories::live));
        }
        listen(CapturePlan.heardOnly(""));
        captures.load();
        settleAt = System.nanoTime() + REPLAN_NANOS;
    }

    /** Leaves no consumer, and where the next process has to go on; a server that does not answer is not waited for long. */
    Future<Void> stop() {
        stopped = true;
        elections.values().forEach(MessageDispatcher.Listening::close);
        live.values().forEach(MessageDispatcher.Listening::close);
        return settling.transform(settled -> captures.stop())
                .timeout(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    /** There is a connection (again): subscriptions are confirmed, which completes it; then readers begin anew. */
    Future<Void> connected() {
        return confirm().onComplete(v -> settle(true));
    }

    private Future<Void> confirm() {
        heardSince = NEVER;
        return connection
                .flush(FLUSH)
                .onSuccess(v -> {
                    heardSince = System.currentTimeMillis();
                    tell();
                })
                .onFailure(
                        e -> LOG.warn("advisories: the server did not confirm the subscription: {}", e.getMessage()));
    }

    /** To be called with each poll: mends what is broken, and tells the feature. */
    void tick() {
        boolean due = System.nanoTime() - settleAt >= 0;
        if (settling.isComplete() && (due || captures.areBroken())) {
            settle(false);
        }
        tell();
    }

    private Future<Void> settle(boolean anew) {
        settling = settling.transform(before -> stopped ? Future.succeededFuture() : settled(anew));
        return settling;
    }

    private Future<Void> settled(boolean anew) {
        return captures.settle(anew).transform(result -> {
            settleAt = System.nanoTime() + (result.succeeded() ? REPLAN_NANOS : RETRY_NANOS);
            if (result.succeeded()) {
                decide(result.result());
            } else {
                trouble = String.valueOf(result.cause().getMessage());
                if (!Captures.isPassing(result.cause())) {
                    decide(CapturePlan.heardOnly(trouble));
                }
            }
            // not only with the next poll: who waits for it to be settled waits for nothing else
            if (heardSince != NEVER) {
                tell();
            }
            return Future.succeededFuture();
        });
    }

    private void decide(CapturePlan settled) {
        trouble = "";
        plan = Optional.of(settled);
        readSince = !settled.isCaptured(Kind.MAX_DELIVERIES)
                ? NEVER
                : readSince == NEVER ? System.currentTimeMillis() : readSince;
        if (listen(settled)) {
            confirm();
        }
    }

    /** Listens to what is not captured, and to nothing else; whether that is more than before. */
    private boolean listen(CapturePlan to) {
        boolean more = false;
        for (Kind kind : CapturePlan.COUNTED) {
            boolean captured = to.isCaptured(kind);
            if (captured && live.containsKey(kind)) {
                live.remove(kind).close();
            } else if (!captured && !live.containsKey(kind)) {
                live.put(kind, dispatcher.subscribe(kind.subject(), advisories::live));
                more = true;
            }
        }
        return more;
    }

    private void tell() {
        if (plan.isEmpty() && trouble.isEmpty()) {
            // not settled yet how they are taken: neither up nor down
            return;
        }
        if (!trouble.isEmpty()) {
            features.down(Features.ADVISORIES, trouble);
        } else if (isDenied()) {
            features.down(Features.ADVISORIES, "our user may not subscribe to " + Advisory.ALL);
        } else if (heardSince == NEVER) {
            features.down(Features.ADVISORIES, "the server did not confirm the subscription");
        } else {
            features.up(Features.ADVISORIES, plan.get().words());
        }
    }

    /** That we may not subscribe is told at any time after the subscription. */
    private boolean isDenied() {
        return elections.keySet().stream().anyMatch(connection::isDenied)
                || live.keySet().stream().anyMatch(kind -> connection.isDenied(kind.subject()));
    }

    /** Since when every message that was given up is known, epoch ms; {@link Long#MAX_VALUE}: they are not. */
    long since() {
        if (lost() > lostBefore) {
            lostBefore = lost();
            heardSince = heardSince == NEVER ? NEVER : System.currentTimeMillis();
            readSince = readSince == NEVER ? NEVER : System.currentTimeMillis();
        }
        boolean captured = plan.filter(p -> p.isCaptured(Kind.MAX_DELIVERIES)).isPresent();
        return captured ? readSince : plan.isEmpty() || isDenied() ? NEVER : heardSince;
    }

    /** Takes out what has come so far. */
    void drainTo(Consumer<Advisory> taker) {
        if (plan.isEmpty()) {
            return;
        }
        advisories.drainTo(heard -> {
            if (!heard.isLive()) {
                captures.counted(heard);
                taker.accept(heard.advisory());
            } else if (!plan.get().isCaptured(heard.advisory().kind())) {
                taker.accept(heard.advisory());
            }
        });
    }

    /** What was drained is on {@code /metrics}: the next process goes on behind it. */
    void told() {
        captures.told();
    }

    /** How many were lost since the start. */
    long lost() {
        return dispatcher.dropped() + advisories.dropped() + captures.lost();
    }
}
