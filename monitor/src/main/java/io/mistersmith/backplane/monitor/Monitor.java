package io.mistersmith.backplane.monitor;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mistersmith.backplane.monitor.agent.AgentVerticle;
import io.mistersmith.backplane.monitor.alert.AlertVerticle;
import io.mistersmith.backplane.monitor.alert.ViolationPublisherVerticle;
import io.mistersmith.backplane.monitor.baseline.BaselineVerticle;
import io.mistersmith.backplane.monitor.baseline.Level;
import io.mistersmith.backplane.monitor.baseline.Rule;
import io.mistersmith.backplane.monitor.baseline.Rules;
import io.mistersmith.backplane.monitor.baseline.ViolationStore;
import io.mistersmith.backplane.monitor.config.MonitorConfig;
import io.mistersmith.backplane.monitor.consumer.ConsumerVerticle;
import io.mistersmith.backplane.monitor.exposition.About;
import io.mistersmith.backplane.monitor.exposition.ExpositionVerticle;
import io.mistersmith.backplane.monitor.exposition.ListenException;
import io.mistersmith.backplane.monitor.exposition.Readiness;
import io.mistersmith.backplane.monitor.exposition.RuntimeMeters;
import io.mistersmith.backplane.monitor.host.HostVerticle;
import io.mistersmith.backplane.monitor.link.LinkVerticle;
import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.ServersApi;
import io.mistersmith.backplane.monitor.nats.StateStore;
import io.mistersmith.backplane.monitor.probe.ProbeVerticle;
import io.mistersmith.backplane.monitor.traffic.TrafficVerticle;
import io.mistersmith.backplane.monitor.wire.ViolationJson;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: makes everything, wires it, and takes it down in the order in which the last words travel: sources,
 * rules, those who tell, the page, the connection.
 */
