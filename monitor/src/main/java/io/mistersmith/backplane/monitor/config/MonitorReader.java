package io.mistersmith.backplane.monitor.config;

import io.mistersmith.backplane.monitor.config.TrafficConfig.Tap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the root, and the sections that need few words. What a key means stands in {@code docs/configuration.md}. */
final class MonitorReader {

    /** Shorter would be a load on what is observed. */
    private static final Kind<Duration> INTERVAL = Kinds.duration(Duration.ofMillis(100));

    private static final Kind<Duration> SECONDS = Kinds.duration(Duration.ofSeconds(1));
    private static final Kind<Integer> AT_LEAST_ONE = Kinds.integer(1, Integer.MAX_VALUE);

    private MonitorReader() {}

    static MonitorConfig monitor(Section root, RuleCatalog catalog) {
        NatsConfig nats = root.section("nats", NatsReader::nats);
        HttpConfig http = root.section("http", NatsReader::http);
        AgentsConfig agents = root.section("agents", MonitorReader::agents);
        ConsumersConfig consumers = root.section("consumers", MonitorReader::consumers);
        TrafficConfig traffic = root.section("traffic", MonitorReader::traffic);
        ProbeConfig probe = root.section(
                "probe",
                s -> new ProbeConfig(
                        s.get("enabled", Kinds.BOOLEAN, true), s.get("interval", INTERVAL, Duration.ofSeconds(1))));
        HostConfig host = root.section("host", s -> new HostConfig(s.get("interval", INTERVAL, Duration.ofSeconds(5))));
        ExpositionConfig exposition =
                root.section("exposition", s -> new ExpositionConfig(s.get("info", Kinds.BOOLEAN, false)));
        ViolationsConfig violations = root.section("violations", MonitorReader::violations);
        BaselinesConfig baselines = root.section("baselines", s -> new RulesReader(catalog).baselines(s));
        Set<String> rules = new HashSet<>(catalog.rules());
        rules.addAll(baselines.rules().keySet());
        AlertsConfig alerts = root.section("alerts", s -> new AlertsReader(rules).alerts(s));
        StateConfig state = root.section("state", MonitorReader::state);
        ClusterConfig cluster = root.section("cluster", MonitorReader::cluster);
        return new MonitorConfig(
                nats,
                http,
                agents,
                consumers,
                traffic,
                probe,
                host,
                exposition,
                violations,
                baselines,
                alerts,
                state,
                cluster);
    }

    private static AgentsConfig agents(Section s) {
        return new AgentsConfig(
                s.get("subject", Kinds.AGENTS_SUBJECT, "agents.*.heartbeat"),
                s.find("queue-group", Kinds.PLAIN_SUBJECT).orElse(""),
                s.get("interval", INTERVAL, Duration.ofSeconds(5)),
                s.get("max-agents", AT_LEAST_ONE, 200_000),
                s.get("max-series", Kinds.integer(0, Integer.MAX_VALUE), 2_000),
                s.get("forget-after", SECONDS, Duration.ofHours(24)));
    }

    private static ConsumersConfig consumers(Section s) {
        return new ConsumersConfig(
                s.get("poll-interval", INTERVAL, Duration.ofSeconds(5)),
                globs(s, "streams"),
                globs(s, "consumers"),
                s.get("window", SECONDS, Duration.ofSeconds(60)),
                s.get("max-requests-per-second", AT_LEAST_ONE, 2_000));
    }

    private static TrafficConfig traffic(Section s) {
        Set<String> names = new HashSet<>();
        return new TrafficConfig(
                globs(s, "streams"),
                s.get("max-bytes-per-second", Kinds.BYTE_COUNT, 5_000_000L),
                s.get("max-messages-per-second", AT_LEAST_ONE, 5_000),
                s.sections("taps", tap -> tap(tap, names)));
    }

    private static Tap tap(Section s, Set<String> names) {
        String name = s.require("name", Kinds.NAME, "");
        if (!name.isEmpty() && !names.add(name)) {
            s.problem("name", Wording.quoted(name) + " a second time", "a name of its own");
        }
        return new Tap(name, s.require("subject", Kinds.SUBJECT, ">"));
    }

    private static ViolationsConfig violations(Section s) {
        return new ViolationsConfig(
                s.get("subject", Kinds.PLAIN_SUBJECT, "backplane.violations"),
                s.get("stream", Kinds.STREAM_NAME, "BACKPLANE_VIOLATIONS"),
                s.get("replicas", Kinds.integer(0, 5), 0),
                s.get("max-age", SECONDS, Duration.ofDays(30)),
                s.get("system-alerts", Kinds.BOOLEAN, false));
    }

    private static StateConfig state(Section s) {
        return new StateConfig(s.find("directory", SecretReader.pathKind(s, "directory"))
                .orElseGet(() -> userState(s.reading().environment())));
    }

    /** By the XDG base directory specification, which has relative paths ignored. */
    private static Path userState(Environment environment) {
        return environment
                .variable("XDG_STATE_HOME")
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElseGet(() -> Path.of(
                        environment.variable("HOME").orElseGet(() -> System.getProperty("user.home")),
                        ".local",
                        "state"))
                .resolve("backplane-monitor");
    }

    private static ClusterConfig cluster(Section s) {
        return new ClusterConfig(
                s.get("enabled", Kinds.BOOLEAN, false),
                s.get("replicas", Kinds.integer(1, 1_000), 1),
                s.get("lease", INTERVAL, Duration.ofSeconds(3)),
                s.get("partitions", Kinds.integer(1, 1_024), 16));
    }

    private static Globs globs(Section s, String key) {
        return new Globs(s.list(key, Kinds.GLOB, List.of("*")));
    }
}
