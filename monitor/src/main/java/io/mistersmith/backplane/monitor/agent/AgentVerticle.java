package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.config.AgentsConfig;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Optional;

/**
 * The source of the fleet's figures: publishes Frames of the kinds {@code agents}, {@code agent-operations}, {@code
 * operation-durations}, {@code operations} and, last, {@code fleet} one to four times a second on {@link Frame#ADDRESS}, whether or not NATS
 * is there.
 */
public final class AgentVerticle extends VerticleBase {

    /** Heartbeats that may wait; what exceeds it is dropped and counted. */
    private static final int MAX_PENDING = 20_000;

    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private final NatsConnection nats;
    private final AgentsConfig config;
    private Optional<HeartbeatReader> reader = Optional.empty();

    public AgentVerticle(NatsConnection nats, AgentsConfig config) {
        this.nats = nats;
        this.config = config;
    }

    @Override
    public Future<?> start() {
        HeartbeatReader started = new HeartbeatReader(vertx, context, nats, config, MAX_PENDING);
        reader = Optional.of(started);
        started.start();
        return Future.succeededFuture();
    }

    /** What the server has sent by now is still taken in and published. */
    @Override
    public Future<?> stop() {
        return nats.flush(LAST_WORDS)
                .otherwiseEmpty()
                .compose(flushed -> vertx.executeBlocking(() -> {
                    if (reader.isPresent()) {
                        reader.get().finish();
                    }
                    return null;
                }));
    }
}
