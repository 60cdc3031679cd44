package io.mistersmith.backplane.monitor.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import io.mistersmith.backplane.monitor.wire.Violation.Event;
import io.mistersmith.backplane.monitor.wire.Violation.Evidence;
import io.mistersmith.backplane.monitor.wire.Violation.Members;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A {@link Violation} as the JSON of the wire contract, and back. The schema is {@code schema/violation.schema.json}. Thread-safe.
 */
public final class ViolationJson {

    /** How many members of a group the wire shows; {@code members.count} says how many there are. */
    public static final int SAMPLE = 10;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private ViolationJson() {}

    /** UTF-8, one line. */
    public static byte[] encode(Violation violation) {
        try {
            return MAPPER.writeValueAsBytes(toNode(violation));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain nodes can always be written", e);
        }
    }

    /** What {@link #encode} writes, as a tree. */
    public static ObjectNode toNode(Violation v) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", v.id());
        json.put("revision", v.revision());
        json.put("event", v.event().word());
        json.put("fingerprint", v.fingerprint());
        json.put("rule", v.rule());
        json.put("severity", v.severityWord());
        json.put("previous_severity", v.previousSeverity().map(Severity::word).orElse(null));
        json.put("metric", v.metric());
        json.set("labels", labels(v.labels()));
        json.set("value", number(v.value()));
        json.set("threshold", number(v.threshold()));
        json.put("comparison", v.comparison().word());
        json.put("unit", v.unit());
        json.put("started_at", MILLISECONDS.format(v.startedAt()));
        json.put("at", MILLISECONDS.format(v.at()));
        json.put("summary", v.summary());
        json.put("cause", v.cause().orElse(null));
        json.put("next", v.next().orElse(null));
        ObjectNode evidence = json.putObject("evidence");
        ArrayNode values = evidence.putArray("values");
        v.evidence().values().forEach(value -> values.add(number(value)));
        evidence.put("interval_ms", v.evidence().intervalMillis());
        json.set(
                "members",
                v.members().<JsonNode>map(ViolationJson::members).orElse(JsonNodeFactory.instance.nullNode()));
        json.put("monitor", v.monitor());
        return json;
    }

    private static ObjectNode labels(Labels labels) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        labels.asMap().forEach(json::put);
        return json;
    }

    private static ObjectNode members(Members members) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("count", members.count());
        ArrayNode sample = json.putArray("sample");
        members.all().stream().limit(SAMPLE).forEach(member -> sample.add(labels(member)));
        return json;
    }

    /** JSON has no NaN: what is not known is null. */
    private static JsonNode number(double value) {
        return Double.isFinite(value)
                ? JsonNodeFactory.instance.numberNode(value)
                : JsonNodeFactory.instance.nullNode();
    }

    /**
     * Reads what {@link #encode} writes; fields that it does not know are ignored. {@code observedAt} does not travel and becomes
     * {@code at}.
     *
     * @throws IllegalArgumentException if it is no violation; the message names the field, what was found and what was expected
     */
    public static Violation decode(byte[] json) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException("violation: not JSON: " + e.getMessage(), e);
        }
        return fromNode(tree);
    }

    /** Reads what {@link #toNode} makes; see {@link #decode}. */
    public static Violation fromNode(JsonNode json) {
        if (json == null || !json.isObject()) {
            throw new IllegalArgumentException("violation: expected an object");
        }
        Instant at = time(json, "at");
        String severity = text(json, "severity");
        return new Violation(
                text(json, "id"),
                (int) integer(json, "revision"),
                word(json, "event", Event.values(), Event::word),
                text(json, "rule"),
                severity.equals("resolved")
                        ? Optional.empty()
                        : Optional.of(word(json, "severity", Severity.values(), Severity::word)),
                optionalText(json, "previous_severity")
                        .map(w -> word(json, "previous_severity", Severity.values(), Severity::word)),
                text(json, "metric"),
                labels(json.path("labels"), "labels"),
                number(json, "value"),
                number(json, "threshold"),
                word(json, "comparison", Comparison.values(), Comparison::word),
                text(json, "unit"),
                time(json, "started_at"),
                at,
                text(json, "summary"),
                optionalText(json, "cause"),
                optionalText(json, "next"),
                evidence(json.path("evidence")),
                json.path("members").isObject() ? Optional.of(members(json.path("members"))) : Optional.empty(),
                text(json, "monitor"),
                at.toEpochMilli());
    }

    private static String text(JsonNode json, String field) {
        JsonNode node = json.path(field);
        if (!node.isTextual()) {
            throw unexpected(field, node, "a string");
        }
        return node.textValue();
    }

    private static Optional<String> optionalText(JsonNode json, String field) {
        JsonNode node = json.path(field);
        return node.isNull() || node.isMissingNode() ? Optional.empty() : Optional.of(text(json, field));
    }

    private static long integer(JsonNode json, String field) {
        JsonNode node = json.path(field);
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw unexpected(field, node, "an integer");
        }
        return node.longValue();
    }

    private static double number(JsonNode json, String field) {
        JsonNode node = json.path(field);
        if (node.isNull()) {
            return Double.NaN;
        }
        if (!node.isNumber()) {
            throw unexpected(field, node, "a number or null");
        }
        return node.doubleValue();
    }

    private static Instant time(JsonNode json, String field) {
        String text = text(json, field);
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("violation." + field + ": '" + text + "' is no RFC 3339 time in UTC", e);
        }
    }

    private static <E> E word(JsonNode json, String field, E[] values, Function<E, String> word) {
        String text = text(json, field);
        return Arrays.stream(values)
                .filter(v -> word.apply(v).equals(text))
                .findFirst()
                .orElseThrow(() -> unexpected(
                        field,
                        json.path(field),
                        "one of " + Arrays.stream(values).map(word).toList()));
    }

    private static Labels labels(JsonNode json, String field) {
        if (!json.isObject()) {
            throw unexpected(field, json, "an object of strings");
        }
        Map<String, String> labels = new LinkedHashMap<>();
        json.properties().forEach(e -> {
            if (!e.getValue().isTextual()) {
                throw unexpected(field + "." + e.getKey(), e.getValue(), "a string");
            }
            labels.put(e.getKey(), e.getValue().textValue());
        });
        return Labels.of(labels);
    }

    private static Evidence evidence(JsonNode json) {
        List<Double> values = new ArrayList<>();
        for (JsonNode value : json.path("values")) {
            if (!value.isNumber() && !value.isNull()) {
                throw unexpected("evidence.values", value, "numbers");
            }
            values.add(value.isNull() ? Double.NaN : value.doubleValue());
        }
        return new Evidence(values, json.path("interval_ms").asLong());
    }

    private static Members members(JsonNode json) {
        List<Labels> sample = new ArrayList<>();
        for (JsonNode member : json.path("sample")) {
            sample.add(labels(member, "members.sample"));
        }
        return new Members(sample, (int) integer(json, "count"));
    }

    private static IllegalArgumentException unexpected(String field, JsonNode found, String expected) {
        String what = found.isMissingNode() ? "missing" : found.toString();
        return new IllegalArgumentException("violation." + field + ": " + what + "; expected " + expected);
    }
}
