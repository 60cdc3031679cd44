package io.mistersmith.backplane.monitor.alert;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubled each time, with jitter, so that many monitors do not knock together.
 *
 * @param first before the second attempt, at most
 * @param longest ever, unless the receiver asks for more
 */
record Backoff(Duration first, Duration longest) {

    /** For people's services: half a second, then up to half a minute. */
    static final Backoff DEFAULT = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    Backoff {
        if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("backoff from " + first + " to " + longest);
        }
    }

    /**
     * @param failures attempts that failed so far, ≥ 1
     * @return between half of and the whole exponential step, at least 1 ms
     */
    Duration after(int failures, RandomGenerator random) {
        long step = longest.toMillis();
        // beyond 2^30 the step is the longest in any case
        if (failures <= 30) {
            step = Math.min(step, first.toMillis() << (failures - 1));
        }
        return Duration.ofMillis(Math.max(1, step / 2 + random.nextLong(step / 2 + 1)));
    }
}
