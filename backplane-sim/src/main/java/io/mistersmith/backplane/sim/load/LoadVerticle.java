package io.mistersmith.backplane.sim.load;

import io.mistersmith.backplane.sim.load.JetStreamLoad.ForeignStreamException;
import io.mistersmith.backplane.sim.load.LoadModel.Publication;
import io.mistersmith.backplane.sim.nats.NatsLink;
import io.mistersmith.backplane.sim.truth.LoadTruth;
import io.nats.client.Connection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Publishes the load in coarse ticks, and keeps streams and consumers there to take it. */
public final class LoadVerticle extends VerticleBase {

    /** What a person cannot tell from steady, at a tenth of the wake-ups. */
    private static final long TICK_MILLIS = 100;

    /** How soon JetStream is asked for again where it could not be had. */
    private static final long RETRY_MILLIS = 10_000;

    /** How long an end waits for the server's last answers. */
    private static final Duration SETTLE = Duration.ofMillis(400);

    private final LoadPlan plan;
    private final NatsLink nats;
    private final LoadTruth truth;
    private final InstantSource clock;
    private final LoadModel model;
    private final JetStreamLoad jetStream;
    private final Consumer<String> out;
    private final Consumer<String> fatal;
    private final byte[] filler = new byte[LoadPlan.MAX_BYTES];

    private boolean streamsReady;
    private boolean ensuring;
    private String lastProblem = "";
    private long timer = -1;

    /**
     * @param fatal hears why the run cannot go on
     */
    public LoadVerticle(
            LoadPlan plan,
            long seed,
            NatsLink nats,
            LoadTruth truth,
            InstantSource clock,
            Consumer<String> out,
            Consumer<String> fatal) {
        this.plan = plan;
        this.nats = nats;
        this.truth = truth;
        this.clock = clock;
        this.model = new LoadModel(plan, seed, clock.instant());
        this.jetStream = new JetStreamLoad(plan, truth, clock);
        this.out = out;
        this.fatal = fatal;
        byte[] text = "the quick brown fox jumps over the lazy dog ".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < filler.length; i++) {
            filler[i] = text[i % text.length];
        }
    }

    @Override
    public Future<?> start() {
        connected();
        schedule();
        return Future.succeededFuture();
    }

    /** Connected again: what the server lost is made anew. */
    public void connected() {
        streamsReady = false;
        if (plan.streams().isEmpty() || ensuring) {
            return;
        }
        Optional<Connection> connection = nats.connected();
        if (connection.isEmpty()) {
            return;
        }
        ensuring = true;
        vertx.executeBlocking(() -> {
                    jetStream.ensure(connection.get());
                    return true;
                })
                .onComplete(done -> {
                    ensuring = false;
                    if (done.succeeded()) {
                        ready();
                    } else {
                        failed(done.cause());
                    }
                });
    }

    private void ready() {
        streamsReady = nats.connected().isPresent();
        if (!lastProblem.isEmpty()) {
            lastProblem = "";
            out.accept("JetStream is there: the streams run");
        }
    }

    private void failed(Throwable cause) {
        if (cause instanceof ForeignStreamException) {
            fatal.accept(cause.getMessage());
            return;
        }
        // while NATS is away that is all there is to say, and it was said
        String problem = nats.connected().isPresent() ? String.valueOf(cause.getMessage()) : lastProblem;
        if (!problem.equals(lastProblem)) {
            lastProblem = problem;
            out.accept("no JetStream here (" + problem + "): only the fleet and core messages run; asking again every "
                    + RETRY_MILLIS / 1_000 + " s");
        }
        vertx.setTimer(RETRY_MILLIS, id -> {
            if (!streamsReady) {
                connected();
            }
        });
    }

    /** Which consumers are slow from now on, as {@code STREAM/consumer}; the others are not. */
    public void slow(Set<String> consumers) {
        jetStream.slow(consumers);
    }

    /** Deletes the streams that this run made. For any thread. */
    public Future<Void> deleteStreams() {
        return nats.connected()
                .map(connection -> vertx.<Void>executeBlocking(() -> {
                    jetStream.deleteStreams(connection);
                    return null;
                }))
                .orElseGet(() -> Future.failedFuture("NATS is away"));
    }

    /** Publishes no more, waits a moment for what is under way, and stops the consumers. For any thread. */
    public Future<Void> finish() {
        Promise<Void> settled = Promise.promise();
        context.runOnContext(v -> {
            vertx.cancelTimer(timer);
            streamsReady = false;
            settle(clock.instant().plus(SETTLE), settled);
        });
        return settled.future().andThen(done -> jetStream.stopConsumers());
    }

    private void settle(Instant deadline, Promise<Void> settled) {
        if (jetStream.underWay() == 0 || clock.instant().isAfter(deadline)) {
            settled.complete();
        } else {
            vertx.setTimer(10, id -> settle(deadline, settled));
        }
    }

    private void schedule() {
        timer = vertx.setTimer(TICK_MILLIS, id -> {
            tick();
            schedule();
        });
    }

    private void tick() {
        Optional<Connection> connection = nats.connected();
        if (connection.isEmpty()) {
            model.skip(clock.instant());
            return;
        }
        jetStream.work(clock.instant());
        for (Publication publication : model.advance(clock.instant())) {
            publish(connection.get(), publication);
        }
    }

    private void publish(Connection connection, Publication publication) {
        byte[] body = Arrays.copyOf(filler, publication.bytes());
        if (publication.stream().isPresent()) {
            if (streamsReady) {
                jetStream.publish(connection, publication.stream().get(), publication, body);
            }
            return;
        }
        try {
            connection.publish(publication.subject(), body);
            truth.core(body.length, clock.instant());
        } catch (IllegalStateException e) {
            // the connection broke since it was asked, and its state shows that
            streamsReady = false;
        }
    }
}
