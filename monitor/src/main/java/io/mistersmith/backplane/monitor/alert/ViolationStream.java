package io.mistersmith.backplane.monitor.alert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mistersmith.backplane.monitor.config.ViolationsConfig;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsException;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * The JetStream stream that keeps violations. Made when it is missing, and brought to the configuration when it differs in
 * what the configuration says; what an operator changed beyond that stays.
 */
final class ViolationStream {

    /** A repeat within it is recognized. */
    static final Duration DUPLICATE_WINDOW = Duration.ofMinutes(10);

    /**
     * Some 300 MB. A limit in messages, because one in bytes would reserve that much of the account's storage from the first
     * day.
     */
    static final int MAX_MESSAGES = 200_000;

    private static final int MOST_REPLICAS = 3;
    private static final int NO_SUITABLE_PEERS = 10005;
    private static final int REPLICAS_NOT_SUPPORTED = 10074;

    private final ViolationsConfig config;
    private final JetStreamApi jetStream;

    ViolationStream(ViolationsConfig config, JetStreamApi jetStream) {
        this.config = config;
        this.jetStream = jetStream;
    }

    /** Completes with the stream as it is now; fails with a {@link NatsException}. */
    Future<StreamInfo> ensure() {
        return jetStream.ensureStream(definition(1), config.replicas()).compose(this::adapt);
    }

    private Future<StreamInfo> adapt(StreamInfo info) {
        boolean automatic = config.replicas() == 0;
        boolean same = info.config().subjects().equals(List.of(subjects()))
                && info.config().maxAge() == config.maxAge().toNanos();
        int replicas = automatic ? info.config().replicas() : config.replicas();
        Future<StreamInfo> adapted = same && replicas == info.config().replicas()
                ? Future.succeededFuture(info)
                : jetStream.updateStream(changed(info, replicas));
        boolean mayGrow = automatic && info.cluster().isClustered() && replicas < MOST_REPLICAS;
        if (!mayGrow) {
            return adapted;
        }
        // it was made while the cluster had fewer servers; where that is still so, it stays as it is
        return adapted.compose(now -> jetStream
                .updateStream(changed(now, MOST_REPLICAS))
                .recover(e -> lacksPeers(e) ? Future.succeededFuture(now) : Future.failedFuture(e)));
    }

    private ObjectNode changed(StreamInfo info, int replicas) {
        ObjectNode definition = definition(replicas);
        definition.put("max_msgs", info.config().maxMessages());
        definition.put("max_bytes", info.config().maxBytes());
        return definition;
    }

    private ObjectNode definition(int replicas) {
        ObjectNode stream = JetStreamApi.object();
        stream.put("name", config.stream());
        stream.put("description", "violations found by the MisterSmith backplane monitor");
        stream.putArray("subjects").add(subjects());
        stream.put("retention", "limits");
        stream.put("discard", "old");
        stream.put("storage", "file");
        stream.put("max_age", config.maxAge().toNanos());
        stream.put("max_msgs", MAX_MESSAGES);
        stream.put("max_bytes", -1);
        stream.put("max_msg_size", -1);
        stream.put("max_consumers", -1);
        stream.put("num_replicas", replicas);
        boolean shortLived = !config.maxAge().isZero() && config.maxAge().compareTo(DUPLICATE_WINDOW) < 0;
        stream.put("duplicate_window", (shortLived ? config.maxAge() : DUPLICATE_WINDOW).toNanos());
        return stream;
    }

    private String subjects() {
        return config.subject() + ".>";
    }

    private static boolean lacksPeers(Throwable e) {
        return e instanceof NatsException refusal
                && (refusal.errorCode() == NO_SUITABLE_PEERS || refusal.errorCode() == REPLICAS_NOT_SUPPORTED);
    }
}
