package io.mistersmith.backplane.monitor.nats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** How the server's JSON becomes records: fields that we do not know are skipped, times before 1970 mean "never". */
final class JetStreamJson {

    static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule().addDeserializer(Instant.class, new InstantDeserializer()))
            .build();

    private JetStreamJson() {}

    /** The error in an answer, if it is one. */
    static Optional<NatsException> error(String request, JsonNode answer) {
        JsonNode error = answer.path("error");
        if (error.isMissingNode()) {
            return Optional.empty();
        }
        int code = error.path("code").asInt();
        int errorCode = error.path("err_code").asInt();
        String words =
                request + ": " + error.path("description").asText("refused") + " (" + code + "/" + errorCode + ")";
        return Optional.of(new NatsException(kind(code, errorCode), code, errorCode, words));
    }

    private static NatsException.Kind kind(int code, int errorCode) {
        return switch (errorCode) {
            case 10039, 10076 -> NatsException.Kind.NO_JETSTREAM;
            case 10008, 10009 -> NatsException.Kind.NO_LEADER;
            default ->
                code == 404
                        ? NatsException.Kind.NOT_FOUND
                        : code == 503 ? NatsException.Kind.NO_LEADER : NatsException.Kind.REFUSED;
        };
    }

    private static final class InstantDeserializer extends StdDeserializer<Instant> {
        InstantDeserializer() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                Instant time = Instant.parse(parser.getText());
                return time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time;
            } catch (DateTimeParseException e) {
                throw context.weirdStringException(parser.getText(), Instant.class, "not an RFC 3339 time");
            }
        }
    }
}
