package io.mistersmith.backplane.monitor.alert;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** {@code backplane_alert_notifications_total} and {@code backplane_alert_queue_depth} of one receiver, 0 from the start. */
final class AlertMeters {

    private final MeterProvider<Counter> notifications;

    AlertMeters(MeterRegistry registry, String receiver, Outbox outbox) {
        notifications = Counter.builder("backplane.alert.notifications")
                .description("Notifications by what became of them: delivered; retried, an attempt that failed and is"
                        + " repeated; failed, refused by the receiver for good; dropped, the queue was full or the"
                        + " process ended before it was taken; suppressed, an alert that was over before it was told")
                .tag("receiver", receiver)
                .withRegistry(registry);
        for (Outcome outcome : Outcome.values()) {
            count(outcome, 0);
        }
        Gauge.builder("backplane.alert.queue.depth", outbox, Outbox::size)
                .description("Notifications that wait to be taken by the receiver, the one on its way included")
                .tag("receiver", receiver)
                .register(registry);
    }

    /** What becomes of a notification. */
    enum Outcome {
        DELIVERED,
        RETRIED,
        FAILED,
        DROPPED,
        SUPPRESSED
    }

    void count(Outcome outcome) {
        count(outcome, 1);
    }

    void count(Outcome outcome, int n) {
        notifications
                .withTag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .increment(n);
    }
}
