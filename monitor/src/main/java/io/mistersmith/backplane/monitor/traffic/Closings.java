package io.mistersmith.backplane.monitor.traffic;

import io.mistersmith.backplane.monitor.nats.NatsException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Taps that are to be gone: each is closed at once, and again until the server confirmed it. A consumer that stays behind on a
 * dead node makes everybody's list of consumers wait. One context.
 */
final class Closings {

    private static final Logger LOG = LoggerFactory.getLogger(Closings.class);

    /** After it the server's own {@link HeadersTap#INACTIVE_THRESHOLD} has done it, or nobody can. */
    private static final int MOST_ATTEMPTS = 60;

    private final Map<StreamTap, Integer> unconfirmed = new LinkedHashMap<>();
    private final List<Future<Void>> running = new ArrayList<>();

    void close(StreamTap tap) {
        attempt(tap, 1);
    }

    private void attempt(StreamTap tap, int attempt) {
        Future<Void> closed = tap.close();
        running.add(closed);
        closed.onComplete(result -> {
            running.remove(closed);
            if (result.failed() && attempt < MOST_ATTEMPTS) {
                LOG.debug(
                        "a consumer of ours is not gone yet: {}", result.cause().getMessage());
                unconfirmed.put(tap, attempt);
            } else if (result.failed()) {
                LOG.warn(
                        "a consumer of ours could not be deleted ({}); the server removes it when it is inactive",
                        NatsException.kindOf(result.cause()));
            }
        });
    }

    /** Tries those again that were not confirmed. */
    void again() {
        Map<StreamTap, Integer> tried = Map.copyOf(unconfirmed);
        unconfirmed.clear();
        tried.forEach((tap, attempts) -> attempt(tap, attempts + 1));
    }

    /** Completes when everything that is under way is through, well or not. */
    Future<Void> settled() {
        return Future.join(List.copyOf(running)).transform(all -> Future.succeededFuture());
    }
}
