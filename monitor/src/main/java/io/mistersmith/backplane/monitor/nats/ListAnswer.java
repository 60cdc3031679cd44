package io.mistersmith.backplane.monitor.nats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.List;

/** One page of a list, read straight from the bytes: a tree of hundreds of consumers costs more than they do. */
record ListAnswer(JsonNode error, List<StreamInfo> streams, List<ConsumerInfo> consumers, List<String> missing) {

    static ListAnswer of(String subject, byte[] data) {
        try {
            ListAnswer answer = JsonCursor.read(data, ListAnswer::read);
            JetStreamJson.check(subject, answer.error());
            return answer;
        } catch (IOException e) {
            throw JetStreamJson.notOurs(subject, e);
        }
    }

    private static ListAnswer read(JsonCursor in) throws IOException {
        JsonMembers members = JsonMembers.of("error", "streams", "consumers", "missing");
        JsonNode error = MissingNode.getInstance();
        List<StreamInfo> streams = List.of();
        List<ConsumerInfo> consumers = List.of();
        List<String> missing = List.of();
        for (boolean more = in.enter('{'); more; more = in.more('}')) {
            switch (in.member(members)) {
                case "error" -> error = in.value(JsonNode.class);
                case "streams" -> streams = new StreamReader(in).streams();
                case "consumers" -> consumers = new ConsumerReader(in).consumers();
                case "missing" -> missing = in.texts();
                default -> in.skip();
            }
        }
        return new ListAnswer(error, streams, consumers, missing);
    }
}
