package io.mistersmith.backplane.monitor.alert;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.mistersmith.backplane.monitor.config.ViolationsConfig;
import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says violations on NATS, in order, as wire.md has it: {@code <subject>.<severity|resolved>.<metric>}, with {@code
 * Nats-Msg-Id: <id>:<revision>}, into the stream that keeps them where there can be one; with {@code system-alerts} also on
 * {@code system.alerts.<severity|resolved>}. While NATS is away they wait here. At its
 * end what waits is said within {@link #DRAIN}, or given up at once where NATS is away; so it is undeployed after what
 * publishes violations, and before the connection is closed.
 */
public final class ViolationPublisherVerticle extends VerticleBase {

    private static final Logger log = LoggerFactory.getLogger(ViolationPublisherVerticle.class);

    private static final int CAPACITY = 10_000;
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private final NatsConnection connection;
    private final ViolationMessages messages;
    private final PublishQueue queue = new PublishQueue(CAPACITY);
    private final Counter dropped;
    private final PublishLoop loop;

    /** @param encoder a violation as on the wire */
    public ViolationPublisherVerticle(
            Vertx vertx,
            ViolationsConfig config,
            Function<Violation, byte[]> encoder,
            NatsConnection connection,
            JetStreamApi jetStream,
            Features features,
            MeterRegistry registry) {
        this(vertx, config, PublishLoop.Pace.USUAL, encoder, connection, jetStream, features, registry);
    }

    ViolationPublisherVerticle(
            Vertx vertx,
            ViolationsConfig config,
            PublishLoop.Pace pace,
            Function<Violation, byte[]> encoder,
            NatsConnection connection,
            JetStreamApi jetStream,
            Features features,
            MeterRegistry registry) {
        this.connection = connection;
        this.messages = new ViolationMessages(config, encoder);
        this.loop = new PublishLoop(vertx, config, pace, queue, connection, jetStream, features);
        this.dropped = Counter.builder("backplane.monitor.violations.dropped")
                .description(
                        "Violation messages that were never said on NATS, or not kept by the stream: the queue was full"
                                + " while NATS was away, or the process ended before it was back")
                .register(registry);
        Gauge.builder("backplane.monitor.violations.waiting", queue, PublishQueue::size)
                .description("Violation messages that wait to be said on NATS, or to be kept by the stream")
                .register(registry);
    }

    @Override
    public Future<?> start() {
        connection.onConnected(() -> context.runOnContext(v -> loop.connected()));
        MessageConsumer<Violation> violations = vertx.eventBus().localConsumer(Violation.ADDRESS);
        violations.handler(message -> take(message.body()));
        loop.next();
        return violations.completion();
    }

    @Override
    public Future<?> stop() {
        Future<?> said = connection.connectivity().connected()
                ? Future.any(loop.drain(), vertx.timer(DRAIN.toMillis()))
                : Future.succeededFuture();
        return said.transform(v -> {
            loop.close();
            int left = queue.size();
            if (left > 0) {
                dropped.increment(left);
                log.warn(
                        "{} violation messages were not said on NATS before the exit, {} more were but are not kept",
                        queue.unsaidCount(),
                        left - queue.unsaidCount());
            }
            return Future.succeededFuture();
        });
    }

    private void take(Violation violation) {
        for (Outgoing message : messages.of(violation)) {
            if (queue.add(message)) {
                dropped.increment();
                // once per thousand: NATS may be away for days
                if (dropped.count() % 1000 == 1) {
                    log.warn("{} violation messages wait for NATS: the oldest are dropped from here on", CAPACITY);
                }
            }
        }
        loop.next();
    }
}
