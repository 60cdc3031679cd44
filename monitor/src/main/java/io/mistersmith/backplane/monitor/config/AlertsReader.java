package io.mistersmith.backplane.monitor.config;

import io.mistersmith.backplane.monitor.config.AlertsConfig.Receiver;
import io.mistersmith.backplane.monitor.config.AlertsConfig.Report;
import io.mistersmith.backplane.monitor.config.AlertsConfig.Route;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code alerts}: who is told of what, and how. */
final class AlertsReader {

    private static final Kind<String> SEVERITY = Kinds.oneOf("warning", "error", "critical");
    private static final String LOG = "log";

    private final Set<String> rules;

    /** @param rules the names of all rules that there are */
    AlertsReader(Set<String> rules) {
        this.rules = rules;
    }

    AlertsConfig alerts(Section s) {
        Duration groupWait = s.get("group-wait", Kinds.duration(Duration.ZERO), Duration.ofSeconds(10));
        Duration groupInterval = s.get("group-interval", Kinds.duration(Duration.ofMillis(100)), Duration.ofMinutes(1));
        Duration repeatInterval = s.get("repeat-interval", Kinds.duration(Duration.ofSeconds(1)), Duration.ofHours(4));
        Map<String, Receiver> receivers = new LinkedHashMap<>(
                s.named("receivers", ReceiverReader.LEAVES, Set.of(), (name, entry) -> ReceiverReader.receiver(entry)));
        List<Route> routes = s.sections("routes", route -> route(route, receivers.keySet()));
        List<Report> reports = s.sections("reports", report -> report(report, receivers.keySet()));
        warnOfUnused(s, receivers.keySet(), routes, reports);
        if (routes.isEmpty()) {
            receivers.putIfAbsent(LOG, new Receiver.Log());
            routes = List.of(new Route(Set.of(), Set.of(), Map.of(), List.of(LOG)));
        }
        return new AlertsConfig(groupWait, groupInterval, repeatInterval, routes, receivers, reports);
    }

    private Route route(Section s, Set<String> receivers) {
        Match match = s.section("match", this::match);
        if (!s.has("receivers")) {
            s.missing("receivers", "the names of at least one receiver");
        }
        List<String> told = s.someOf("receivers", nameOf(receivers), List.of());
        return new Route(match.severities(), match.rules(), match.labels(), told);
    }

    private record Match(Set<String> severities, Set<String> rules, Map<String, String> labels) {}

    private Match match(Section s) {
        List<String> matched = s.list("rule", Kinds.NAME, List.of());
        matched.stream()
                .filter(rule -> !rules.contains(rule))
                .forEach(rule -> s.reading()
                        .warning(s.path("rule") + ": there is no rule " + Wording.plain(rule)
                                + Wording.didYouMean(rule, rules)));
        return new Match(
                new HashSet<>(s.list("severity", SEVERITY, List.of())), new HashSet<>(matched), s.labels("labels"));
    }

    private static Report report(Section s, Set<String> receivers) {
        return new Report(
                s.require("receiver", nameOf(receivers), ""),
                s.get("every", Kinds.duration(Duration.ofMinutes(1)), Duration.ofDays(1)),
                s.get("at", Kinds.TIME_OF_DAY, LocalTime.of(7, 0)),
                s.get("zone", Kinds.ZONE, ZoneId.of("UTC")));
    }

    private static Kind<String> nameOf(Collection<String> receivers) {
        String known = receivers.isEmpty()
                ? "but there are no receivers"
                : "which are " + receivers.stream().map(Wording::plain).collect(Collectors.joining(", "));
        return new Kind<>(
                "the name of one of alerts.receivers, " + known,
                text -> Optional.of(text).filter(receivers::contains));
    }

    private static void warnOfUnused(Section s, Set<String> receivers, List<Route> routes, List<Report> reports) {
        List<String> unused = new ArrayList<>(receivers);
        routes.forEach(route -> unused.removeAll(route.receivers()));
        reports.forEach(report -> unused.remove(report.receiver()));
        unused.forEach(name -> s.reading()
                .warning(s.path("receivers." + Wording.plain(name)) + ": no route and no report leads to it"));
    }
}
