package io.mistersmith.backplane.monitor.alert;

import io.mistersmith.backplane.monitor.config.AlertsConfig;
import io.mistersmith.backplane.monitor.config.AlertsConfig.Route;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which receivers a violation concerns: those of the first route that matches; nobody where none does. */
final class Routes {

    /** The receiver that hears everything where no route is configured. */
    static final String LOG = "log";

    private final List<Route> routes;

    Routes(AlertsConfig config) {
        routes = config.routes().isEmpty()
                ? List.of(new Route(Set.of(), Set.of(), Map.of(), List.of(LOG)))
                : config.routes();
    }

    /** In the order of the configuration. A resolved violation is routed by the severity that it had last. */
    List<String> receivers(Violation violation) {
        return routes.stream()
                .filter(route -> matches(route, violation))
                .findFirst()
                .map(route -> route.receivers().stream().distinct().toList())
                .orElse(List.of());
    }

    private static boolean matches(Route route, Violation violation) {
        Optional<Severity> severity = violation.severity().or(violation::previousSeverity);
        return (route.severities().isEmpty()
                        || severity.filter(s -> route.severities().contains(s.word()))
                                .isPresent())
                && (route.rules().isEmpty() || route.rules().contains(violation.rule()))
                && route.labels().entrySet().stream()
                        .allMatch(label -> violation
                                .labels()
                                .get(label.getKey())
                                .filter(label.getValue()::equals)
                                .isPresent());
    }
}
