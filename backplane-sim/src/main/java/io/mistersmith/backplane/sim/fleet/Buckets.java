package io.mistersmith.backplane.sim.fleet;

import io.mistersmith.backplane.monitor.wire.Heartbeat;
import io.mistersmith.backplane.monitor.wire.Heartbeat.Bucket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Durations told as a histogram, by agents that finish more than a heartbeat can list. */
final class Buckets {

    /** The midpoint of a bucket is at most 1 % off, unless the values span more than 256 buckets of it. */
    private static final double GROWTH = 1.02;

    private Buckets() {}

    /** Bounds rise by a constant factor from the smallest value to the largest, which the last bound equals. */
    static List<Bucket> of(List<Double> values) {
        double min = Math.max(1e-3, Collections.min(values));
        double max = Math.max(min, Collections.max(values));
        int last = Heartbeat.MAX_BUCKETS - 1;
        double growth = Math.max(GROWTH, Math.pow(max / min, 1.0 / last) * (1 + 1e-12));
        int size = Math.min(last, (int) Math.ceil(Math.log(max / min) / Math.log(growth))) + 1;
        double[] bounds = new double[size];
        for (int i = 0; i < size; i++) {
            bounds[i] = i == size - 1 ? max : min * Math.pow(growth, i);
        }
        long[] counts = new long[size];
        for (double value : values) {
            int at = Arrays.binarySearch(bounds, value);
            counts[at >= 0 ? at : Math.min(-at - 1, size - 1)]++;
        }
        List<Bucket> buckets = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            buckets.add(new Bucket(bounds[i], counts[i]));
        }
        return buckets;
    }
}
