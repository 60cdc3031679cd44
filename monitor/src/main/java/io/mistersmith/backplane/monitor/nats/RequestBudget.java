package io.mistersmith.backplane.monitor.nats;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The ceiling on what the monitor asks of JetStream, whose queue it shares with the applications: so many requests a second,
 * a tenth of a second's worth of them at once (generic cell rate algorithm). Safe for any thread; the clock is an argument.
 */
final class RequestBudget {

    private static final long BURST_NANOS = 100_000_000;

    private final long intervalNanos;
    private final AtomicLong next = new AtomicLong(Long.MIN_VALUE);

    RequestBudget(int requestsPerSecond) {
        this.intervalNanos = 1_000_000_000L / requestsPerSecond;
    }

    /**
     * Reserves the next place, unless it lies beyond {@code atMostNanos}.
     *
     * @param now nanoseconds on a monotonic clock
     * @return how long to wait before sending, ≥ 0; or −1: no place was reserved
     */
    long reserve(long now, long atMostNanos) {
        while (true) {
            long planned = next.get();
            long slot = planned == Long.MIN_VALUE ? now - BURST_NANOS : Math.max(planned, now - BURST_NANOS);
            long wait = Math.max(0, slot - now);
            if (wait > atMostNanos) {
                return -1;
            }
            if (next.compareAndSet(planned, slot + intervalNanos)) {
                return wait;
            }
        }
    }
}
