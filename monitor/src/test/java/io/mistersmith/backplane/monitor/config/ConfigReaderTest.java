package io.mistersmith.backplane.monitor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.config.AlertsConfig.Receiver;
import io.mistersmith.backplane.monitor.config.AlertsConfig.Route;
import io.mistersmith.backplane.monitor.config.BaselinesConfig.RuleConfig;
import io.mistersmith.backplane.monitor.config.BaselinesConfig.ThresholdConfig;
import io.mistersmith.backplane.monitor.config.NatsConfig.Credentials;
import io.mistersmith.backplane.monitor.config.NatsConfig.Tls;
import io.mistersmith.backplane.monitor.config.TrafficConfig.Tap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {

    @Test
    void nothingAtAll_isTheDefaults() throws ConfigException {
        LoadedConfig loaded = new ConfigReader(Map.of("HOME", "/home/ops"), new SmallCatalog()).read(Optional.empty());

        assertThat(loaded.config())
                .isEqualTo(new MonitorConfig(
                        new NatsConfig(
                                List.of("nats://127.0.0.1:4222"),
                                "backplane-monitor",
                                Credentials.NONE,
                                Tls.NONE,
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ofMillis(250)),
                        new HttpConfig("127.0.0.1", 9090, Optional.empty(), Optional.empty(), "", Secret.NONE),
                        new AgentsConfig(
                                "agents.*.heartbeat", "", Duration.ofSeconds(5), 200_000, 2_000, Duration.ofHours(24)),
                        new ConsumersConfig(Duration.ofSeconds(5), Globs.ALL, Globs.ALL, Duration.ofSeconds(60), 2_000),
                        new TrafficConfig(Globs.ALL, 5_000_000, 5_000, List.of()),
                        new ProbeConfig(true, Duration.ofSeconds(1)),
                        new HostConfig(Duration.ofSeconds(5)),
                        new ExpositionConfig(false),
                        new ViolationsConfig(
                                "backplane.violations", "BACKPLANE_VIOLATIONS", 0, Duration.ofDays(30), false),
                        new BaselinesConfig(Duration.ofSeconds(1), Map.of()),
                        new AlertsConfig(
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(1),
                                Duration.ofHours(4),
                                List.of(new Route(Set.of(), Set.of(), Map.of(), List.of("log"))),
                                Map.of("log", new Receiver.Log()),
                                List.of()),
                        new StateConfig(Path.of("/home/ops/.local/state/backplane-monitor")),
                        new ClusterConfig(false, 1, Duration.ofSeconds(3), 16)));
        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.origin()).isEqualTo("no file, built-in defaults");
    }

    /** Keys whose values are commented out are as if they were not there. */
    @Test
    void keysWithoutValues_areTheDefaults() {
        assertThat(Reads.good("nats:\nhttp:\n  port:\n  tls: ~\nbaselines:\n  rules:\nalerts:\n  routes:\n"))
                .isEqualTo(Reads.good(""));
    }

    @Test
    void stateDirectory_followsTheBaseDirectorySpecification() {
        assertThat(Reads.good("", Map.of("XDG_STATE_HOME", "/x", "HOME", "/h"))
                        .config()
                        .state()
                        .directory())
                .isEqualTo(Path.of("/x/backplane-monitor"));
        assertThat(Reads.good("", Map.of("XDG_STATE_HOME", "x", "HOME", "/h"))
                        .config()
                        .state()
                        .directory())
                .isEqualTo(Path.of("/h/.local/state/backplane-monitor"));
    }

    @Test
    void environment_winsOverTheFile() {
        LoadedConfig loaded = Reads.good(
                "{http: {port: 1}, nats: {servers: [nats://a], name: x}, probe: {enabled: true}}",
                Map.of(
                        "BACKPLANE_HTTP_PORT", "2",
                        "BACKPLANE_NATS_SERVERS", "nats://b:1, tls://c ,",
                        "BACKPLANE_PROBE_ENABLED", "false",
                        "BACKPLANE_VIOLATIONS_STREAM", ""));

        assertThat(loaded.config().http().port()).isEqualTo(2);
        assertThat(loaded.config().nats().servers()).containsExactly("nats://b:1", "tls://c");
        assertThat(loaded.config().nats().name()).isEqualTo("x");
        assertThat(loaded.config().probe().enabled()).isFalse();
        assertThat(loaded.config().violations().stream()).isEmpty();
        assertThat(loaded.origin())
                .endsWith("; from the environment BACKPLANE_HTTP_PORT, BACKPLANE_NATS_SERVERS, BACKPLANE_PROBE_ENABLED,"
                        + " BACKPLANE_VIOLATIONS_STREAM");
    }

    @Test
    void environment_aloneCanNameRulesReceiversRoutesAndTaps() {
        MonitorConfig config = Reads.good(
                        "{traffic: {taps: [{name: a, subject: a}]}, baselines: {rules: {consumer-lag: {warning: 1}}}}",
                        Map.of(
                                "BACKPLANE_TRAFFIC_TAPS_0_SUBJECT", "a.>",
                                "BACKPLANE_TRAFFIC_TAPS_1_NAME", "b",
                                "BACKPLANE_TRAFFIC_TAPS_1_SUBJECT", "b.>",
                                "BACKPLANE_BASELINES_RULES_CONSUMER_LAG_WARNING", "2s",
                                "BACKPLANE_BASELINES_RULES_AGENT_CPU_ENABLED", "false",
                                "BACKPLANE_BASELINES_RULES_MY_ERROR_RULE_METRIC", "agent_queue_depth",
                                "BACKPLANE_BASELINES_RULES_MY_ERROR_RULE_WARNING_VALUE", "7",
                                "BACKPLANE_ALERTS_RECEIVERS_ON_CALL_SLACK_URL", "https://hooks/x"))
                .config();

        assertThat(config.traffic().taps()).containsExactly(new Tap("a", "a.>"), new Tap("b", "b.>"));
        Map<String, RuleConfig> rules = config.baselines().rules();
        assertThat(rules).containsOnlyKeys("consumer-lag", "agent-cpu", "my-error-rule");
        assertThat(rules.get("consumer-lag").warning()).contains(new ThresholdConfig(2_000, Optional.empty()));
        assertThat(rules.get("agent-cpu").enabled()).contains(false);
        assertThat(rules.get("my-error-rule").warning()).contains(new ThresholdConfig(7, Optional.empty()));
        assertThat(config.alerts().receivers())
                .containsEntry("on-call", new Receiver.Slack(Secret.of("https://hooks/x")));
    }

    /** A misspelt variable is harmless, and never what was meant. */
    @Test
    void environmentVariable_thatIsNoKey_isWarnedOf() {
        assertThat(Reads.good("", Map.of("BACKPLANE_HTTP_PROT", "1", "BACKPLANE_CONFIG", "x", "PATH", "y"))
                        .warnings())
                .containsExactly("BACKPLANE_HTTP_PROT: no key has this name, so it is ignored"
                        + " (did you mean BACKPLANE_HTTP_PORT?)");
    }

    @Test
    void receiver_thatNothingLeadsTo_andUnknownRule_areWarnedOf() {
        assertThat(Reads.good("""
                                alerts:
                                  receivers: {a: {log: {}}, b: {log: {}}, c: {log: {}}}
                                  routes: [{match: {rule: agent-cpus}, receivers: a}]
                                  reports: [{receiver: b}]
                                """, Map.of()).warnings())
                .containsExactly(
                        "alerts.routes[0].match.rule: there is no rule agent-cpus (did you mean agent-cpu?)",
                        "alerts.receivers.c: no route and no report leads to it");
    }

    @Test
    void thresholds_areInTheirUnit() {
        Map<String, RuleConfig> rules = Reads.good("""
                        baselines:
                          rules:
                            consumer-lag: {warning: 2s, error: {value: 1m, for: 0s}, critical: 90000.5, for: 5s}
                            data-loss-ahead: {warning: 1h, error: 600, critical: 1500ms}
                            agent-missing: {warning: 2, clear: {percent: 0, for: 0}}
                            mine: {metric: backplane_consumer_lag_ms, match: {stream_name: 7}, below: true, error: 1ms,
                                   min-samples: 3, group-at: 9}
                        """).baselines().rules();

        RuleConfig lag = rules.get("consumer-lag");
        assertThat(lag.warning()).contains(new ThresholdConfig(2_000, Optional.empty()));
        assertThat(lag.error()).contains(new ThresholdConfig(60_000, Optional.of(Duration.ZERO)));
        assertThat(lag.critical()).contains(new ThresholdConfig(90_000.5, Optional.empty()));
        assertThat(lag.holdFor()).contains(Duration.ofSeconds(5));
        assertThat(lag.metric()).isEmpty();
        assertThat(rules.get("data-loss-ahead").warning()).contains(new ThresholdConfig(3_600, Optional.empty()));
        assertThat(rules.get("data-loss-ahead").critical()).contains(new ThresholdConfig(1.5, Optional.empty()));
        assertThat(rules.get("agent-missing").clearFor()).contains(Duration.ZERO);
        assertThat(rules.get("mine"))
                .isEqualTo(new RuleConfig(
                        Optional.empty(),
                        Optional.of("backplane_consumer_lag_ms"),
                        Optional.of(false),
                        Map.of("stream_name", "7"),
                        Optional.empty(),
                        Optional.of(new ThresholdConfig(1, Optional.empty())),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(3),
                        Optional.of(9)));
    }

    /** YAML 1.1 makes 83, true and 420 of these; the operator wrote texts. */
    @Test
    void text_thatYamlWouldGuessAt_isTaken_asItIsWritten() {
        MonitorConfig config = Reads.good("""
                {nats: {user: 0123, password: on}, alerts: {receivers: {a: {log: }}, reports: [{receiver: a, at: 07:30}]}}
                """);

        assertThat(config.nats().credentials().user()).isEqualTo("0123");
        assertThat(config.nats().credentials().password()).isEqualTo(Secret.of("on"));
        assertThat(config.alerts().reports().get(0).at()).hasHour(7).hasMinute(30);
    }

    @Test
    void alias_standsForItsAnchor() {
        MonitorConfig config = Reads.good("{probe: {interval: &i 3s}, host: {interval: *i}}");

        assertThat(config.host().interval()).isEqualTo(Duration.ofSeconds(3));
    }

    /** A billion laughs, and a mapping inside itself. */
    @Test
    void aliases_thatExplode_areRefused() {
        StringBuilder yaml = new StringBuilder("a: &a [x]\n");
        for (char c = 'b'; c < 'z'; c++) {
            char former = (char) (c - 1);
            yaml.append(c)
                    .append(": &")
                    .append(c)
                    .append(" [")
                    .append(("*" + former + ",").repeat(9))
                    .append("]\n");
        }
        assertThat(Reads.lines(yaml.toString())).singleElement().asString().contains("no YAML");
        assertThat(Reads.lines("http: &h {tls: *h}")).singleElement().asString().startsWith("http.tls.tls");
    }

    @Test
    void server_withoutAScheme_isNats() {
        assertThat(Reads.good("nats: {servers: 'broker:4222'}").nats().servers())
                .containsExactly("nats://broker:4222");
    }

    @Test
    void systemAccount_isThereWhenCredentialsAre() {
        assertThat(Reads.good("nats: {system: {user: '', password-file: '', credentials-file: ''}}")
                        .nats()
                        .system())
                .isEmpty();
        assertThat(Reads.good("nats: {system: {user: sys, password: p}}").nats().system())
                .hasValueSatisfying(c -> assertThat(c.user()).isEqualTo("sys"));
    }
}
