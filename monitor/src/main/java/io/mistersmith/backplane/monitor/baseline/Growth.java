package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * By how much the figures of one column grew over a sliding window. Holds nothing for figures that stand still.
 *
 * <p>The first sight of a thing is its base, never an increase; a counter that falls begins anew. An unknown figure changes
 * nothing: what comes after it is compared with what was known before.
 */
final class Growth {

    private record Step(long at, double increase) {}

    private final long windowMillis;
    private final boolean bornWithFirst;
    private final Map<Labels, Deque<Step>> steps = new HashMap<>();
    private Map<Labels, Double> beforeUnknown = Map.of();

    Growth(Selector selector) {
        this.windowMillis = selector.growthOver().orElseThrow().toMillis();
        this.bornWithFirst = selector.bornWithFirst();
    }

    /** Compares two successive Frames of one kind; {@code previousColumn} is where the column was before, −1 for nowhere. */
    void observe(Optional<Frame> previous, int previousColumn, Frame frame, int column) {
        boolean counter = frame.column(column).metric().type() == Metric.Type.COUNTER;
        steps.values().removeIf(own -> own.getLast().at() <= frame.at() - windowMillis);
        Map<Labels, Double> unknown = new HashMap<>();
        for (int row = 0; row < frame.rows(); row++) {
            Labels labels = frame.labels(row);
            double old = before(previous, previousColumn, row, labels);
            double value = frame.value(row, column);
            if (old == value) {
                continue;
            }
            double base = Double.isNaN(old) ? beforeUnknown.getOrDefault(labels, Double.NaN) : old;
            if (Double.isNaN(value)) {
                if (!Double.isNaN(base)) {
                    unknown.put(labels, base);
                }
                continue;
            }
            if (Double.isNaN(base)) {
                base = bornWithFirst ? 0 : value;
            }
            double increase = value - base;
            if (increase > 0 || (increase < 0 && !counter)) {
                steps.computeIfAbsent(labels, l -> new ArrayDeque<>()).add(new Step(frame.at(), increase));
            }
        }
        beforeUnknown = unknown;
    }

    /** What has grown within the window or a moment before it, in the order of the rows of {@code frame}. */
    List<Labels> things(Frame frame) {
        if (steps.isEmpty()) {
            return List.of();
        }
        List<Labels> things = new ArrayList<>(steps.keySet());
        things.sort(Comparator.comparingInt(frame::row));
        return things;
    }

    /** The net increase in the window that ends at {@code now}; forgets what is older. */
    double over(Labels labels, long now) {
        Deque<Step> own = steps.get(labels);
        if (own == null) {
            return 0;
        }
        while (!own.isEmpty() && own.peekFirst().at() <= now - windowMillis) {
            own.removeFirst();
        }
        if (own.isEmpty()) {
            steps.remove(labels);
            return 0;
        }
        double sum = 0;
        for (Step step : own) {
            sum += step.increase();
        }
        return sum;
    }

    /** A thing's figure in the Frame before: mostly in the same row. */
    private static double before(Optional<Frame> previous, int column, int row, Labels labels) {
        if (previous.isEmpty() || column < 0) {
            return Double.NaN;
        }
        Frame frame = previous.get();
        boolean same = row < frame.rows() && frame.labels(row).equals(labels);
        int at = same ? row : frame.row(labels);
        return at < 0 ? Double.NaN : frame.value(at, column);
    }
}
