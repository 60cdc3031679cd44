package io.mistersmith.backplane.monitor.baseline;

import io.vertx.core.Future;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves the newest state, one save at a time: what changes during one is saved after it, together. On one context.
 */
final class StateSaver {

    private static final Logger LOG = LoggerFactory.getLogger(StateSaver.class);

    private final ViolationStore store;
    private Optional<byte[]> unsaved = Optional.empty();
    private Future<Void> underWay = Future.succeededFuture();
    private boolean failing;

    StateSaver(ViolationStore store) {
        this.store = store;
    }

    void save(byte[] state) {
        unsaved = Optional.of(state);
        retry();
    }

    /** Saves what could not be saved before, if there is something. */
    void retry() {
        if (unsaved.isPresent() && underWay.isComplete()) {
            byte[] state = unsaved.get();
            unsaved = Optional.empty();
            underWay = store.save(state).transform(result -> {
                done(result.failed() ? Optional.of(result.cause()) : Optional.empty(), state);
                return Future.succeededFuture();
            });
            underWay.onComplete(done -> followUp());
        }
    }

    private void done(Optional<Throwable> failure, byte[] state) {
        if (failure.isPresent()) {
            unsaved = unsaved.isPresent() ? unsaved : Optional.of(state);
            if (!failing) {
                LOG.warn(
                        "Cannot save the open violations; will try again: {}",
                        failure.get().getMessage());
            }
        } else if (failing) {
            LOG.info("The open violations are saved again");
        }
        failing = failure.isPresent();
    }

    private void followUp() {
        if (!failing) {
            retry();
        }
    }

    /** Completes when nothing is left to save, or the latest attempt failed. */
    Future<Void> idle() {
        return underWay.compose(done -> unsaved.isPresent() && !failing ? next() : Future.succeededFuture());
    }

    private Future<Void> next() {
        retry();
        return idle();
    }
}
