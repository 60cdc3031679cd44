package io.mistersmith.backplane.monitor.traffic;

import java.util.Arrays;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/**
 * Quantiles of sizes over the last 60 s, within 0.8 %, mostly far better, exact below 256 bytes: a ring of histograms, one for 10 s, so that what
 * it holds is between 50 and 60 s old at most. One thread; the clock, in monotonic ms, is an argument.
 */
final class SizeWindow {

    /** A bucket is at most 1/128 of the size wide. */
    static final int SIGNIFICANT_DIGITS = 2;

    private static final long SLOT_MILLIS = 10_000;
    private static final int SLOTS = 6;
    private static final Histogram NOTHING = new Histogram(SIGNIFICANT_DIGITS);

    private final @Nullable IntCountsHistogram[] slots = new IntCountsHistogram[SLOTS];
    private long newestSlot = Long.MIN_VALUE;
    private Histogram merged = NOTHING;
    private boolean mergedIsCurrent = true;

    /** Takes {@code sizes} observed until {@code now}, each {@code weight} times. */
    void add(long now, AbstractHistogram sizes, long weight) {
        advance(now);
        int index = (int) Math.floorMod(newestSlot, (long) SLOTS);
        IntCountsHistogram slot = slots[index];
        if (slot == null) {
            slot = new IntCountsHistogram(SIGNIFICANT_DIGITS);
            slots[index] = slot;
        }
        if (weight == 1) {
            slot.add(sizes);
        } else {
            for (HistogramIterationValue step : sizes.recordedValues()) {
                slot.recordValueWithCount(step.getValueIteratedTo(), step.getCountAddedInThisIterationStep() * weight);
            }
        }
        mergedIsCurrent = false;
    }

    /**
     * The {@code q}-quantile (0…1) of what the window holds at {@code now}, the smallest size that so many do not exceed; NaN
     * when it holds nothing. Within a bucket sizes are taken for evenly spread.
     */
    double quantile(long now, double q) {
        Histogram all = merged(now);
        long rank = Math.max(1, (long) Math.ceil(q * all.getTotalCount() - 1e-9));
        for (HistogramIterationValue step : all.recordedValues()) {
            long above = step.getTotalCountToThisValue() - rank;
            if (above >= 0) {
                long highest = step.getValueIteratedTo();
                double width = all.sizeOfEquivalentValueRange(highest);
                double back = width * (above + 0.5) / step.getCountAddedInThisIterationStep() - 0.5;
                return highest - Math.max(0, Math.min(width - 1, back));
            }
        }
        return Double.NaN;
    }

    /** How many sizes the window holds at {@code now}. */
    double count(long now) {
        return (double) merged(now).getTotalCount();
    }

    /** Forgets all. */
    void clear() {
        Arrays.fill(slots, null);
        mergedIsCurrent = false;
    }

    private Histogram merged(long now) {
        advance(now);
        if (!mergedIsCurrent) {
            merged = new Histogram(SIGNIFICANT_DIGITS);
            for (IntCountsHistogram slot : slots) {
                if (slot != null) {
                    merged.add(slot);
                }
            }
            mergedIsCurrent = true;
        }
        return merged;
    }

    private void advance(long now) {
        long slot = Math.floorDiv(now, SLOT_MILLIS);
        if (slot <= newestSlot) {
            return;
        }
        long first = newestSlot == Long.MIN_VALUE ? slot : Math.max(newestSlot + 1, slot - SLOTS + 1);
        for (long s = first; s <= slot; s++) {
            int index = (int) Math.floorMod(s, (long) SLOTS);
            if (slots[index] != null) {
                // dropped, not cleared: an idle source gives its memory back
                slots[index] = null;
                mergedIsCurrent = false;
            }
        }
        newestSlot = slot;
    }
}
