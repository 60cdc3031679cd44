package io.mistersmith.backplane.monitor.exposition;

import java.util.Locale;

/** How well something can do its job; the worse the later. */
public enum Status {
    HEALTHY,
    DEGRADED,
    UNHEALTHY;

    /** As in an answer: {@code healthy}, {@code degraded}, {@code unhealthy}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    Status or(Status other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
