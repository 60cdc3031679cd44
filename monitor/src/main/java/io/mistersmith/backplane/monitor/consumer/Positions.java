package io.mistersmith.backplane.monitor.consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How far advisories have been taken, by reader. Not thread-safe. */
final class Positions {

    /**
     * @param created of the stream: another one of the same name counts from 1 again
     * @param sequence of the last that was taken
     */
    record Position(Instant created, long sequence) {}

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Map<String, Position> positions = new HashMap<>();

    /** Goes on where another process stopped; {@code json} is its {@link #toJson()}. */
    void restore(byte[] json) throws IOException {
        try {
            for (Map.Entry<String, JsonNode> entry : MAPPER.readTree(json).properties()) {
                Instant created = Instant.parse(entry.getValue().path("created").asText());
                positions.put(
                        entry.getKey(),
                        new Position(created, entry.getValue().path("sequence").asLong()));
            }
        } catch (DateTimeException e) {
            throw new IOException("a position's \"created\" is no RFC 3339 time", e);
        }
    }

    /** Forgets all other readers. */
    void retain(Collection<String> readers) {
        positions.keySet().retainAll(readers);
    }

    /** {@code {"<reader>": {"created": "…", "sequence": n}}} */
    byte[] toJson() {
        ObjectNode json = MAPPER.createObjectNode();
        new TreeMap<>(positions)
                .forEach((key, at) -> json.putObject(key)
                        .put("created", at.created().toString())
                        .put("sequence", at.sequence()));
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The last that was taken of a stream made at {@code created}; a new one of an old name: nothing yet. */
    Optional<Long> of(String reader, Instant created) {
        return Optional.ofNullable(positions.get(reader)).map(p -> p.created().equals(created) ? p.sequence() : 0L);
    }

    /** Where a reader begins. */
    void begin(String reader, Instant created, long sequence) {
        positions.put(reader, new Position(created, sequence));
    }

    /** A reader came as far as this. */
    void advance(String reader, long sequence) {
        positions.computeIfPresent(reader, (r, p) -> new Position(p.created(), Math.max(p.sequence(), sequence)));
    }
}
