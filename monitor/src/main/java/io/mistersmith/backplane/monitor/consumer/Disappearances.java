package io.mistersmith.backplane.monitor.consumer;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether what servers no longer know is gone. A single server knows what it has. In a cluster one that has just come back, or
 * just begun to lead the others, may not have heard yet what there is, and denies it: so there a thing is gone once nobody has
 * told of it for {@link #PATIENCE_MILLIS}. Not thread-safe; the clock is an argument.
 */
final class Disappearances {

    /** Less than a usual poll interval: the second poll decides. */
    static final long PATIENCE_MILLIS = 4_000;

    /** Since when each is denied, epoch ms. */
    private final Map<String, Long> deniedSince = new HashMap<>();

    /** Those of {@code denied} that are gone; the others are remembered. */
    Set<String> gone(Collection<String> denied, long at, boolean clustered) {
        Set<String> gone = new HashSet<>();
        for (String name : denied) {
            if (!clustered || at - deniedSince.computeIfAbsent(name, n -> at) >= PATIENCE_MILLIS) {
                gone.add(name);
                deniedSince.remove(name);
            }
        }
        return gone;
    }

    /** Somebody told of it. */
    void seen(String name) {
        if (!deniedSince.isEmpty()) {
            deniedSince.remove(name);
        }
    }
}
