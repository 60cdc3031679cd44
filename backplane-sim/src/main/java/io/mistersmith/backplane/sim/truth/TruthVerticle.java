package io.mistersmith.backplane.sim.truth;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Serves the truth over HTTP and says it in one line now and then. */
public final class TruthVerticle extends VerticleBase {

    private final Truth truth;
    private final InstantSource clock;
    private final String host;
    private final int port;
    private final Duration printEvery;
    private final Consumer<String> out;

    private int actualPort;
    private boolean printing;

    /**
     * @param port 0: any that is free
     * @param printEvery zero: never
     */
    public TruthVerticle(
            Truth truth, InstantSource clock, String host, int port, Duration printEvery, Consumer<String> out) {
        this.truth = truth;
        this.clock = clock;
        this.host = host;
        this.port = port;
        this.printEvery = printEvery;
        this.out = out;
    }

    @Override
    public Future<?> start() {
        return vertx.createHttpServer()
                .requestHandler(this::serve)
                .listen(port, host)
                .onSuccess(server -> actualPort = server.actualPort());
    }

    /** The run has begun: lines may be printed. */
    public void begin() {
        if (!printing && !printEvery.isZero()) {
            printing = true;
            vertx.setPeriodic(printEvery.toMillis(), id -> out.accept(truth.line(clock.instant())));
        }
    }

    public int actualPort() {
        return actualPort;
    }

    private void serve(HttpServerRequest request) {
        request.response().putHeader("content-type", "application/json");
        switch (request.path()) {
            case "/truth" -> request.response().end(Buffer.buffer(truth.json(clock.instant())));
            case "/" ->
                request.response()
                        .end(new JsonObject()
                                        .put("name", "backplane-sim")
                                        .put("links", new JsonArray().add("/truth"))
                                        .encodePrettily()
                                + "\n");
            default ->
                request.response()
                        .setStatusCode(404)
                        .end(new JsonObject()
                                        .put("error", "there is no " + request.path() + "; there is /truth")
                                        .encode()
                                + "\n");
        }
    }
}
