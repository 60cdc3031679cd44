package io.mistersmith.backplane.monitor.agent;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time that passes evenly, whatever is done to the wall clock: ages and windows are measured by it. It begins as epoch ms and
 * goes by the monotonic clock; {@link #wallAhead} leads back to the wall clock of now. Safe for any thread.
 */
final class SteadyClock {

    private final InstantSource wall;
    private final LongSupplier nanos;

    /** Epoch µs at which {@link #nanos} would have been 0. */
    private final long origin;

    /** @param nanos a monotonic clock, such as {@link System#nanoTime} */
    SteadyClock(InstantSource wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.origin = wallMicros() - nanos.getAsLong() / 1000;
    }

    long millis() {
        return Math.floorDiv(micros(), 1000L);
    }

    /** How far the wall clock is ahead of this one, ms: 0 until somebody sets it. */
    long wallAhead() {
        return Math.round((wallMicros() - micros()) / 1000.0);
    }

    private long micros() {
        return origin + nanos.getAsLong() / 1000;
    }

    private long wallMicros() {
        Instant now = wall.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }
}
