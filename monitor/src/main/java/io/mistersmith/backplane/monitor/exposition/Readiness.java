package io.mistersmith.backplane.monitor.exposition;

import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * When the monitor is ready to be asked.
 *
 * @param connected whether NATS is there now; must not wait
 * @param kinds the kinds of Frames of which the first must have come
 */
public record Readiness(BooleanSupplier connected, Set<String> kinds) {
    public Readiness {
        kinds = Set.copyOf(kinds);
    }
}
