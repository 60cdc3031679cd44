package io.mistersmith.backplane.monitor.consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * What a JetStream server said by itself about a consumer or a stream.
 *
 * @param consumer empty where it is about a stream
 * @param sequence of the message in the stream; 0 where it is about none
 * @param time of the event on the server's clock
 */
record Advisory(Kind kind, String stream, String consumer, long sequence, Instant time) {

    /** What happened. */
    enum Kind {
        MAX_DELIVERIES,
        TERMINATED,
        NAK,
        LEADER_ELECTED
    }

    static final String CONSUMERS = "$JS.EVENT.ADVISORY.CONSUMER.>";
    static final String STREAMS = "$JS.EVENT.ADVISORY.STREAM.>";

    private static final int KIND_TOKEN = 4;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Reads an advisory; empty for those that say nothing to us.
     *
     * @throws IOException it is not the JSON that we know
     */
    static Optional<Advisory> read(String subject, byte[] data) throws IOException {
        String[] tokens = subject.split("\\.", KIND_TOKEN + 2);
        Optional<Kind> kind = tokens.length <= KIND_TOKEN ? Optional.empty() : kind(tokens[KIND_TOKEN]);
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        JsonNode body = MAPPER.readTree(data);
        try {
            return Optional.of(new Advisory(
                    kind.get(),
                    body.path("stream").asText(),
                    body.path("consumer").asText(),
                    body.path("stream_seq").asLong(),
                    Instant.parse(body.path("timestamp").asText())));
        } catch (DateTimeException e) {
            throw new IOException("no RFC 3339 timestamp", e);
        }
    }

    private static Optional<Kind> kind(String token) {
        return switch (token) {
            case "MAX_DELIVERIES" -> Optional.of(Kind.MAX_DELIVERIES);
            case "MSG_TERMINATED" -> Optional.of(Kind.TERMINATED);
            case "MSG_NAKED" -> Optional.of(Kind.NAK);
            case "LEADER_ELECTED" -> Optional.of(Kind.LEADER_ELECTED);
            default -> Optional.empty();
        };
    }
}
