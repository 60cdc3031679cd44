package io.mistersmith.backplane.monitor.nats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of a list, read straight from the bytes: a tree of hundreds of consumers costs more than they do. */
record ListAnswer(JsonNode error, List<StreamInfo> streams, List<ConsumerInfo> consumers, List<String> missing) {

    ListAnswer(
            @Nullable JsonNode error,
            @Nullable List<StreamInfo> streams,
            @Nullable List<ConsumerInfo> consumers,
            @Nullable List<String> missing) {
        this.error = error == null ? MissingNode.getInstance() : error;
        this.streams = streams == null ? List.of() : streams;
        this.consumers = consumers == null ? List.of() : consumers;
        this.missing = missing == null ? List.of() : missing;
    }

    static ListAnswer of(String subject, byte[] data) {
        try {
            ListAnswer answer = JetStreamJson.MAPPER.readValue(data, ListAnswer.class);
            JetStreamJson.check(subject, answer.error());
            return answer;
        } catch (IOException e) {
            throw JetStreamJson.notOurs(subject, e);
        }
    }
}
