package io.mistersmith.backplane.sim.truth;

import java.util.Arrays;

/** How many there were in the last so many seconds, to a second's precision at the old end. Not thread-safe. */
final class CountWindow {

    private final long[] slots;
    private long newest = Long.MIN_VALUE;

    CountWindow(int seconds) {
        slots = new long[seconds];
    }

    void add(long atMillis, long count) {
        advance(atMillis / 1000);
        slots[slot(atMillis / 1000)] += count;
    }

    long sum(long nowMillis) {
        advance(nowMillis / 1000);
        return Arrays.stream(slots).sum();
    }

    private void advance(long second) {
        if (second - newest >= slots.length || newest == Long.MIN_VALUE) {
            Arrays.fill(slots, 0);
            newest = second;
        }
        while (newest < second) {
            slots[slot(++newest)] = 0;
        }
    }

    private int slot(long second) {
        return (int) Math.floorMod(second, (long) slots.length);
    }
}
