package io.mistersmith.backplane.monitor.nats;

import java.util.HashMap;
import java.util.Map;

/** What servers told of the consumers of each stream the last time. Not thread-safe. */
final class KnownStreams {

    /** A server that has been silent while each of the others answered so often is away, and may never come back by this name. */
    private static final int ROUNDS = 3;

    /** What one server told, in which of all answers. */
    private record Told(Map<String, KnownConsumers> streams, long answer) {
        static final Told NOTHING = new Told(Map.of(), 0);
    }

    private final Map<String, Told> byServer = new HashMap<>();
    private long answers;
    private String server = "";
    private Map<String, KnownConsumers> before = Map.of();
    private Map<String, KnownConsumers> now = new HashMap<>();

    /** An answer of this server; empty: nobody knows whose. */
    void begin(String name) {
        server = name;
        before = byServer.getOrDefault(name, Told.NOTHING).streams();
        now = new HashMap<>();
    }

    /** Of a stream in that answer. */
    KnownConsumers of(String stream) {
        return now.computeIfAbsent(stream, name -> before.getOrDefault(name, new KnownConsumers()));
    }

    /** That was the answer: of streams that are not in it nothing is known any more. */
    void end() {
        answers++;
        if (!server.isEmpty()) {
            byServer.put(server, new Told(now, answers));
        }
        long oldest = answers - (long) ROUNDS * byServer.size();
        byServer.values().removeIf(told -> told.answer() < oldest);
        before = Map.of();
        now = new HashMap<>();
    }

    /** How many servers something is known of. */
    int servers() {
        return byServer.size();
    }
}
