package io.mistersmith.backplane.monitor.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code alerts}: who is told of violations.
 *
 * @param groupWait what is resolved within it is not told
 * @param routes the first that matches decides; without any, every violation goes to the log
 * @param receivers by name
 */
public record AlertsConfig(
        Duration groupWait,
        Duration groupInterval,
        Duration repeatInterval,
        List<Route> routes,
        Map<String, Receiver> receivers,
        List<Report> reports) {

    public AlertsConfig {
        routes = List.copyOf(routes);
        receivers = Map.copyOf(receivers);
        reports = List.copyOf(reports);
    }

    /**
     * @param severities {@code warning}, {@code error}, {@code critical}; empty: all
     * @param rules rule names; empty: all
     * @param labels label name → value that the violation must have
     * @param receivers names that exist
     */
    public record Route(Set<String> severities, Set<String> rules, Map<String, String> labels, List<String> receivers) {
        public Route {
            severities = Set.copyOf(severities);
            rules = Set.copyOf(rules);
            labels = Map.copyOf(labels);
            receivers = List.copyOf(receivers);
        }
    }

    /** Somebody who can be told. */
    public sealed interface Receiver {

        /** The process's own log. */
        record Log() implements Receiver {}

        /** @param url the incoming webhook; it is a secret in itself */
        record Slack(Secret url) implements Receiver {}

        record PagerDuty(Secret routingKey, String url) implements Receiver {}

        /** @param startTls {@code required}, {@code optional} or {@code none} */
        record Email(String smtp, String from, List<String> to, String startTls, String user, Secret password)
                implements Receiver {
            public Email {
                to = List.copyOf(to);
            }
        }

        /** @param hmacSecret signs the body as {@code X-Backplane-Signature} */
        record Webhook(String url, Secret hmacSecret, Optional<Path> ca) implements Receiver {}

        record Alertmanager(String url) implements Receiver {}
    }

    /** A periodic report. */
    public record Report(String receiver, Duration every, LocalTime at, ZoneId zone) {}
}
