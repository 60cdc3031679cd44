package io.mistersmith.backplane.monitor.baseline;

import java.util.UUID;
import java.util.random.RandomGenerator;

/** UUIDs of version 7 (RFC 9562, 5.7): 48 bits of epoch milliseconds, then random bits. */
final class UuidV7 {

    private UuidV7() {}

    static String of(long epochMillis, RandomGenerator random) {
        long high = (epochMillis << 16) | 0x7000 | (random.nextLong() & 0xFFF);
        long low = (random.nextLong() >>> 2) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
