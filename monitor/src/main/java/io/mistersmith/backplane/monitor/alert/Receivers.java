package io.mistersmith.backplane.monitor.alert;

import io.mistersmith.backplane.monitor.config.AlertsConfig;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The receivers of a configuration. */
final class Receivers {

    private static final Logger log = LoggerFactory.getLogger(Receivers.class);

    private final Vertx vertx;
    private final Function<Violation, byte[]> encoder;
    private final InstantSource clock;

    Receivers(Vertx vertx, Function<Violation, byte[]> encoder, InstantSource clock) {
        this.vertx = vertx;
        this.encoder = encoder;
        this.clock = clock;
    }

    /** By name; where no route is configured also the log, to which everything goes then. */
    Map<String, Receiver> open(AlertsConfig config) {
        Map<String, Receiver> receivers = new TreeMap<>();
        config.receivers().forEach((name, receiver) -> receivers.put(name, open(name, receiver)));
        if (config.routes().isEmpty()) {
            receivers.putIfAbsent(Routes.LOG, new LogReceiver());
        }
        return receivers;
    }

    private Receiver open(String name, AlertsConfig.Receiver config) {
        if (config instanceof AlertsConfig.Receiver.Webhook webhook) {
            return new WebhookReceiver(vertx, webhook, encoder, clock);
        }
        if (!(config instanceof AlertsConfig.Receiver.Log)) {
            log.warn(
                    "alerts.receivers.{}: {} is not yet implemented, alerts for it go to the log",
                    name,
                    config.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        }
        return new LogReceiver();
    }
}
