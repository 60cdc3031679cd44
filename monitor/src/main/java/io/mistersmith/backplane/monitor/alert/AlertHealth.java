package io.mistersmith.backplane.monitor.alert;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How alerting fares; for {@code /health}.
 *
 * @param receivers by name, in the order of the names
 */
public record AlertHealth(Map<String, ReceiverHealth> receivers) {

    public AlertHealth {
        receivers = Collections.unmodifiableSortedMap(new TreeMap<>(receivers));
    }

    /**
     * @param kind {@code log}, {@code webhook}
     * @param queueDepth notifications that wait, the one on its way included
     * @param delivered since the start
     * @param lastFailure of an attempt, whether or not it succeeded later
     * @param failing the latest attempt failed
     */
    public record ReceiverHealth(
            String kind, int queueDepth, long delivered, Optional<Failure> lastFailure, boolean failing) {}

    /** An attempt that failed. */
    public record Failure(Instant at, String reason) {}

    /** The latest attempt at some receiver failed. */
    public boolean isDegraded() {
        return receivers.values().stream().anyMatch(ReceiverHealth::failing);
    }
}
