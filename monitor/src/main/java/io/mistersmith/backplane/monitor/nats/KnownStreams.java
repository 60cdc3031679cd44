package io.mistersmith.backplane.monitor.nats;

import java.util.HashMap;
import java.util.Map;

/** What servers told of the consumers of each stream the last time. Not thread-safe. */
final class KnownStreams {

    /** Names of servers come and go where they are made anew; beyond so many all is forgotten, which costs one slower poll. */
    private static final int MAX_SERVERS = 64;

    private final Map<String, Map<String, KnownConsumers>> byServer = new HashMap<>();
    private String server = "";
    private Map<String, KnownConsumers> before = Map.of();
    private Map<String, KnownConsumers> now = new HashMap<>();

    /** An answer of this server; empty: nobody knows whose. */
    void begin(String name) {
        server = name;
        before = byServer.getOrDefault(name, Map.of());
        now = new HashMap<>();
    }

    /** Of a stream in that answer. */
    KnownConsumers of(String stream) {
        return now.computeIfAbsent(stream, name -> before.getOrDefault(name, new KnownConsumers()));
    }

    /** That was the answer: of streams that are not in it nothing is known any more. */
    void end() {
        if (byServer.size() >= MAX_SERVERS) {
            byServer.clear();
        }
        if (!server.isEmpty()) {
            byServer.put(server, now);
        }
        before = Map.of();
        now = new HashMap<>();
    }
}
