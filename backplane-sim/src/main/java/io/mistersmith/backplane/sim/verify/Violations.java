package io.mistersmith.backplane.sim.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** What the monitor told of consumers on {@code backplane.violations.>}. For any thread. */
final class Violations {

    /** How consumers are is told by these. */
    private static final List<String> RULES = List.of("consumer-state", "max-deliveries", "leaderless");

    /**
     * One message.
     *
     * @param heard epoch ms
     */
    record Told(double heard, JsonNode body) {
        String rule() {
            return body.path("rule").asText();
        }

        String event() {
            return body.path("event").asText();
        }

        String severity() {
            return body.path("severity").asText();
        }

        /** Empty where it says none. */
        String cause() {
            return body.path("cause").asText("");
        }

        boolean isOf(ConsumerId id) {
            JsonNode labels = body.path("labels");
            return labels.path("stream_name").asText().equals(id.stream())
                    && labels.path("consumer_name").asText().equals(id.consumer());
        }

        boolean isResolved() {
            return event().equals("resolved");
        }

        @Override
        public String toString() {
            return rule() + " " + event() + " " + severity() + " " + body.path("labels") + " \"" + cause() + "\"";
        }
    }

    private final Queue<Told> told = new ConcurrentLinkedQueue<>();

    Violations(Server server) {
        server.listen("backplane.violations.>", m -> told.add(new Told(Server.now(), Server.json(m.getData()))));
    }

    /** Those that say how a consumer is, heard after {@code since}, epoch ms. */
    Stream<Told> since(double since) {
        return told.stream().filter(t -> t.heard() >= since && RULES.contains(t.rule()));
    }
}
