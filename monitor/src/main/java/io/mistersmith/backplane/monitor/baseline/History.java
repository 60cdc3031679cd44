package io.mistersmith.backplane.monitor.baseline;

import java.util.ArrayList;
import java.util.List;

/** The latest values, at most {@value #LENGTH}. */
final class History {

    static final int LENGTH = 10;

    private final double[] values = new double[LENGTH];
    private int count;

    void add(double value) {
        values[count++ % LENGTH] = value;
    }

    /** In the place of the newest, if there is one. */
    void amend(double value) {
        count = Math.max(0, count - 1);
        add(value);
    }

    /** The newest came so many times again. */
    void repeat(int times) {
        if (count > 0) {
            double newest = values[(count - 1) % LENGTH];
            for (int i = 0; i < Math.min(times, LENGTH); i++) {
                add(newest);
            }
        }
    }

    /** Oldest first. */
    List<Double> values() {
        List<Double> out = new ArrayList<>(LENGTH);
        for (int i = Math.max(0, count - LENGTH); i < count; i++) {
            out.add(values[i % LENGTH]);
        }
        return out;
    }
}
