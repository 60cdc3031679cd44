package io.mistersmith.backplane.monitor.exposition;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mistersmith.backplane.monitor.config.AgentsConfig;
import io.mistersmith.backplane.monitor.config.HttpConfig;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.wire.OpenViolations;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.BindException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side of the monitor: keeps the newest Frame of each kind and what is open, and answers from that. A scrape is
 * written on a worker thread, one after the other, and so is a page of agents; everything else is small enough for the event loop.
 */
public final class ExpositionVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(ExpositionVerticle.class);

    /** An idle scraper's connection is kept longer than the usual scrape interval of a minute. */
    private static final int IDLE_SECONDS = 90;

    /** Scrapes that may wait for their turn, far more than anybody has Prometheus servers; the next one is told so at once. */
    static final int MAX_SCRAPES = 32;

    private static final String JSON = "application/json; charset=utf-8";

    private final HttpConfig http;
    private final Readiness readiness;
    private final InstantSource clock;
    private final Scrape scrape;
    private final Health health;
    private final StartPage page;

    private final Map<String, Frame> frames = new TreeMap<>();
    private final NextFrame nextFrame = new NextFrame();
    private List<Violation> open = List.of();
    private @Nullable HttpServer server;
    private long lastFailureLogged;
    private int scrapes;

    /**
     * @param meters Micrometer's meters, which {@code /metrics} shows after the Frames
     * @param checks what {@code /health} asks, in the order in which it tells them; {@code agents} is added from the Frames
     */
    public ExpositionVerticle(
            HttpConfig http,
            AgentsConfig agents,
            About about,
            Readiness readiness,
            List<HealthCheck> checks,
            PrometheusMeterRegistry meters,
            InstantSource clock) {
        this.http = http;
        this.readiness = readiness;
        this.clock = clock;
        this.scrape = new Scrape(meters, about, agents.maxSeries());
        this.health = new Health(about, checks);
        this.page = StartPage.load(about);
    }

    /** Fails with a {@link ListenException} where the port cannot be had. */
    @Override
    public Future<?> start() {
        vertx.eventBus().<Frame>localConsumer(Frame.ADDRESS, m -> {
            frames.put(m.body().kind(), m.body());
            nextFrame.arrived(m.body());
        });
        vertx.eventBus()
                .<OpenViolations>localConsumer(
                        OpenViolations.ADDRESS, m -> open = m.body().open());
        HttpServerOptions options =
                new HttpServerOptions().setIdleTimeout(IDLE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS);
        if (http.certificate().isPresent() && http.key().isPresent()) {
            options.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(http.certificate().get().toString())
                            .setKeyPath(http.key().get().toString()));
        }
        HttpServer made = vertx.createHttpServer(options).requestHandler(router());
        server = made;
        return made.listen(http.port(), http.host()).recover(e -> Future.failedFuture(cannotListen(e)));
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.close();
    }

    /** The port that was taken, also where the configuration says 0; −1 before the deployment has succeeded. */
    public int port() {
        return server == null ? -1 : server.actualPort();
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.route().handler(Guard::headers);
        get(router, "/health/live").handler(ctx -> json(ctx, 200, Map.of("status", "live")));
        if (!http.user().isEmpty()) {
            router.route().handler(Guard.basicAuth(http));
        }
        get(router, "/metrics").handler(this::metrics);
        get(router, "/health").handler(this::health);
        get(router, "/health/ready").handler(this::ready);
        get(router, "/health/agent/:id").handler(this::agent);
        get(router, "/api/agents").handler(this::agents);
        get(router, "/api/violations").handler(this::violations);
        get(router, "/api/violations/:id").handler(this::violation);
        get(router, "/").handler(ctx -> send(ctx, 200, "text/html; charset=utf-8", Buffer.buffer(page.html())));
        get(router, "/style.css").handler(ctx -> send(ctx, 200, "text/css; charset=utf-8", Buffer.buffer(page.css())));
        router.errorHandler(400, ctx -> error(ctx, 400, "the request cannot be read"));
        router.errorHandler(401, ctx -> error(ctx, 401, "user and password of http.auth are wanted"));
        router.errorHandler(404, ctx -> error(ctx, 404, "there is nothing here; / links all that there is"));
        router.errorHandler(405, ctx -> {
            ctx.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            error(ctx, 405, "only GET and HEAD: this monitor is read, not written");
        });
        router.errorHandler(500, this::failed);
        return router;
    }

    private static Route get(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private void metrics(RoutingContext ctx) {
        if (scrapes >= MAX_SCRAPES) {
            error(ctx, 503, "too many scrapes are waiting already");
            return;
        }
        scrapes++;
        Format format = Negotiation.format(header(ctx, HttpHeaders.ACCEPT));
        boolean gzip = Negotiation.gzip(header(ctx, HttpHeaders.ACCEPT_ENCODING));
        Snapshot snapshot = snapshot();
        // one at a time, by the order of executeBlocking: a scrape writes into the buffer of the one before
        vertx.executeBlocking(() -> {
                    TextBuffer text = scrape.write(snapshot, format, clock.millis());
                    return gzip ? Body.gzip(text) : Body.plain(text);
                })
                .onComplete(written -> scrapes--)
                .onSuccess(body -> {
                    HttpServerResponse response = ctx.response();
                    response.putHeader(HttpHeaders.VARY, "Accept, Accept-Encoding");
                    if (gzip) {
                        response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
                    }
                    send(ctx, 200, format.contentType(), body);
                })
                .onFailure(ctx::fail);
    }

    private void health(RoutingContext ctx) {
        Health.Report report = health.report(snapshot(), clock.millis());
        json(ctx, report.status() == Status.UNHEALTHY ? 503 : 200, report.body());
    }

    private void ready(RoutingContext ctx) {
        List<String> missing = Health.missing(
                readiness.connected().getAsBoolean(), readiness.kinds().get(), snapshot());
        if (missing.isEmpty()) {
            json(ctx, 200, Map.of("status", "ready"));
        } else {
            json(ctx, 503, Map.of("status", "not ready", "missing", missing));
        }
    }

    private void agent(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        nextFrame.after(clock.millis(), vertx).onComplete(v -> {
            Optional<Map<String, Object>> agent = AgentHealth.of(id, snapshot(), clock.millis());
            if (agent.isPresent()) {
                json(ctx, 200, agent.get());
            } else {
                error(
                        ctx,
                        404,
                        "no agent with this id has sent a heartbeat, or it was forgotten (agents.forget-after)");
            }
        });
    }

    private void agents(RoutingContext ctx) {
        AgentsQuery query;
        try {
            query = AgentsQuery.of(new QueryParameters(ctx.queryParams()));
        } catch (AgentsQuery.Mistake e) {
            error(ctx, 400, String.valueOf(e.getMessage()));
            return;
        }
        Snapshot snapshot = snapshot();
        vertx.executeBlocking(() -> new JsonObject(AgentsAnswer.of(query, snapshot, clock.millis())).toBuffer())
                .onSuccess(body -> send(ctx, 200, JSON, body))
                .onFailure(ctx::fail);
    }

    private void violations(RoutingContext ctx) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("timestamp", Json.time(clock.millis()));
        body.put("count", open.size());
        body.put("open", open.stream().map(ViolationAnswer::sampled).toList());
        json(ctx, 200, body);
    }

    private void violation(RoutingContext ctx) {
        String id = ctx.pathParam("id");
        Optional<Violation> found = open.stream().filter(v -> v.id().equals(id)).findFirst();
        if (found.isPresent()) {
            json(ctx, 200, ViolationAnswer.complete(found.get()));
        } else {
            error(ctx, 404, "no violation with this id is open; those that are over stand in the violations stream");
        }
    }

    private Snapshot snapshot() {
        return new Snapshot(List.copyOf(frames.values()), open);
    }

    private void failed(RoutingContext ctx) {
        long now = clock.millis();
        if (now - lastFailureLogged >= 1000) {
            lastFailureLogged = now;
            LOG.error("answering {} failed", ctx.request().path(), ctx.failure());
        }
        error(ctx, 500, "the answer could not be made; the monitor's log says why");
    }

    private ListenException cannotListen(Throwable e) {
        String place = http.host() + ":" + http.port();
        if (e instanceof BindException && String.valueOf(e.getMessage()).contains("in use")) {
            return new ListenException(
                    "HTTP port " + place + " is taken: choose another one with http.port or BACKPLANE_HTTP_PORT, "
                            + "or stop who has it.",
                    e);
        }
        return new ListenException(
                "Cannot serve HTTP at " + place + " (http.host, http.port, http.tls): " + e.getMessage(), e);
    }

    private static String header(RoutingContext ctx, CharSequence name) {
        return String.join(",", ctx.request().headers().getAll(name));
    }

    private static void error(RoutingContext ctx, int status, String message) {
        json(ctx, status, Map.of("error", message));
    }

    private static void json(RoutingContext ctx, int status, Map<String, Object> body) {
        send(ctx, status, JSON, new JsonObject(body).toBuffer());
    }

    private static void send(RoutingContext ctx, int status, String contentType, Buffer body) {
        send(ctx, status, contentType, Body.of(body));
    }

    private static void send(RoutingContext ctx, int status, String contentType, Body body) {
        HttpServerResponse response = ctx.response();
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                    // for HEAD, which gets no body from which it could be told
                    .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
            if (ctx.request().method().equals(HttpMethod.HEAD)) {
                response.end();
            } else {
                body.sendTo(response);
            }
        }
    }
}
