package io.mistersmith.backplane.monitor.traffic;

import java.util.concurrent.ThreadLocalRandom;

/** Names for our consumers, never the same twice: not in this process, and not after its end. */
final class ConsumerNames {

    private static final int LONGEST_ID = 64;

    private final String prefix;
    private long used;

    ConsumerNames(String ownPrefix, String monitorId) {
        String id = monitorId.replaceAll("[^A-Za-z0-9_-]", "_");
        long process = ThreadLocalRandom.current().nextLong() & Long.MAX_VALUE;
        this.prefix =
                ownPrefix + id.substring(0, Math.min(LONGEST_ID, id.length())) + "-" + Long.toString(process, 36) + "-";
    }

    String next() {
        return prefix + ++used;
    }
}
