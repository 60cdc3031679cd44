package io.mistersmith.backplane.monitor.nats;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one server answered when all were asked who they are. */
record PingAnswer(
        ServerAnswer.@Nullable Server server,
        @JsonProperty("statsz") @Nullable Statistics statistics) {

    /** @param active servers that it knows of, itself included; one that died counts for some minutes more */
    record Statistics(@JsonProperty("active_servers") int active) {}

    static PingAnswer read(byte[] answer) throws IOException {
        return JetStreamJson.MAPPER.readValue(answer, PingAnswer.class);
    }

    /** How many servers there are, as the one says who knows most. */
    static int servers(List<PingAnswer> answers) {
        return Math.max(
                names(answers),
                answers.stream()
                        .mapToInt(
                                a -> a.statistics() == null ? 0 : a.statistics().active())
                        .max()
                        .orElse(0));
    }

    /** How many have answered. */
    static int names(List<PingAnswer> answers) {
        return (int) answers.stream()
                .map(a -> ServerAnswer.name(a.server()))
                .distinct()
                .count();
    }
}
