package io.mistersmith.backplane.monitor.baseline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.mistersmith.backplane.monitor.wire.ViolationJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is open, for the next process: as JSON, so that a human can read what the monitor believes.
 *
 * @param open in the order of rules and things
 */
public record EvaluatorSnapshot(List<Open> open) {

    /** Nothing is open. */
    public static final EvaluatorSnapshot NONE = new EvaluatorSnapshot(List.of());

    /** The state has to fit into a message: what a group covers beyond this joins it again when it is next found broken. */
    static final int MAX_MEMBERS = 1_000;

    private static final int FORMAT = 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * One open violation.
     *
     * @param violation its latest message
     * @param kind of the Frames in which its thing appears
     * @param members of a group; at most {@value #MAX_MEMBERS}
     */
    public record Open(Violation violation, String kind, List<Labels> members) {
        public Open {
            members = List.copyOf(members.subList(0, Math.min(MAX_MEMBERS, members.size())));
        }
    }

    public EvaluatorSnapshot {
        open = List.copyOf(open);
    }

    /** UTF-8 JSON. */
    public byte[] toJson() {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("format", FORMAT);
        ArrayNode all = json.putArray("open");
        for (Open one : open) {
            ObjectNode entry = all.addObject();
            entry.put("kind", one.kind());
            entry.set("violation", ViolationJson.toNode(one.violation()));
            ArrayNode members = entry.putArray("members");
            one.members().forEach(member -> {
                ObjectNode labels = members.addObject();
                member.asMap().forEach(labels::put);
            });
        }
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain nodes can always be written", e);
        }
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException if it is something else; the message says what
     */
    public static EvaluatorSnapshot fromJson(byte[] json) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException("state of violations: not JSON: " + e.getMessage(), e);
        }
        if (tree.path("format").asInt() != FORMAT) {
            throw new IllegalArgumentException(
                    "state of violations: format " + tree.path("format") + "; expected " + FORMAT);
        }
        List<Open> open = new ArrayList<>();
        for (JsonNode entry : tree.path("open")) {
            List<Labels> members = new ArrayList<>();
            for (JsonNode member : entry.path("members")) {
                Map<String, String> labels = new LinkedHashMap<>();
                member.properties()
                        .forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
                members.add(Labels.of(labels));
            }
            Violation violation = ViolationJson.fromNode(entry.path("violation"));
            if (violation.severity().isPresent()) {
                open.add(new Open(violation, entry.path("kind").asText(), members));
            }
        }
        return new EvaluatorSnapshot(open);
    }
}
