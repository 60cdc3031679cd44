package io.mistersmith.backplane.monitor.frame;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import java.util.Arrays;

/**
 * Quantiles of what was observed over a sliding window, within {@value #RELATIVE_ERROR} relative error: a ring of mergeable
 * sketches, one a slot of time. The window's edge is a slot wide: what it holds is between {@code window − slot} and {@code
 * window} old at most.
 *
 * <p>Not thread-safe; the clock is an argument.
 */
public final class WindowedSketch {

    /** Half of what the metrics contract promises, so that interpolation between neighbours never breaks the promise. */
    public static final double RELATIVE_ERROR = 0.005;

    /**
     * Values above 0 spread over at most so many buckets, 17 decades at this error: from nanoseconds to thirty years, told in
     * ms. Beyond it the smallest collapse, so that with fewer one absurd value would displace all the others. Only what lies
     * between the smallest and the largest takes memory.
     */
    private static final int MAX_BUCKETS = 4096;

    private final long slotMillis;
    private final DDSketch[] slots;
    private long newestSlot = Long.MIN_VALUE;
    private long newestEnds = Long.MIN_VALUE;
    private DDSketch newest;
    private final DDSketch merged = sketch();
    private boolean mergedIsCurrent = true;

    public WindowedSketch(long windowMillis, int slots) {
        this.slotMillis = windowMillis / slots;
        this.slots = new DDSketch[slots];
        Arrays.setAll(this.slots, i -> sketch());
        this.newest = this.slots[0];
    }

    private static DDSketch sketch() {
        // as exact as with logarithms, with 1 % more buckets and in a third of the time
        return new DDSketch(
                new CubicallyInterpolatedMapping(RELATIVE_ERROR), () -> new CollapsingLowestDenseStore(MAX_BUCKETS));
    }

    /** Takes one value, ≥ 0, at {@code now} (ms on a clock that does not go back). */
    public void record(long now, double value) {
        record(now, value, 1);
    }

    /** Takes {@code count} times the same value. */
    public void record(long now, double value, long count) {
        if (now >= newestEnds) {
            advance(now);
        }
        newest.accept(value, (double) count);
        mergedIsCurrent = false;
    }

    /** How many values the window holds at {@code now}. */
    public double count(long now) {
        return merged(now).getCount();
    }

    /**
     * The {@code q}-quantile (0…1) of what the window holds at {@code now}, by nearest rank: the ⌈q·count⌉-th smallest, the
     * least that the share {@code q} of all does not exceed; NaN when it holds nothing.
     */
    public double quantile(long now, double q) {
        DDSketch all = merged(now);
        if (all.isEmpty()) {
            return Double.NaN;
        }
        double rank = Math.max(1, Math.ceil(q * all.getCount() - 1e-9));
        // the sketch finds the value at ⌊q·(count − 1)⌋ from 0: half a rank keeps clear of its rounding
        return all.getValueAtQuantile(Math.min(1, (rank - 0.5) / Math.max(1, all.getCount() - 1)));
    }

    /** Forgets all. */
    public void clear() {
        for (DDSketch slot : slots) {
            slot.clear();
        }
        mergedIsCurrent = false;
    }

    private DDSketch merged(long now) {
        advance(now);
        if (!mergedIsCurrent) {
            merged.clear();
            for (DDSketch slot : slots) {
                if (!slot.isEmpty()) {
                    merged.mergeWith(slot);
                }
            }
            mergedIsCurrent = true;
        }
        return merged;
    }

    private void advance(long now) {
        long slot = Math.floorDiv(now, slotMillis);
        if (slot <= newestSlot) {
            return;
        }
        long first = newestSlot == Long.MIN_VALUE ? slot : Math.max(newestSlot + 1, slot - slots.length + 1);
        for (long s = first; s <= slot; s++) {
            DDSketch reused = slots[(int) Math.floorMod(s, (long) slots.length)];
            if (!reused.isEmpty()) {
                reused.clear();
                mergedIsCurrent = false;
            }
        }
        newestSlot = slot;
        newestEnds = (slot + 1) * slotMillis;
        newest = slots[(int) Math.floorMod(slot, (long) slots.length)];
    }
}
