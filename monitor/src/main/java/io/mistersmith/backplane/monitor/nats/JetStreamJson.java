package io.mistersmith.backplane.monitor.nats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.nats.client.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.CompletionException;

/** How the server's JSON becomes records: fields that we do not know are skipped, times before 1970 mean "never". */
final class JetStreamJson {

    static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule().addDeserializer(Instant.class, new InstantDeserializer()))
            .build();

    private JetStreamJson() {}

    static byte[] bytes(JsonNode request) {
        return request.isEmpty() ? new byte[0] : request.toString().getBytes(StandardCharsets.UTF_8);
    }

    static byte[] data(Message message) {
        byte[] data = message.getData();
        return data == null ? new byte[0] : data;
    }

    /** Throws what an answer tells of trouble; {@code error} is its field of that name. */
    static void check(String request, JsonNode error) {
        if (error.isMissingNode() || error.isNull()) {
            return;
        }
        int code = error.path("code").asInt();
        int errorCode = error.path("err_code").asInt();
        String words =
                request + ": " + error.path("description").asText("refused") + " (" + code + "/" + errorCode + ")";
        throw new CompletionException(new NatsException(kind(code, errorCode), code, errorCode, words));
    }

    static CompletionException notOurs(String subject, IOException e) {
        String what = e instanceof JsonProcessingException j ? j.getOriginalMessage() : e.getMessage();
        return new CompletionException(new NatsException(
                NatsException.Kind.REFUSED, subject + ": the answer is not the JSON that we know: " + what));
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
                return ServerTime.never(Instant.parse(parser.getText()));
            } catch (DateTimeParseException e) {
                throw context.weirdStringException(parser.getText(), Instant.class, "not an RFC 3339 time");
            }
        }
    }
}
