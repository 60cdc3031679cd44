package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.config.AgentsConfig;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.PendingLimits;
import io.mistersmith.backplane.monitor.nats.ServersApi;
import io.mistersmith.backplane.monitor.nats.StateStore;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The source of the fleet's figures: publishes Frames of the kinds {@code operation-durations}, {@code operations} and, last,
 * {@code fleet} four times a second on {@link Frame#ADDRESS}, whether or not NATS is there; before them, as often while the
 * fleet is small and every 5 s at least, {@code agents} and {@code agent-operations}; and at once, on {@link Frame#CHANGES},
 * the agents that fell silent or spoke again.
 */
public final class AgentVerticle extends VerticleBase {

    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private final NatsConnection nats;
    private final AgentsConfig config;
    private final List<Double> silences;
    private final Optional<ServersApi> servers;
    private final StateStore store;
    private Optional<HeartbeatReader> reader = Optional.empty();
    private Optional<FleetKeeper> keeper = Optional.empty();

    /**
     * @param silences how many of its intervals an agent may be silent before something is told of it at once, beside what makes
     *     it late and down: the thresholds of the rules on that
     * @param servers the system account's way to all servers, where there is one: it tells whether a silent agent is still connected
     * @param store in which the fleet is kept over a restart
     */
    public AgentVerticle(
            NatsConnection nats,
            AgentsConfig config,
            List<Double> silences,
            Optional<ServersApi> servers,
            StateStore store) {
        this.servers = servers;
        this.store = store;
        this.nats = nats;
        this.config = config;
        this.silences = List.copyOf(silences);
    }

    @Override
    public Future<?> start() {
        FleetKeeper own = new FleetKeeper(store, context);
        keeper = Optional.of(own);
        // it hears from now on, and reads when it knows what was before
        Optional<ConnectionLookup> lookup = servers.map(api -> new ConnectionLookup(context, nats, api));
        HeartbeatReader started = new HeartbeatReader(
                vertx,
                context,
                nats,
                config,
                silences,
                own,
                lookup,
                PendingLimits.ofHeap(Runtime.getRuntime().maxMemory()));
        return own.load().onSuccess(before -> {
            started.start(before);
            reader = Optional.of(started);
        });
    }

    /** What the server has sent by now is still taken in, published and kept. */
    @Override
    public Future<?> stop() {
        return nats.flush(LAST_WORDS)
                .otherwiseEmpty()
                .compose(flushed -> vertx.executeBlocking(
                        () -> reader.isPresent() ? reader.get().finish() : List.<FleetPiece>of()))
                .compose(fleet -> keeper.map(k -> k.save(fleet)).orElse(Future.succeededFuture()));
    }
}