final class Monitor {

    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);
    private static final String OPEN_VIOLATIONS = "open-violations";
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    /** Container platforms kill after 10 s by default, our contract says 5. */
    private static final Duration DEADLINE = Duration.ofMillis(4700);

    /** Work that blocks is short and rare: disk, OSHI, scrapes. */
    private static final int WORKERS = 4;

    private final MonitorConfig config;
    private final InstantSource clock = InstantSource.system();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RuntimeMeters runtimeMeters = new RuntimeMeters();
    private final Vertx vertx;
    private final NatsConnection nats;
    private final Optional<NatsConnection> system;
    private final Features features = new Features();
    private final JetStreamApi jetStream;
    private final StateStore state;
    private final List<Rule> rules;
    private final AlertVerticle alerts;
    private final ExpositionVerticle exposition;

    /**
     * What is deployed, in the order in which it goes up; down it goes in the order of the data. Deployments of a group end on
     * several event loops at once, and the end may be asked for meanwhile.
     */
    private final List<String> page = new CopyOnWriteArrayList<>();

    private final List<String> tellers = new CopyOnWriteArrayList<>();
    private final List<String> judge = new CopyOnWriteArrayList<>();
    private final List<String> sources = new CopyOnWriteArrayList<>();

    Monitor(MonitorConfig config, Instant startedAt) {
        this.config = config;
        runtimeMeters.bindTo(meters);
        this.vertx = Vertx.builder()
                .with(new VertxOptions()
                        .setEventLoopPoolSize(2)
                        .setWorkerPoolSize(WORKERS)
                        .setInternalBlockingPoolSize(WORKERS)
                        .setFileSystemOptions(new FileSystemOptions()
                                .setFileCachingEnabled(false)
                                .setClassPathResolvingEnabled(false))
                        .setMetricsOptions(new MicrometerMetricsOptions()
                                .setEnabled(true)
                                // a Frame goes to each reader four times a second, and nobody asks how
                                .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)))
                .withMetrics(new MicrometerMetricsFactory(meters))
                .build();
        LocalCodec.register(vertx);
        String name = config.nats().name();
        this.nats = NatsConnection.open(vertx, config.nats(), config.nats().credentials(), name);
        this.system = config.nats()
                .system()
                .map(credentials -> NatsConnection.open(vertx, config.nats(), credentials, name + "-system"));
        this.jetStream = new JetStreamApi(vertx, nats, config.consumers().maxRequestsPerSecond());
        this.state =
                new StateStore(vertx, nats, jetStream, features, config.state().directory(), name);
        this.rules = Rules.effective(config.baselines(), MetricCatalog::metric);
        this.alerts = new AlertVerticle(config.alerts(), ViolationJson::encode, meters, clock);
        this.exposition = new ExpositionVerticle(
                config.http(),
                config.agents(),
                new About(
                        Version.release(), startedAt, () -> nats.connectivity().version(), () -> true),
                new Readiness(() -> nats.connectivity().connected(), () -> HealthChecks.snapshotsWanted(features)),
                HealthChecks.of(nats, config.agents().subject(), features, alerts::health),
                meters,
                clock);
    }

    /**
     * Runs until the process is asked to end.
     *
     * @return the exit status where it could not start: 1
     */
    static int run(MonitorConfig config) {
        Monitor monitor = new Monitor(config, Instant.now());
        Thread atEnd = new Thread(monitor::end, "shutdown");
        Runtime.getRuntime().addShutdownHook(atEnd);
        try {
            monitor.start().await();
        } catch (ListenException e) {
            LOG.error(e.getMessage());
            return failed(atEnd);
        } catch (Exception e) { // await throws whatever a verticle failed with, checked or not
            LOG.error("cannot start", e);
            return failed(atEnd);
        }
        return waitForEver();
    }

    private static int failed(Thread atEnd) {
        try {
            Runtime.getRuntime().removeShutdownHook(atEnd);
        } catch (IllegalStateException e) {
            LOG.debug("asked to end while starting: the end that has begun says the exit status");
        }
        return 1;
    }

    /** The verticles' threads do the work, the shutdown hook ends the process. */
    private static int waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    /** Those who hear go up before those who speak. */
    Future<Void> start() {
        return deploy(page, exposition)
                .compose(up -> Future.all(
                        deploy(tellers, alerts),
                        deploy(
                                tellers,
                                new ViolationPublisherVerticle(
                                        vertx,
                                        config.violations(),
                                        ViolationJson::encode,
                                        nats,
                                        jetStream,
                                        features,
                                        meters))))
                .compose(up -> Future.all(
                        deploy(judge, baseline()),
                        Future.all(
                                sources().stream().map(s -> deploy(sources, s)).toList())))
                .onSuccess(up -> LOG.info(
                        "watching {} as {}; http://{}:{}/",
                        String.join(", ", config.nats().servers()),
                        config.nats().name(),
                        config.http().host(),
                        exposition.port()))
                .mapEmpty();
    }

    private BaselineVerticle baseline() {
        return new BaselineVerticle(
                rules,
                config.nats().name(),
                config.baselines().evaluateEvery(),
                new ViolationStore() {
                    @Override
                    public Future<Optional<byte[]>> load() {
                        return state.load(OPEN_VIOLATIONS);
                    }

                    @Override
                    public Future<Void> save(byte[] json) {
                        return state.save(OPEN_VIOLATIONS, json);
                    }
                },
                clock,
                RandomGenerator.getDefault());
    }

    /** Near these lag is worth a look-up. */
    private List<Double> lagThresholds() {
        return rules.stream()
                .filter(rule -> rule.metric().equals("backplane_consumer_lag_ms"))
                .flatMap(rule -> rule.levels().values().stream().map(Level::threshold))
                .toList();
    }

    /** After so many intervals of silence a rule has something to say. */
    private List<Double> silences() {
        return rules.stream()
                .flatMap(rule -> rule.levels().values().stream())
                .filter(level -> level.selector().inUnitsOf().isPresent())
                .map(Level::threshold)
                .toList();
    }

    private List<Deployable> sources() {
        String monitor = config.nats().name();
        Optional<ServersApi> servers = system.map(s -> new ServersApi(vertx, s));
        List<Deployable> all = new ArrayList<>(List.of(
                new LinkVerticle(nats, system, jetStream, features),
                new AgentVerticle(nats, config.agents(), silences(), servers, state),
                new ConsumerVerticle(
                        config.consumers(),
                        nats,
                        servers,
                        jetStream,
                        features,
                        lagThresholds(),
                        state,
                        config.exposition().info()),
                new TrafficVerticle(nats, jetStream, features, config.traffic(), monitor),
                new HostVerticle(config.host())));
        if (config.probe().enabled()) {
            all.add(new ProbeVerticle(nats, config.probe(), monitor));
        }
        return all;
    }

    private Future<Void> deploy(List<String> group, Deployable verticle) {
        return vertx.deployVerticle(verticle).onSuccess(group::add).mapEmpty();
    }

    /**
     * Takes all down: what was received is judged, what was judged is told, and only then the connection goes. Each step has
     * bounds of its own; a step that fails does not stop the next.
     */
    Future<Void> stop() {
        return undeploy(sources)
                .compose(down -> undeploy(judge))
                .compose(down -> undeploy(tellers))
                .compose(down -> undeploy(page))
                .compose(down -> nats.close(LAST_WORDS))
                .compose(down -> system.map(s -> s.close(LAST_WORDS)).orElse(Future.succeededFuture()))
                .onComplete(down -> runtimeMeters.close());
    }

    private Future<Void> undeploy(List<String> group) {
        return Future.join(group.stream().map(vertx::undeploy).toList())
                .onFailure(e -> LOG.warn("at the end: {}", e.getMessage()))
                .transform(result -> Future.succeededFuture());
    }

    /** The shutdown hook: SIGTERM is a request, and a request that was met is exit status 0, which the JVM would not say. */
    private void end() {
        LOG.info("asked to end");
        try {
            stop().await(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("not everything was said within {} ms", DEADLINE.toMillis());
        }
        LOG.info("ended");
        Runtime.getRuntime().halt(0);
    }
}
