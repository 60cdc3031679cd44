package io.mistersmith.backplane.monitor.alert;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Somebody who can be told. One class a kind; a new kind is named here. */
sealed interface Receiver permits LogReceiver, WebhookReceiver {

    /**
     * Makes one attempt.
     *
     * @return fails with {@link Refused} when trying again is of no use; any other failure is worth another attempt, a {@link
     *     Busy} one not before it says
     */
    Future<Void> send(Notification notification);

    /** As in the configuration: {@code log}, {@code webhook}. */
    String kind();

    /** Lets go of connections. */
    Future<Void> close();

    /** The receiver will not take this one, however often it is sent. */
    final class Refused extends RuntimeException {
        Refused(String message) {
            super(message, null, false, false);
        }
    }

    /** The receiver cannot take it now. */
    final class Busy extends RuntimeException {
        private final transient Optional<Duration> retryAfter;

        Busy(String message, Optional<Duration> retryAfter) {
            super(message, null, false, false);
            this.retryAfter = retryAfter;
        }

        /** No sooner, if it said so. */
        Optional<Duration> retryAfter() {
            return retryAfter;
        }
    }
}
