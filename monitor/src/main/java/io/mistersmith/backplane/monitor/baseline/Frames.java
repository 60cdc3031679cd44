package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Frame;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The newest that is known of each kind. */
final class Frames {

    private final Map<String, Newest> newest = new TreeMap<>();

    /** Takes the place of the Frame of the same kind, which is returned. */
    Optional<Frame> replace(Frame frame) {
        return Optional.ofNullable(newest.put(frame.kind(), new Newest(frame))).map(Newest::whole);
    }

    /** Takes rows that have changed since; whether they hold. */
    boolean change(Frame rows) {
        return ofKind(rows.kind()).filter(known -> known.change(rows)).isPresent();
    }

    Optional<Newest> ofKind(String kind) {
        return Optional.ofNullable(newest.get(kind));
    }

    /** Whether there is a Frame of this kind that may be told at {@code now}. */
    boolean isKnown(String kind, long now) {
        return ofKind(kind).filter(known -> known.whole().isValid(now)).isPresent();
    }

    /** The figure of the series of this metric that has no labels; NaN where there is none or it is too old. */
    double withoutLabels(String metric, long now) {
        for (Newest known : newest.values()) {
            Frame frame = known.whole();
            int column = frame.isValid(now) ? frame.indexOf(metric) : -1;
            if (column < 0 || !frame.column(column).labels().isEmpty()) {
                continue;
            }
            for (int row = 0; row < frame.rows(); row++) {
                if (frame.labels(row).isEmpty()) {
                    return frame.value(row, column);
                }
            }
        }
        return Double.NaN;
    }
}
