package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.NatsException;
import io.mistersmith.backplane.monitor.nats.ServersApi;
import io.mistersmith.backplane.monitor.nats.ServersJetStream;
import io.vertx.core.Future;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the snapshot from the servers themselves, through the system account: one request instead of one for each stream,
 * half the bytes, and no wait for who has no leader. Where that cannot be had it says so, and tries again some polls later.
 * One context.
 */
final class ServersSweep {

    private static final Logger LOG = LoggerFactory.getLogger(ServersSweep.class);

    /** An edited configuration is seen at the latest so many polls later; new things are asked for theirs at once. */
    private static final int CONFIGS_EVERY = 6;

    /** … in a large installation, where they are megabytes: one poll more for so many consumers, up to the most. */
    private static final int CONSUMERS_A_POLL = 400;

    private static final int CONFIGS_EVERY_AT_MOST = 24;

    /** After a refusal the lists serve for so many polls; after a silence for one. */
    private static final int REST = 10;

    private final Optional<ServersApi> servers;
    private final NatsConnection connection;
    private final Backplane backplane;
    private final Census census;
    private String account = "";
    private String told = "";
    private int sinceConfigs = CONFIGS_EVERY_AT_MOST;
    private int resting;

    ServersSweep(Optional<ServersApi> servers, NatsConnection connection, Backplane backplane) {
        this.servers = servers;
        this.connection = connection;
        this.backplane = backplane;
        this.census = new Census(backplane::isWatched);
    }

    /** A snapshot, or empty where the servers cannot be asked. Never fails. */
    Future<Optional<Census.Result>> take() {
        if (servers.isEmpty() || resting-- > 0) {
            return Future.succeededFuture(Optional.empty());
        }
        resting = 0;
        long at = System.currentTimeMillis();
        return servers.get()
                .account(connection)
                .compose(name -> {
                    account = name;
                    return ask(servers.get(), name, at, ++sinceConfigs >= configsEvery());
                })
                .map(result -> {
                    tell("from the servers' own snapshots, account " + account);
                    return Optional.of(result);
                })
                .otherwise(e -> {
                    resting = NatsException.kindOf(e) == NatsException.Kind.REFUSED ? REST : 1;
                    tell("from the API's lists: " + e.getMessage());
                    return Optional.empty();
                });
    }

    private Future<Census.Result> ask(ServersApi api, String name, long at, boolean configs) {
        return api.jetStream(name, configs).compose(answers -> {
            if (configs) {
                sinceConfigs = 0;
            }
            if (answers.servers().isEmpty()) {
                return Future.failedFuture(new IllegalStateException("no server with JetStream answers"));
            }
            Census.Result result = count(answers, at);
            return result.unconfigured() && !configs ? ask(api, name, at, true) : Future.succeededFuture(result);
        });
    }

    private int configsEvery() {
        return Math.min(CONFIGS_EVERY_AT_MOST, CONFIGS_EVERY + backplane.size() / CONSUMERS_A_POLL);
    }

    private Census.Result count(ServersJetStream answers, long at) {
        return census.take(answers, at, backplane.streams(), backplane::consumers);
    }

    private void tell(String source) {
        if (!source.equals(told)) {
            LOG.info("streams and consumers are read {}", source);
        }
        told = source;
    }
}
