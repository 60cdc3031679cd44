package io.mistersmith.backplane.monitor.alert;

import io.mistersmith.backplane.monitor.alert.AlertHealth.Failure;
import io.mistersmith.backplane.monitor.alert.AlertHealth.ReceiverHealth;
import io.mistersmith.backplane.monitor.alert.AlertMeters.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what is in an outbox to its receiver: in order, one at a time, each until it is taken or refused for good. Belongs
 * to the alert verticle's context.
 */
final class Delivery {

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final Vertx vertx;
    private final String name;
    private final Receiver receiver;
    private final Outbox outbox;
    private final Backoff backoff;
    private final RandomGenerator random;
    private final AlertMeters meters;
    private final InstantSource clock;
    private final Runnable changed;

    private boolean sending;
    private boolean closed;
    private boolean failing;
    /** At the head. */
    private int failedAttempts;

    private OptionalLong retryTimer = OptionalLong.empty();
    private long delivered;
    private long dropped;
    private Optional<Failure> lastFailure = Optional.empty();
    private Optional<Promise<Void>> drained = Optional.empty();

    /** @param changed called after each change of {@link #health()} */
    Delivery(
            Vertx vertx,
            String name,
            Receiver receiver,
            Outbox outbox,
            Backoff backoff,
            RandomGenerator random,
            AlertMeters meters,
            InstantSource clock,
            Runnable changed) {
        this.vertx = vertx;
        this.name = name;
        this.receiver = receiver;
        this.outbox = outbox;
        this.backoff = backoff;
        this.random = random;
        this.meters = meters;
        this.clock = clock;
        this.changed = changed;
    }

    void offer(Notification notification) {
        int gone = outbox.add(notification).size();
        if (gone > 0) {
            meters.count(Outcome.DROPPED, gone);
            dropped += gone;
            // 1, 2, 4, 8, …: a receiver that is gone for a week does not fill the log
            if (Long.bitCount(dropped) == 1) {
                log.warn(
                        "receiver {}: queue of {} is full, {} notifications dropped so far",
                        name,
                        outbox.size(),
                        dropped);
            }
        }
        next();
        changed.run();
    }

    /** An alert was over before this receiver was told. */
    void suppressed() {
        meters.count(Outcome.SUPPRESSED);
    }

    /** Sends what waits, without waiting out a pause between attempts first; succeeds when nothing waits any more. */
    Future<Void> drain() {
        Promise<Void> promise = Promise.promise();
        drained = Optional.of(promise);
        cancelRetry();
        next();
        return promise.future();
    }

    /** Ends it: what is still there is counted as dropped and told in the log. */
    Future<Void> close() {
        closed = true;
        cancelRetry();
        int left = outbox.size();
        if (left > 0) {
            meters.count(Outcome.DROPPED, left);
            log.warn("receiver {}: {} notifications were not taken before the exit{}", name, left, why());
        }
        return receiver.close();
    }

    ReceiverHealth health() {
        return new ReceiverHealth(receiver.kind(), outbox.size(), delivered, lastFailure, failing);
    }

    private String why() {
        return lastFailure
                .map(failure -> " (last failure: " + failure.reason() + ")")
                .orElse("");
    }

    private void next() {
        if (sending || retryTimer.isPresent()) {
            return;
        }
        Optional<Notification> head = outbox.head();
        if (head.isEmpty()) {
            drained.ifPresent(Promise::tryComplete);
            return;
        }
        sending = true;
        attempt(head.get()).onComplete(result -> {
            sending = false;
            if (closed) {
                return;
            }
            if (result.succeeded()) {
                taken();
            } else {
                notTaken(result.cause());
            }
            changed.run();
            next();
        });
    }

    /** A receiver that throws has failed the attempt. */
    private Future<Void> attempt(Notification notification) {
        return Future.<Void>succeededFuture().compose(v -> receiver.send(notification));
    }

    private void taken() {
        outbox.removeHead();
        delivered++;
        meters.count(Outcome.DELIVERED);
        if (failedAttempts > 0) {
            log.info("receiver {} takes notifications again, after {} failed attempts", name, failedAttempts);
        }
        failing = false;
        failedAttempts = 0;
    }

    private void notTaken(Throwable cause) {
        failing = true;
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        lastFailure = Optional.of(new Failure(clock.instant(), reason));
        if (cause instanceof Receiver.Refused) {
            outbox.removeHead();
            failedAttempts = 0;
            meters.count(Outcome.FAILED);
            log.error("receiver {} refused a notification, it is not sent again: {}", name, reason);
            return;
        }
        failedAttempts++;
        meters.count(Outcome.RETRIED);
        Duration pause = backoff.after(failedAttempts, random);
        if (cause instanceof Receiver.Busy busy) {
            pause = busy.retryAfter()
                    .filter(asked -> asked.compareTo(backoff.first()) > 0)
                    .orElse(pause);
        }
        if (failedAttempts == 1) {
            log.warn("receiver {}: {}; trying again until it takes it, next in {} ms", name, reason, pause.toMillis());
        }
        retryTimer = OptionalLong.of(vertx.setTimer(pause.toMillis(), id -> {
            retryTimer = OptionalLong.empty();
            next();
        }));
    }

    private void cancelRetry() {
        retryTimer.ifPresent(vertx::cancelTimer);
        retryTimer = OptionalLong.empty();
    }
}
