package io.mistersmith.backplane.monitor.exposition;

import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Violations as {@code /api/violations} and {@code /health/agent/<id>} show them; the fields and words are the wire's. */
final class ViolationAnswer {

    /** Members of a group that a list shows. */
    private static final int SAMPLE = 10;

    private ViolationAnswer() {}

    /** As on the wire: a sample of a group's members. */
    static Map<String, Object> sampled(Violation violation) {
        return whole(violation, false);
    }

    /** As on the wire, but with all members of a group. */
    static Map<String, Object> complete(Violation violation) {
        return whole(violation, true);
    }

    /** What the page of one thing needs to name a violation. */
    static Map<String, Object> brief(Violation violation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", violation.id());
        json.put("rule", violation.rule());
        json.put("severity", violation.severityWord());
        json.put("since", Json.time(violation.startedAt()));
        json.put("group", violation.isGroup());
        json.put("summary", violation.summary());
        return json;
    }

    private static Map<String, Object> whole(Violation violation, boolean allMembers) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", violation.id());
        json.put("revision", violation.revision());
        json.put("event", violation.event().word());
        json.put("fingerprint", violation.fingerprint());
        json.put("rule", violation.rule());
        json.put("severity", violation.severityWord());
        json.put(
                "previous_severity",
                violation.previousSeverity().map(Severity::word).orElse(null));
        json.put("metric", violation.metric());
        json.put("labels", violation.labels().asMap());
        json.put("value", Json.figure(violation.value()));
        json.put("threshold", Json.figure(violation.threshold()));
        json.put("comparison", violation.comparison().word());
        json.put("unit", violation.unit());
        json.put("started_at", Json.time(violation.startedAt()));
        json.put("at", Json.time(violation.at()));
        json.put("summary", violation.summary());
        json.put("cause", violation.cause().orElse(null));
        json.put("next", violation.next().orElse(null));
        json.put("evidence", evidence(violation.evidence()));
        json.put("members", violation.members().map(m -> members(m, allMembers)).orElse(null));
        json.put("monitor", violation.monitor());
        return json;
    }

    private static Map<String, Object> evidence(Violation.Evidence evidence) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("values", evidence.values().stream().map(Json::figure).toList());
        json.put("interval_ms", evidence.intervalMillis());
        return json;
    }

    private static Map<String, Object> members(Violation.Members members, boolean all) {
        List<Map<String, String>> told = members.all().stream()
                .limit(all ? Integer.MAX_VALUE : SAMPLE)
                .map(Labels::asMap)
                .toList();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("count", members.count());
        json.put(all ? "all" : "sample", told);
        return json;
    }
}
