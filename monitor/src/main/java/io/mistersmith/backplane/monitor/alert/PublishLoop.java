package io.mistersmith.backplane.monitor.alert;

import io.mistersmith.backplane.monitor.config.ViolationsConfig;
import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.NatsException;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import io.nats.client.impl.Headers;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages from the queue to NATS, one after the other, each until it is safe: in the stream, or, where there is no
 * stream, with the server. Belongs to the publisher's context.
 *
 * <p>A stream that does not answer holds everything up for a while ({@link Pace#patience}), because saying and keeping at once is what
 * readers like best. After that messages are said plainly, and kept once it answers: with the same {@code Nats-Msg-Id}, so a
 * subscriber can tell the repeat.
 */
final class PublishLoop {

    private static final Logger log = LoggerFactory.getLogger(PublishLoop.class);

    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final long PAUSE_MILLIS = 250;
    private static final long PLAIN_PAUSE_MILLIS = 1_000;

    /** A message that a healthy stream refuses so often is said without it. */
    private static final int MOST_REFUSALS = 3;

    private static final int SUBJECT_OVERLAP = 10065;

    /**
     * @param patience with a stream that does not answer
     * @param awayRecheck between two looks at it after that
     * @param noneRecheck between two looks whether there can be a stream after all
     */
    record Pace(Duration patience, Duration awayRecheck, Duration noneRecheck) {
        static final Pace USUAL = new Pace(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    private final Vertx vertx;
    private final ViolationsConfig config;
    private final Pace pace;
    private final PublishQueue queue;
    private final NatsConnection connection;
    private final JetStreamApi jetStream;
    private final ViolationStream stream;
    private final Features features;

    private Mode mode = Mode.UNKNOWN;
    private boolean busy;
    private boolean closed;
    private int refusals;
    private OptionalLong troubleSince = OptionalLong.empty();
    private OptionalLong pause = OptionalLong.empty();
    private OptionalLong recheck = OptionalLong.empty();
    private Optional<Promise<Void>> drained = Optional.empty();

    /** What the stream is to us. */
    private enum Mode {
        /** To be found out before anything is said. */
        UNKNOWN,
        KEEPS,
        /** It does not answer: what is said now is kept later. */
        AWAY,
        /** There is none. */
        NONE
    }

    PublishLoop(
            Vertx vertx,
            ViolationsConfig config,
            Pace pace,
            PublishQueue queue,
            NatsConnection connection,
            JetStreamApi jetStream,
            Features features) {
        this.vertx = vertx;
        this.config = config;
        this.pace = pace;
        this.queue = queue;
        this.connection = connection;
        this.jetStream = jetStream;
        this.stream = new ViolationStream(config, jetStream);
        this.features = features;
    }

    /** There is a connection (again): it may be to another server, with another stream. */
    void connected() {
        pause.ifPresent(vertx::cancelTimer);
        pause = OptionalLong.empty();
        mode = Mode.UNKNOWN;
        next();
    }

    /** Goes on with what is next, if it is not at it already. */
    void next() {
        if (busy || closed || pause.isPresent()) {
            return;
        }
        if (mode == Mode.UNKNOWN) {
            run(check());
            return;
        }
        Optional<Outgoing> next = mode == Mode.AWAY ? queue.unsaid() : queue.head();
        next.ifPresentOrElse(message -> run(say(message)), () -> drained.ifPresent(Promise::tryComplete));
    }

    /** Completes when nothing waits any more that could be said now. */
    Future<Void> drain() {
        Promise<Void> promise = Promise.promise();
        drained = Optional.of(promise);
        next();
        return promise.future();
    }

    /** Ends it; what nobody has heard is said plainly, if there is a connection, without waiting for anything. */
    void close() {
        closed = true;
        pause.ifPresent(vertx::cancelTimer);
        recheck.ifPresent(vertx::cancelTimer);
        Optional<Outgoing> last = queue.unsaid();
        while (last.isPresent() && hand(last.get())) {
            queue.said(last.get());
            last = queue.unsaid();
        }
    }

    private void run(Future<Void> step) {
        busy = true;
        step.onComplete(done -> {
            busy = false;
            next();
        });
    }

    private Future<Void> check() {
        if (config.stream().isEmpty()) {
            none("switched off: violations.stream is empty");
            return Future.succeededFuture();
        }
        return stream.ensure().transform(checked -> {
            if (checked.succeeded()) {
                keeps(checked.result());
            } else {
                trouble(checked.cause());
            }
            return Future.succeededFuture();
        });
    }

    private Future<Void> say(Outgoing message) {
        // the mode may change while it is on its way
        Mode asked = mode;
        boolean keep = asked == Mode.KEEPS && message.isKept();
        Future<Void> safe = keep ? keep(message) : sayPlainly(message);
        return safe.transform(said -> {
            if (said.failed() && keep) {
                notKept(message, said.cause());
            } else if (said.failed()) {
                pause(PLAIN_PAUSE_MILLIS);
            } else if (asked == Mode.AWAY && message.isKept()) {
                queue.said(message);
            } else {
                refusals = 0;
                troubleSince = OptionalLong.empty();
                queue.remove(message);
            }
            return Future.succeededFuture();
        });
    }

    private Future<Void> keep(Outgoing message) {
        return jetStream
                .publish(message.subject(), Optional.of(message.messageId()), message.payload())
                .compose(sequence -> sequence > 0
                        ? Future.succeededFuture()
                        : Future.failedFuture("somebody who is no stream answers on " + message.subject()));
    }

    /** Completes when the server has it: there is no other word of a plain message. */
    private Future<Void> sayPlainly(Outgoing message) {
        if (!hand(message)) {
            return Future.failedFuture("no connection to NATS");
        }
        return connection
                .flush(DEADLINE)
                .compose(v -> connection.isDenied(message.subject())
                        ? Future.failedFuture("our user may not publish to " + message.subject())
                        : Future.succeededFuture());
    }

    private boolean hand(Outgoing message) {
        return connection.publish(
                message.subject(), new Headers().put("Nats-Msg-Id", message.messageId()), message.payload());
    }

    private void notKept(Outgoing message, Throwable cause) {
        mode = Mode.UNKNOWN;
        // what else it can mean that nobody answers there (503), the look at the stream will show
        boolean refused = NatsException.kindOf(cause) == NatsException.Kind.REFUSED;
        boolean forGood = refused && !(cause instanceof NatsException e && e.code() == 503);
        refusals += forGood ? 1 : 0;
        if (refusals >= MOST_REFUSALS && hand(message)) {
            refusals = 0;
            log.error("stream {} does not keep {}: {}", config.stream(), message, cause.getMessage());
            queue.remove(message);
        } else if (refused) {
            pause(PAUSE_MILLIS);
        } else {
            trouble(cause);
        }
    }

    private void keeps(StreamInfo info) {
        mode = Mode.KEEPS;
        recheck.ifPresent(vertx::cancelTimer);
        if (queue.size() == 0) {
            troubleSince = OptionalLong.empty();
        }
        int replicas = info.config().replicas();
        features.up(
                Features.VIOLATIONS_STREAM,
                "stream " + info.name() + ", " + (replicas == 1 ? "1 replica" : replicas + " replicas"));
    }

    private void trouble(Throwable cause) {
        String words = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        NatsException.Kind kind = NatsException.kindOf(cause);
        switch (kind) {
            case DISCONNECTED -> pause(PAUSE_MILLIS);
            case NO_LEADER, TIMEOUT, OVER_BUDGET, NOT_FOUND -> {
                long now = System.nanoTime();
                long since = troubleSince.orElse(now);
                troubleSince = OptionalLong.of(since);
                if (now - since < pace.patience().toNanos()) {
                    pause(PAUSE_MILLIS);
                } else {
                    mode = Mode.AWAY;
                    features.down(Features.VIOLATIONS_STREAM, "does not answer, messages are kept later: " + words);
                    recheckIn(pace.awayRecheck());
                }
            }
            case NO_JETSTREAM, NO_PERMISSION, REFUSED -> {
                boolean overlap = cause instanceof NatsException e && e.errorCode() == SUBJECT_OVERLAP;
                none(
                        overlap
                                ? "another stream captures " + config.subject()
                                        + ".>: messages are published to it plainly"
                                : words);
                recheckIn(pace.noneRecheck());
            }
        }
    }

    private void none(String why) {
        mode = Mode.NONE;
        queue.forgetSaid();
        features.down(Features.VIOLATIONS_STREAM, why);
    }

    private void pause(long millis) {
        pause.ifPresent(vertx::cancelTimer);
        pause = OptionalLong.of(vertx.setTimer(millis, id -> {
            pause = OptionalLong.empty();
            next();
        }));
    }

    private void recheckIn(Duration time) {
        recheck.ifPresent(vertx::cancelTimer);
        recheck = OptionalLong.of(vertx.setTimer(time.toMillis(), id -> {
            mode = Mode.UNKNOWN;
            next();
        }));
    }
}
