package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.NatsException;
import io.mistersmith.backplane.monitor.nats.ServersApi;
import io.mistersmith.backplane.monitor.nats.ServersConnections;
import io.vertx.core.Context;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the servers for connections, on the verticle's context; the thread that owns the fleet says for which, and picks the
 * answer up when it likes. Where they refuse, it says so once, and leaves them alone for a while.
 */
final class ConnectionLookup {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLookup.class);

    /** After a refusal nobody is asked for so long. */
    private static final long REST_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Context context;
    private final NatsConnection connection;
    private final ServersApi servers;
    private final AtomicReference<Optional<ServersConnections>> answer = new AtomicReference<>(Optional.empty());

    // on the context
    private String trouble = "";
    private boolean resting;
    private long restUntil;

    /** @param connection of the account in which agents are heard */
    ConnectionLookup(Context context, NatsConnection connection, ServersApi servers) {
        this.context = context;
        this.connection = connection;
        this.servers = servers;
    }

    /** Asks for the connections of these names. The {@link #answer} comes in any case, and may be that nothing is known. */
    void ask(Set<String> names) {
        context.runOnContext(v -> {
            if (resting && System.nanoTime() - restUntil < 0) {
                answer.set(Optional.of(ServersConnections.UNKNOWN));
                return;
            }
            servers.account(connection)
                    .compose(account -> servers.connections(account, names))
                    .onSuccess(told -> trouble = "")
                    .onFailure(this::failed)
                    .otherwise(ServersConnections.UNKNOWN)
                    .onSuccess(told -> answer.set(Optional.of(told)));
        });
    }

    private void failed(Throwable cause) {
        NatsException.Kind kind = NatsException.kindOf(cause);
        resting = kind == NatsException.Kind.REFUSED || kind == NatsException.Kind.NO_PERMISSION;
        restUntil = System.nanoTime() + REST_NANOS;
        String words = String.valueOf(cause.getMessage());
        if (!words.equals(trouble)) {
            LOG.warn("whether silent agents are still connected cannot be told: {}", words);
        }
        trouble = words;
    }

    /** What was answered since this was last asked. */
    Optional<ServersConnections> answer() {
        return answer.getAndSet(Optional.empty());
    }
}
