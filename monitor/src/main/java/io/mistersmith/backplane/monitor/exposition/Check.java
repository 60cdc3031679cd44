package io.mistersmith.backplane.monitor.exposition;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one check found.
 *
 * @param lastCheck when it looked
 * @param latencyMillis how long what it looked at took to answer; NaN where nothing was asked
 * @param details what a human wants to know next: strings, numbers, booleans, and maps and lists of them
 */
public record Check(Status status, Instant lastCheck, double latencyMillis, Map<String, Object> details) {
    public Check {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }
}
