package io.mistersmith.backplane.monitor.consumer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Requests that are waited for so long and no longer; what comes later is taken then. Nothing is asked again while its
 * answer is outstanding, and what was slow the last time is not waited for at all. One context.
 */
final class Patience {

    private static final int MAX_SLOW = 20_000;

    private final Supplier<Vertx> vertx;
    private final long millis;
    private final Set<String> outstanding = new HashSet<>();
    private final Set<String> slow = new HashSet<>();

    Patience(Supplier<Vertx> vertx, long millis) {
        this.vertx = vertx;
        this.millis = millis;
    }

    /**
     * The answer, or empty when it takes too long or is outstanding since an earlier call. Fails as the request does.
     *
     * @param key names what is asked
     * @param late takes an answer that comes later
     */
    <T> Future<Optional<T>> await(String key, Supplier<Future<T>> request, Consumer<T> late) {
        if (outstanding.contains(key)) {
            return Future.succeededFuture(Optional.empty());
        }
        long sent = System.nanoTime();
        outstanding.add(key);
        Promise<Optional<T>> promise = Promise.promise();
        if (slow.size() > MAX_SLOW) {
            // names of what is long gone
            slow.clear();
        }
        boolean wait = !slow.contains(key);
        long timer = wait
                ? vertx.get().setTimer(millis, id -> {
                    slow.add(key);
                    promise.tryComplete(Optional.empty());
                })
                : -1;
        request.get().onComplete(result -> {
            outstanding.remove(key);
            vertx.get().cancelTimer(timer);
            if (System.nanoTime() - sent < millis * 1_000_000) {
                slow.remove(key);
            }
            boolean inTime = result.succeeded()
                    ? promise.tryComplete(Optional.of(result.result()))
                    : promise.tryFail(result.cause());
            if (!inTime && result.succeeded()) {
                late.accept(result.result());
            }
        });
        if (!wait) {
            promise.tryComplete(Optional.empty());
        }
        return promise.future();
    }

    /** Whether {@code key} was slow the last time: it is not waited for. */
    boolean isSlow(String key) {
        return slow.contains(key);
    }
}
