package io.mistersmith.backplane.monitor.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigMistakesTest {

    /** Each line is one mistake: what stands in the file, and how the one problem begins. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            http: {port: 65536}                                      | http.port: found "65536", expected a port
            http: {port: -1}                                         | http.port: found "-1", expected a port
            http: {port: 9e3}                                        | http.port: found "9e3", expected a port
            http: {port: ''}                                         | http.port: found an empty text, expected a port
            http: {port: {a: 1}}                                     | http.port: found a section, expected a port
            http: [9090]                                             | http: found a list, expected a section
            http: here                                               | http: found "here", expected a section
            http: {prot: 1}                                          | http.prot: found an unknown key, expected one of host, port, tls, auth (did you mean port?)
            htp: {}                                                  | htp: found an unknown key, expected one of nats, http
            [1, 2]                                                   | the file: found a list, expected a section
            http: {port: 1, port: 2}                                 | http.port: found the key a second time, expected it once
            http: {? [a] : 1}                                        | http: found a list as a key, expected keys that are texts
            http: {host: "a b"}                                      | http.host: found "a b", expected a host name
            http: {auth: {user: u}}                                  | http.auth.password: found nothing, expected it beside user
            http: {auth: {password: p}}                              | http.auth.user: found nothing, expected it beside password
            nats: {servers: []}                                      | nats.servers: found an empty list, expected at least one
            nats: {servers: ["nats://a:4222", "http://b"]}           | nats.servers[1]: found "http://b", expected a nats://
            nats: {servers: ["nats://a:99999"]}                      | nats.servers[0]: found "nats://a:99999", expected a nats://
            nats: {servers: [[a]]}                                   | nats.servers[0]: found a list, expected a nats://
            nats: {servers: {a: b}}                                  | nats.servers: found a section, expected a list
            nats: {name: ""}                                         | nats.name: found an empty text, expected a name
            nats: {user: u}                                          | nats.password: found nothing, expected it beside user
            nats: {user: u, password: p, token: t}                   | nats.token: found user and token, expected only one of
            nats: {nkey-seed: nonsense}                              | nats.nkey-seed: found a text that is not shown, expected an nkey user's seed
            nats: {system: {credentials-file: /gone}}                | nats.system.credentials-file: found "/gone", which does not exist, expected a file that can be read
            nats: {user: u, password-file: /gone}                    | nats.password-file: found "/gone", which does not exist, expected a file that can be read
            nats: {user: u, password-file: /}                        | nats.password-file: found "/", which is no file, expected a file that can be read
            nats: {tls: {first: yes}}                                | nats.tls.first: found "yes", expected true or false
            nats: {tls: {ca: /gone.pem}}                             | nats.tls.ca: found "/gone.pem", which does not exist
            nats: {monitoring-url: "ftp://x"}                        | nats.monitoring-url: found "ftp://x", expected an address such as
            nats: {reconnect-wait: 0s}                               | nats.reconnect-wait: found "0s", expected a duration of at least 1ms
            agents: {subject: "agents.heartbeat"}                    | agents.subject: found "agents.heartbeat", expected a NATS subject with one * token
            agents: {subject: "agents.*.*"}                          | agents.subject: found "agents.*.*", expected a NATS subject with one * token
            agents: {interval: 5}                                    | agents.interval: found "5", expected a duration
            agents: {interval: 5 parsecs}                            | agents.interval: found "5 parsecs", expected a duration
            agents: {interval: 99999999999d}                         | agents.interval: found "99999999999d", expected a duration
            agents: {max-agents: 0}                                  | agents.max-agents: found "0", expected a whole number of at least 1
            agents: {max-agents: 9999999999}                         | agents.max-agents: found "9999999999", expected a whole number
            consumers: {streams: ["a b"]}                            | consumers.streams[0]: found "a b", expected a name
            consumers: {streams: ["!"]}                              | consumers.streams[0]: found "!", expected a name
            traffic: {max-bytes-per-second: 5XB}                     | traffic.max-bytes-per-second: found "5XB", expected a size
            traffic: {max-bytes-per-second: 0}                       | traffic.max-bytes-per-second: found "0", expected a size
            traffic: {taps: {name: a}}                               | traffic.taps: found a section, expected a list of sections
            traffic: {taps: [a]}                                     | traffic.taps[0]: found "a", expected a section
            traffic: {taps: [{name: a}]}                             | traffic.taps[0].subject: found nothing, expected a NATS subject
            traffic: {taps: [{name: a, subject: "a..b"}]}            | traffic.taps[0].subject: found "a..b", expected a NATS subject
            traffic: {taps: [{name: a, subject: b}, {name: a, subject: c}]} | traffic.taps[1].name: found "a" a second time, expected a name of its own
            violations: {stream: a.b}                                | violations.stream: found "a.b", expected a stream's name
            violations: {subject: "a.>"}                             | violations.subject: found "a.>", expected a NATS subject without wildcards
            violations: {replicas: 6}                                | violations.replicas: found "6", expected a whole number from 0 to 5
            cluster: {replicas: 0}                                   | cluster.replicas: found "0", expected a whole number from 1 to 1000
            """)
    void mistake_ofAnyKind_isToldWithItsPath(String yaml, String problem) {
        assertThat(Reads.lines(yaml))
                .hasSize(problem == null ? 0 : 1)
                .allSatisfy(line -> assertThat(line).startsWith(problem).doesNotContain("\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            consumer-lag: {warning: later}                           | consumer-lag.warning: found "later", expected a number (in ms), or a duration such as 2s
            consumer-lag: {warning: {for: 1m}}                       | consumer-lag.warning.value: found nothing, expected a number (in ms)
            consumer-lag: {warning: {value: 1, fro: 1m}}             | consumer-lag.warning.fro: found an unknown key, expected one of value, for
            consumer-lag: {warning: [1]}                             | consumer-lag.warning: found a list, expected a number (in ms)
            consumer-lag: {clear: 5}                                 | consumer-lag.clear: found "5", expected a section
            consumer-lag: {clear: {percent: 101}}                    | consumer-lag.clear.percent: found "101", expected a percentage
            consumer-lag: {above: true, below: true}                 | consumer-lag.below: found the same as above, expected only one
            consumer-lag: {warning: 5s, error: 1s, critical: 9s}     | consumer-lag.error: found 1000, expected a threshold between
            consumer-lag: {match: {stream_name: [a]}}                | consumer-lag.match.stream_name: found a list, expected a text
            consumer-lag: {group-at: 0}                              | consumer-lag.group-at: found "0", expected a whole number of at least 1
            agent-memory: {warning: 2s}                              | agent-memory.warning: found "2s", expected a number (in MB)
            agent-missing: {warning: 2s}                             | agent-missing.warning: found "2s", expected a number (in intervals)
            agent-missing: {metric: agent_memory, warning: 2s}       | agent-missing.metric: found "agent_memory", expected a metric that the monitor has
            consumer-lags: {warning: 1}                              | consumer-lags.metric: found nothing, expected a metric, since no built-in rule is called consumer-lags (did you mean consumer-lag?)
            mine: {metric: agent_queue_dept, warning: 1}             | mine.metric: found "agent_queue_dept", expected a metric that the monitor has (did you mean agent_queue_depth?)
            mine: {metric: agent_queue_depth}                        | mine: found nothing, expected at least one of warning, error, critical
            mine: {metric: agent_queue_depth, warning: 2s}           | mine.warning: found "2s", expected a number
            mine: {metric: agent_queue_depth, warning: 2, error: 1}  | mine.error: found 1, expected at least 2, the threshold of warning
            mine: {metric: agent_queue_depth, below: true, warning: 1, critical: 2} | mine.critical: found 2, expected at most 1, the threshold of warning
            mine: 7                                                  | mine: found "7", expected a section
            """)
    void rule_withAMistake_isToldWithItsPath(String rule, String problem) {
        assertThat(Reads.lines("baselines: {rules: {" + rule + "}}"))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("baselines.rules." + problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            routes: [{receivers: [nobody]}]                          | routes[0].receivers[0]: found "nobody", expected the name of one of alerts.receivers, which are a
            routes: [{receivers: []}]                                | routes[0].receivers: found an empty list, expected at least one
            routes: [{match: {severity: warning}}]                   | routes[0].receivers: found nothing, expected the names of at least one receiver
            routes: [{match: {severity: bad}, receivers: a}]         | routes[0].match.severity: found "bad", expected one of warning, error, critical
            routes: [{match: {severity: [error, bad]}, receivers: a}] | routes[0].match.severity[1]: found "bad", expected one of
            routes: [{mtch: {}, receivers: a}]                       | routes[0].mtch: found an unknown key, expected one of match, receivers (did you mean match?)
            routes: [3]                                              | routes[0]: found "3", expected a section
            reports: [{every: 1d}]                                   | reports[0].receiver: found nothing, expected the name
            reports: [{receiver: b}]                                 | reports[0].receiver: found "b", expected the name
            reports: [{receiver: a, at: "25:00"}]                    | reports[0].at: found "25:00", expected a time of day
            reports: [{receiver: a, zone: Moon}]                     | reports[0].zone: found "Moon", expected a time zone
            group-wait: [1, 2]                                       | group-wait: found a list, expected a duration
            """)
    void alerts_withAMistake_isToldWithItsPath(String alerts, String problem) {
        assertThat(Reads.lines("alerts: {receivers: {a: {log: {}}}, " + alerts + "}"))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("alerts." + problem));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                       | : found nothing, expected exactly one of slack
            {slak: {}}                                               | .slak: found an unknown key, expected one of slack
            {log: {}, alertmanager: {url: "http://a"}}               | : found alertmanager and log, expected exactly one of
            {log: {level: x}}                                        | .log.level: found an unknown key
            {slack: {}}                                              | .slack.url: found nothing, expected an address
            {slack: {url: "xoxb-1"}}                                 | .slack.url: found a text that is not shown, expected an address
            {pagerduty: {}}                                          | .pagerduty.routing-key: found nothing, expected a text that is not empty, or routing-key-file
            {webhook: {}}                                            | .webhook.url: found nothing, expected an address
            {webhook: {url: "http://a", ca: /gone}}                  | .webhook.ca: found "/gone", which does not exist
            {email: {smtp: h, from: a@b, to: [a@b]}}                 | .email.smtp: found "h", expected host:port
            {email: {smtp: "h:25", from: a, to: [a@b]}}              | .email.from: found "a", expected an e-mail address
            {email: {smtp: "h:25", from: a@b}}                       | .email.to: found nothing, expected at least one
            {email: {smtp: "h:25", from: a@b, to: []}}               | .email.to: found an empty list, expected at least one
            {email: {smtp: "h:25", from: a@b, to: a@b, start-tls: x}} | .email.start-tls: found "x", expected one of required, optional, none
            {email: {smtp: "h:25", from: a@b, to: a@b, user: u}}     | .email.password: found nothing, expected it beside user
            """)
    void receiver_withAMistake_isToldWithItsPath(String receiver, String problem) {
        assertThat(Reads.lines("alerts: {receivers: {a: " + receiver + "}}"))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("alerts.receivers.a" + problem));
    }

    /** Who looks for the mistake looks for a line. */
    @Test
    void problem_inAFile_hasItsLine() {
        assertThat(Reads.lines("http:\n  host: 127.0.0.1\n  port: 70000\n"))
                .containsExactly(
                        "http.port: found \"70000\", expected a port from 1 to 65535, or 0 for any free one (line 3)");
    }

    @Test
    void problem_inTheEnvironment_hasItsVariable() {
        assertThat(Reads.lines("http: {port: 1}", Map.of("BACKPLANE_HTTP_PORT", "99999999")))
                .containsExactly("http.port: found \"99999999\", expected a port from 1 to 65535, or 0 for any free one"
                        + " (BACKPLANE_HTTP_PORT)");
    }

    /** The log's own variables are read by the log, which takes a wrong level for DEBUG. */
    @Test
    void logVariable_withAWrongValue_isAMistake() {
        assertThat(Reads.lines("", Map.of("BACKPLANE_LOG_LEVEL", "loud", "BACKPLANE_LOG_FORMAT", "json")))
                .containsExactly(
                        "BACKPLANE_LOG_LEVEL: found \"loud\", expected one of error, warn, info, debug, trace");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nats: {user: u, password: [hunter2]}",
                "nats: {servers: ['nats://u:hunter2@h']}",
                "nats: {monitoring-url: 'http://u:hunter2@h'}",
                "nats: {nkey-seed: hunter2}",
                "alerts: {receivers: {a: {slack: {url: hunter2}}}}",
                "alerts: {receivers: {a: {webhook: {url: 'http://u:hunter2@h'}}}}"
            })
    void secret_thatIsWrong_isNotShown(String yaml) {
        assertThat(Reads.lines(yaml)).isNotEmpty().noneMatch(line -> line.contains("hunter2"));
    }

    /** A value may hold anything; the message stays one line, and no terminal obeys it. */
    @Test
    void value_withControlCharacters_isShownPlain() {
        List<String> lines = Reads.lines("http: {port: \"1\\n2\\e[31m" + "x".repeat(500) + "\"}");
        assertThat(lines)
                .singleElement()
                .satisfies(line ->
                        assertThat(line).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(250));
    }
}
