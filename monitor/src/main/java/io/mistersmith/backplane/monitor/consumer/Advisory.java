package io.mistersmith.backplane.monitor.consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a JetStream server said by itself about a consumer or a stream.
 *
 * @param consumer empty where it is about a stream
 * @param sequence of the message in the stream; 0 where it is about none
 * @param deliveries of that message so far; 0 where it is about none
 * @param reason in the consumer's own words, where it gave one (server ≥ 2.10); else empty
 * @param time of the event on the server's clock
 */
record Advisory(
        Kind kind, String stream, String consumer, long sequence, long deliveries, String reason, Instant time) {

    /** What happened. */
    enum Kind {
        MAX_DELIVERIES("MAX_DELIVERIES", "max deliveries"),
        TERMINATED("MSG_TERMINATED", "terminations"),
        NAK("MSG_NAKED", "naks"),
        LEADER_ELECTED("LEADER_ELECTED", "elections");

        private final String token;
        private final String words;

        Kind(String token, String words) {
            this.token = token;
            this.words = words;
        }

        /** For a human. */
        String words() {
            return words;
        }

        /** Where the servers say it of consumers. */
        String subject() {
            return "$JS.EVENT.ADVISORY.CONSUMER." + token + ".>";
        }
    }

    /** All of these are below it. */
    static final String ALL = "$JS.EVENT.ADVISORY.>";

    /** Where the servers say that a stream or a consumer has a new leader. */
    static final List<String> ELECTIONS =
            List.of("$JS.EVENT.ADVISORY.CONSUMER.LEADER_ELECTED.>", "$JS.EVENT.ADVISORY.STREAM.LEADER_ELECTED.>");

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
                    body.path("deliveries").asLong(),
                    body.path("reason").asText(),
                    Instant.parse(body.path("timestamp").asText())));
        } catch (DateTimeException e) {
            throw new IOException("no RFC 3339 timestamp", e);
        }
    }

    private static Optional<Kind> kind(String token) {
        for (Kind kind : Kind.values()) {
            if (kind.token.equals(token)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
