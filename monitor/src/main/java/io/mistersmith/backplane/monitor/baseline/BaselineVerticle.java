package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.wire.OpenViolations;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the Frames on {@link Frame#ADDRESS} every {@code evaluateEvery} and those on {@link Frame#CHANGES} at once, publishes what happens on {@link Violation#ADDRESS}, what
 * is open on {@link OpenViolations#ADDRESS} after every change, and a Frame of its own of kind {@code violations}.
 *
 * <p>What is open is saved at every change. Nothing is judged before the saved state is there: what is open must not open twice. At
 * its end it judges the last Frames once more, so sources have to end before it.
 */
public final class BaselineVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(BaselineVerticle.class);

    private static final long MIN_VALID_MILLIS = 10_000;
    /** With NATS away a save may hang: the process has to end all the same. */
    private static final long LAST_SAVE_MILLIS = 2_000;

    private static final long LOG_EVERY_MILLIS = 1_000;

    private final Evaluator evaluator;
    private final Duration evaluateEvery;
    private final ViolationStore store;
    private final InstantSource clock;
    private final ViolationCounts counts;
    private final StateSaver saver;
    private @Nullable MessageConsumer<Frame> frames;
    private @Nullable MessageConsumer<Frame> changes;
    private long timer = -1;
    private boolean loaded;
    private boolean stopped;
    private boolean loadFailureLogged;
    private long failureLoggedAt;

    /**
     * @param monitor the id under which violations go out
     * @param random for the violations' ids
     */
    public BaselineVerticle(
            List<Rule> rules,
            String monitor,
            Duration evaluateEvery,
            ViolationStore store,
            InstantSource clock,
            RandomGenerator random) {
        this.evaluator = new Evaluator(rules, monitor, evaluateEvery, random);
        this.evaluateEvery = evaluateEvery;
        this.store = store;
        this.clock = clock;
        this.counts = new ViolationCounts(Math.max(MIN_VALID_MILLIS, 3 * evaluateEvery.toMillis()));
        this.saver = new StateSaver(store);
    }

    /** Completes at once: the saved state may need a NATS that is not there yet. */
    @Override
    public Future<?> start() {
        frames = vertx.eventBus().localConsumer(Frame.ADDRESS, message -> evaluator.accept(message.body()));
        changes = vertx.eventBus().localConsumer(Frame.CHANGES, message -> judge(message.body()));
        load();
        return Future.succeededFuture();
    }

    private void load() {
        store.load().onComplete(answer -> {
            if (stopped) {
                return;
            }
            if (answer.failed()) {
                logLoadFailure(answer.cause());
                timer = vertx.setTimer(evaluateEvery.toMillis(), id -> load());
                return;
            }
            restore(answer.result());
            loaded = true;
            publishOpen();
            timer = vertx.setTimer(evaluateEvery.toMillis(), id -> tick());
        });
    }

    private void logLoadFailure(Throwable cause) {
        if (!loadFailureLogged) {
            LOG.warn("Cannot load the open violations, and judge nothing until it works: {}", cause.getMessage());
            loadFailureLogged = true;
        }
    }

    private void restore(Optional<byte[]> state) {
        try {
            state.map(EvaluatorSnapshot::fromJson).ifPresent(s -> evaluator.restore(s, clock.millis()));
        } catch (IllegalArgumentException e) {
            LOG.error("Cannot read the open violations, and begin without any: {}", e.getMessage());
        }
    }

    private void tick() {
        try {
            evaluate();
        } catch (RuntimeException e) {
            log(e);
        } finally {
            timer = vertx.setTimer(evaluateEvery.toMillis(), id -> tick());
        }
    }

    /** A defect in one evaluation must not end the judging. */
    private void log(RuntimeException defect) {
        if (clock.millis() - failureLoggedAt >= LOG_EVERY_MILLIS) {
            LOG.error("An evaluation failed", defect);
            failureLoggedAt = clock.millis();
        }
    }

    private void judge(Frame changed) {
        if (!loaded) {
            evaluator.change(changed);
            return;
        }
        try {
            tell(evaluator.judge(changed, clock.millis()));
        } catch (RuntimeException e) {
            log(e);
        }
    }

    private void evaluate() {
        tell(evaluator.evaluate(clock.millis()));
        vertx.eventBus().publish(Frame.ADDRESS, counts.frame(clock.millis()));
    }

    private void tell(List<Violation> messages) {
        if (evaluator.hasChanged()) {
            // the save is under way before anybody hears of it: a crash in between would open the same trouble again
            saver.save(evaluator.snapshot().toJson());
        } else {
            saver.retry();
        }
        for (Violation message : messages) {
            vertx.eventBus().publish(Violation.ADDRESS, message);
            counts.told(message, clock.millis());
        }
        if (evaluator.hasChanged()) {
            publishOpen();
        }
    }

    private void publishOpen() {
        List<Violation> open = evaluator.open();
        counts.open(open);
        vertx.eventBus().publish(OpenViolations.ADDRESS, new OpenViolations(open));
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        vertx.cancelTimer(timer);
        if (!loaded) {
            return Future.succeededFuture();
        }
        // behind the Frames that are already on their way to this context
        Promise<Void> arrived = Promise.promise();
        context.runOnContext(nothing -> arrived.complete());
        return arrived.future()
                .compose(nothing -> frames == null ? Future.succeededFuture() : frames.unregister())
                .compose(nothing -> changes == null ? Future.succeededFuture() : changes.unregister())
                .compose(nothing -> {
                    evaluate();
                    return saver.idle()
                            .timeout(LAST_SAVE_MILLIS, TimeUnit.MILLISECONDS)
                            .otherwiseEmpty();
                });
    }
}
