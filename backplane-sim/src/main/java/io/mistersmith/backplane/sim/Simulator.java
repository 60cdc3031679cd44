package io.mistersmith.backplane.sim;

import io.mistersmith.backplane.sim.fault.FaultVerticle;
import io.mistersmith.backplane.sim.fleet.FleetVerticle;
import io.mistersmith.backplane.sim.load.LoadVerticle;
import io.mistersmith.backplane.sim.nats.NatsLink;
import io.mistersmith.backplane.sim.truth.Truth;
import io.mistersmith.backplane.sim.truth.TruthVerticle;
import io.nats.client.Connection;
import io.nats.client.Options;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run: the only class that knows all parts. They share one event loop, so that nothing of theirs needs a lock.
 */
final class Simulator {

    /** How long NATS may take before a person is told that it is waited for. */
    private static final long PATIENCE_MILLIS = 1_000;

    private static final Duration STOP = Duration.ofMillis(1_500);

    private final RunPlan plan;
    private final Supplier<Options.Builder> options;
    private final String where;
    private final Consumer<String> out;
    private final InstantSource clock = InstantSource.system();
    private final Truth truth;
    private final NatsLink nats = new NatsLink(new Events());
    private final Vertx vertx;
    private final Context context;
    private final TruthVerticle truthVerticle;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final CompletableFuture<Integer> stopped = new CompletableFuture<>();

    private @Nullable FleetVerticle fleet;
    private @Nullable LoadVerticle load;
    private boolean away;
    private long disconnects;
    private String lastComplaint = "";

    /**
     * @param options of a connection, fresh each time
     * @param where NATS is, for messages
     * @param out takes a line to print
     */
    Simulator(RunPlan plan, Supplier<Options.Builder> options, String where, Consumer<String> out) {
        this.plan = plan;
        this.options = options;
        this.where = where;
        this.out = out;
        this.truth = new Truth(plan.seed());
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        this.context = vertx.getOrCreateContext();
        this.truthVerticle = new TruthVerticle(truth, clock, plan.httpHost(), plan.httpPort(), plan.printEvery(), out);
    }

    /** Runs until the plan's duration is over or {@link #stop()} is called; the exit status. */
    int run() throws InterruptedException {
        int status = 1;
        try {
            if (serve()) {
                vertx.setTimer(PATIENCE_MILLIS, id -> {
                    if (fleet == null && !ended.isDone()) {
                        out.accept("waiting for NATS at " + where + " …");
                    }
                });
                nats.connect(options.get());
                status = ended.join();
                status = Math.max(status, finish());
            }
            return status;
        } finally {
            stopped.complete(status);
            vertx.close();
        }
    }

    private boolean serve() {
        try {
            await(vertx.deployVerticle(truthVerticle));
        } catch (Exception e) {
            out.accept("cannot serve the truth on port " + plan.httpPort() + " of " + plan.httpHost() + " ("
                    + e.getMessage() + "): choose another with --http-port");
            return false;
        }
        out.accept("seed " + plan.seed() + ", truth at http://" + plan.httpHost() + ":" + truthVerticle.actualPort()
                + "/truth");
        return true;
    }

    /** The port that the truth is served on, once {@link #run()} listens. */
    int httpPort() {
        return truthVerticle.actualPort();
    }

    /** Ends the run in good order; returns the exit status once all is done, at most after some seconds. For any thread. */
    int stop() {
        ended.complete(0);
        return stopped.completeOnTimeout(1, 4, TimeUnit.SECONDS).join();
    }

    boolean isStopped() {
        return stopped.isDone();
    }

    private void fatal(String reason) {
        out.accept(reason);
        ended.complete(1);
    }

    /** On the event loop, once. */
    private void begin() {
        Instant now = clock.instant();
        truth.started(now);
        FleetVerticle newFleet = new FleetVerticle(plan.fleet(), plan.seed(), nats, truth.fleet(), clock);
        LoadVerticle newLoad = new LoadVerticle(plan.load(), plan.seed(), nats, truth.load(), clock, out, this::fatal);
        fleet = newFleet;
        load = newLoad;
        Future.all(
                        vertx.deployVerticle(newFleet),
                        vertx.deployVerticle(newLoad),
                        vertx.deployVerticle(new FaultVerticle(
                                plan.faults(), clock, now, new FaultEffects(now, newFleet, newLoad, truth, out))))
                .onFailure(e -> fatal("cannot begin: " + e.getMessage()));
        truthVerticle.begin();
        if (!plan.duration().isZero()) {
            vertx.setTimer(Math.max(1, plan.duration().toMillis()), id -> ended.complete(0));
        }
    }

    /** Goodbyes, the last figures, the streams gone, the connection closed; the exit status. */
    private int finish() throws InterruptedException {
        int status = 0;
        LoadVerticle theLoad = load;
        FleetVerticle theFleet = fleet;
        if (theLoad != null && theFleet != null) {
            try {
                await(Future.join(theLoad.finish(), theFleet.finish()));
            } catch (Exception e) {
                out.accept("not all ended in good order: " + e.getMessage());
            }
        }
        Instant now = clock.instant();
        byte[] last = truth.json(now);
        if (theLoad != null) {
            out.accept(truth.line(now));
        }
        if (plan.truthFile().isPresent()) {
            Path file = plan.truthFile().get();
            try {
                Files.write(file, last);
                out.accept("truth written to " + file);
            } catch (IOException e) {
                out.accept("cannot write the truth to " + file + ": " + e);
                status = 1;
            }
        }
        if (theLoad != null && !plan.keep() && !plan.load().streams().isEmpty()) {
            try {
                await(theLoad.deleteStreams());
            } catch (Exception e) {
                out.accept("streams are left behind (" + e.getMessage() + "); the next run deletes them");
            }
        }
        nats.close();
        return status;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(STOP.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tellNats(boolean connected) {
        truth.nats(new Truth.Nats(connected, disconnects, nats.reconnects(), disconnects == 0));
    }

    /** Brings the connection's events onto the event loop. */
    private final class Events implements NatsLink.Listener {

        @Override
        public void connected(Connection connection, boolean again) {
            String version = connection.getServerInfo().getVersion();
            String url = String.valueOf(connection.getConnectedUrl());
            context.runOnContext(v -> {
                away = false;
                tellNats(true);
                if (fleet != null && load != null) {
                    out.accept("NATS is back (nats-server " + version + " at " + url + ")");
                    fleet.reconnected();
                    load.connected();
                } else {
                    out.accept("connected to nats-server " + version + " at " + url + ": "
                            + plan.fleet().agents()
                            + " agents, " + plan.load().streams().size() + " streams, "
                            + plan.load().consumers().size() + " consumers");
                    begin();
                }
            });
        }

        @Override
        public void disconnected() {
            context.runOnContext(v -> {
                if (away) {
                    // a failed attempt to come back
                    return;
                }
                away = true;
                disconnects++;
                tellNats(false);
                out.accept("NATS is away: waiting for it …");
            });
        }

        @Override
        public void complaint(String text) {
            context.runOnContext(v -> {
                if (!text.equals(lastComplaint)) {
                    lastComplaint = text;
                    out.accept("NATS says: " + text);
                }
            });
        }

        @Override
        public void gaveUp(String reason) {
            context.runOnContext(v -> {
                if (fleet == null) {
                    fatal("NATS at " + where + " does not let us in: " + reason);
                } else {
                    vertx.setTimer(PATIENCE_MILLIS, id -> reconnect());
                }
            });
        }

        private void reconnect() {
            try {
                nats.connect(options.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
