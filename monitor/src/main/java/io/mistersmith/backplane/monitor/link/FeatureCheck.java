package io.mistersmith.backplane.monitor.link;

import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.NatsException;
import io.nats.client.impl.Headers;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Keeps one feature's state: asks at each new connection, soon again while the answer is bad, and every {@value #USUAL_MILLIS}
 * ms. One answer that stays out is an election's; two are a state.
 */
final class FeatureCheck {

    static final Headers NO_HEADERS = new Headers();
    static final Duration DEADLINE = Duration.ofSeconds(2);

    private static final long USUAL_MILLIS = 5000;
    private static final long CONNECTED_CHECK_MILLIS = 250;
    private static final long SOON_MILLIS = 500;

    private final Vertx vertx;
    private final NatsConnection connection;
    private final Supplier<Future<?>> question;
    private final Features features;
    private final String feature;
    private final String upReason;
    private long asked;
    private int failures;
    private long timer = -1;

    FeatureCheck(
            Vertx vertx,
            NatsConnection connection,
            Supplier<Future<?>> question,
            Features features,
            String feature,
            String upReason) {
        this.vertx = vertx;
        this.connection = connection;
        this.question = question;
        this.features = features;
        this.feature = feature;
        this.upReason = upReason;
    }

    /** Goes on as long as the verticle on whose context it is called. */
    void start() {
        Context context = vertx.getOrCreateContext();
        vertx.setPeriodic(CONNECTED_CHECK_MILLIS, id -> {
            if (!connection.connectivity().connected()) {
                failures = 0;
                features.down(feature, "no connection to NATS");
            }
        });
        connection.onConnected(() -> context.runOnContext(v -> ask()));
    }

    private void ask() {
        vertx.cancelTimer(timer);
        long current = ++asked;
        question.get().onComplete(answer -> {
            if (current != asked) {
                // there was a new connection since
                return;
            }
            if (answer.succeeded()) {
                failures = 0;
                features.up(feature, upReason);
            } else {
                failures++;
                failed(answer.cause());
            }
            long pause = failures == 0 ? USUAL_MILLIS : Math.min(USUAL_MILLIS, SOON_MILLIS << Math.min(failures, 4));
            timer = vertx.setTimer(pause, id -> ask());
        });
    }

    private void failed(Throwable cause) {
        NatsException.Kind kind = NatsException.kindOf(cause);
        boolean mayPass = kind == NatsException.Kind.TIMEOUT
                || kind == NatsException.Kind.NO_LEADER
                || kind == NatsException.Kind.OVER_BUDGET;
        if (!mayPass || failures > 1) {
            features.down(feature, cause.getMessage() == null ? cause.toString() : cause.getMessage());
        }
    }
}
