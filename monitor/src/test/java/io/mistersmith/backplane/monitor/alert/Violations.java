package io.mistersmith.backplane.monitor.alert;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.mistersmith.backplane.monitor.wire.Violation.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Violations to test with: the rule {@code agent-queue-depth} on an agent, whose id is the violation's id too. */
final class Violations {

    static final Instant START = Instant.parse("2026-11-26T08:00:00Z");
    static final String RULE = "agent-queue-depth";

    private Violations() {}

    static Violation opened(String agent, Severity severity) {
        return violation(agent, RULE, 1, Event.OPENED, Optional.of(severity), Optional.empty());
    }

    static Violation opened(String agent, String rule, Severity severity) {
        return violation(agent, rule, 1, Event.OPENED, Optional.of(severity), Optional.empty());
    }

    static Violation changed(String agent, int revision, Severity before, Severity now) {
        Event event = now.compareTo(before) > 0 ? Event.ESCALATED : Event.DEESCALATED;
        return violation(agent, RULE, revision, event, Optional.of(now), Optional.of(before));
    }

    static Violation resolved(String agent, int revision, Severity before) {
        return violation(agent, RULE, revision, Event.RESOLVED, Optional.empty(), Optional.of(before));
    }

    private static Violation violation(
            String agent,
            String rule,
            int revision,
            Event event,
            Optional<Severity> severity,
            Optional<Severity> previous) {
        return new Violation(
                agent,
                revision,
                event,
                rule,
                severity,
                previous,
                "agent_queue_depth",
                Labels.of("agent_id", agent),
                120,
                100,
                Violation.Comparison.ABOVE,
                "",
                START,
                START,
                "agent " + agent + " has 120 messages waiting",
                Optional.empty(),
                Optional.of("look at " + agent),
                new Violation.Evidence(List.of(1.0, 120.0), 1000),
                Optional.empty(),
                "monitor-0",
                0);
    }

    /** Enough of the wire's JSON to tell messages apart. */
    static byte[] json(Violation v) {
        ObjectNode json = JsonMapper.builder().build().createObjectNode();
        json.put("id", v.id())
                .put("revision", v.revision())
                .put("event", v.event().word());
        json.put("severity", v.severityWord()).put("rule", v.rule()).put("summary", v.summary());
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
