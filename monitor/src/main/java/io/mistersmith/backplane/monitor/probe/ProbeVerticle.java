package io.mistersmith.backplane.monitor.probe;

import io.mistersmith.backplane.monitor.config.ProbeConfig;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.nats.MessageDispatcher;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.nats.client.Message;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Sends itself a message through NATS in each interval, and tells how long it was under way.
 */
public final class ProbeVerticle extends VerticleBase {

    private static final int MAX_WAITING = 100;
    private static final long MAX_WAITING_BYTES = 64L * 1024;
    private static final long EXPIRY_MILLIS = 250;

    private final NatsConnection connection;
    private final ProbeConfig config;
    private final String subject;
    private final RoundTrips trips = new RoundTrips();
    private long number;
    private long seenAt = System.currentTimeMillis();

    /**
     * @param monitorId whose subject it is; the last token is this process's own
     */
    public ProbeVerticle(NatsConnection connection, ProbeConfig config, String monitorId) {
        this.connection = connection;
        this.config = config;
        this.subject = "backplane.probe." + monitorId.replaceAll("[^A-Za-z0-9_-]", "_") + "."
                + ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    }

    @Override
    public Future<?> start() {
        if (!config.enabled()) {
            return Future.succeededFuture();
        }
        MessageDispatcher dispatcher = connection.dispatcher(MAX_WAITING, MAX_WAITING_BYTES);
        dispatcher.subscribe(subject, this::take);
        vertx.setPeriodic(config.interval().toMillis(), id -> probe());
        vertx.setPeriodic(EXPIRY_MILLIS, id -> expire());
        return Future.succeededFuture();
    }

    /** On the dispatcher's thread. */
    private void take(Message message) {
        long now = System.nanoTime();
        byte[] payload = message.getData();
        if (payload != null && payload.length == Long.BYTES) {
            long returned = ByteBuffer.wrap(payload).getLong();
            context.runOnContext(v -> trips.returned(now, returned));
        }
    }

    private void probe() {
        boolean connected = expire();
        long at = System.currentTimeMillis();
        seenAt = connected ? at : seenAt;
        vertx.eventBus()
                .publish(
                        Frame.ADDRESS,
                        trips.frame(seenAt, 3 * config.interval().toMillis(), System.nanoTime(), connected));
        if (connected && !connection.isDenied(subject)) {
            long now = System.nanoTime();
            byte[] payload = ByteBuffer.allocate(Long.BYTES).putLong(++number).array();
            if (connection.publish(subject, payload)) {
                trips.sent(now, number);
            }
        }
    }

    /** Whether NATS is reached. */
    private boolean expire() {
        boolean connected = connection.connectivity().connected();
        if (connected) {
            trips.expire(System.nanoTime());
        } else {
            trips.disconnected();
        }
        return connected;
    }
}
