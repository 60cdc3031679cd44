package io.mistersmith.backplane.monitor.exposition;

import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Open violations for tests. */
final class Violations {

    static final Instant SINCE = Instant.parse("2026-11-23T22:52:00.123Z");

    private Violations() {}

    static Violation on(Labels labels) {
        return violation("id-" + labels.hashCode(), "agent-queue-depth", Severity.ERROR, labels, Optional.empty());
    }

    static Violation group(List<Labels> members) {
        return violation(
                "id-group",
                "agent-missing",
                Severity.CRITICAL,
                Labels.of("group", "agent-missing"),
                Optional.of(new Violation.Members(members)));
    }

    private static Violation violation(
            String id, String rule, Severity severity, Labels labels, Optional<Violation.Members> members) {
        return new Violation(
                id,
                1,
                Violation.Event.OPENED,
                rule,
                Optional.of(severity),
                Optional.empty(),
                "agent_queue_depth",
                labels,
                120,
                100,
                Violation.Comparison.ABOVE,
                "",
                SINCE,
                SINCE.plusMillis(5007),
                "the queue is full",
                Optional.empty(),
                Optional.of("look"),
                new Violation.Evidence(List.of(1.5, Double.NaN, 120.0), 1000),
                members,
                "monitor-0",
                0);
    }
}
