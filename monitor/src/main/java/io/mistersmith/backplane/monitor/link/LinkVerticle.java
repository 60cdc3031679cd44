package io.mistersmith.backplane.monitor.link;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.nats.Connectivity;
import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.NatsException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Tells each second how the monitor's own connections are, and looks every few seconds whether JetStream and the system
 * account answer.
 */
public final class LinkVerticle extends VerticleBase {

    private static final int MAX_WAITING_EVENTS = 10_000;
    private static final long MAX_WAITING_BYTES = 16L * 1024 * 1024;

    private final NatsConnection connection;
    private final Optional<NatsConnection> system;
    private final JetStreamApi api;
    private final Features features;
    private final LinkFrames frames = new LinkFrames();
    private final ConnectionEvents events =
            new ConnectionEvents(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));

    /**
     * @param system the connection to the system account, where there is one
     */
    public LinkVerticle(
            NatsConnection connection, Optional<NatsConnection> system, JetStreamApi api, Features features) {
        this.connection = connection;
        this.system = system;
        this.api = api;
        this.features = features;
    }

    @Override
    public Future<?> start() {
        new FeatureCheck(vertx, connection, api::accountInfo, features, Features.JETSTREAM, "JetStream answers")
                .start();
        system.ifPresentOrElse(this::watchSystem, () -> features.down(Features.SYSTEM_ACCOUNT, "not configured"));
        vertx.setPeriodic(LinkFrames.TICK_MILLIS, id -> tick());
        return Future.succeededFuture();
    }

    private void watchSystem(NatsConnection account) {
        events.listen(account.dispatcher(MAX_WAITING_EVENTS, MAX_WAITING_BYTES));
        new FeatureCheck(
                        vertx,
                        account,
                        () -> isSystemAccount(account),
                        features,
                        Features.SYSTEM_ACCOUNT,
                        "the servers answer to it")
                .start();
    }

    /** In any other account nobody answers there. */
    private static Future<?> isSystemAccount(NatsConnection account) {
        if (account.isDenied(ConnectionEvents.CONNECTS)) {
            return Future.failedFuture(
                    new IllegalStateException("our user may not subscribe to " + ConnectionEvents.CONNECTS));
        }
        return account.request("$SYS.REQ.SERVER.PING", FeatureCheck.NO_HEADERS, new byte[0], FeatureCheck.DEADLINE)
                .recover(e -> Future.failedFuture(
                        NatsException.kindOf(e) == NatsException.Kind.REFUSED
                                ? new IllegalStateException("nats.system is no user of the system account")
                                : e));
    }

    private void tick() {
        long at = System.currentTimeMillis();
        Connectivity main = connection.connectivity();
        publish(frames.link(
                at,
                main.reconnects()
                        + system.map(s -> s.connectivity().reconnects()).orElse(0L),
                system.isPresent() ? events.reconnects() : Double.NaN,
                main.connected() ? 0 : Math.max(1, at - main.since()),
                connection.receivedBytes()
                        + system.map(NatsConnection::receivedBytes).orElse(0L)));
        publish(frames.requests(at, api.requests()));
        Map<String, Boolean> up = new TreeMap<>();
        features.all().forEach((name, feature) -> {
            // of what nobody has looked at yet, neither 0 nor 1 is true
            if (features.isKnown(name)) {
                up.put(name, feature.up());
            }
        });
        publish(frames.features(at, up));
    }

    private void publish(Frame frame) {
        vertx.eventBus().publish(Frame.ADDRESS, frame);
    }
}
