package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The newest that is known of one kind: a whole Frame, and the rows that have changed since. */
final class Newest {

    private final Frame whole;
    private final List<Frame> changes = new ArrayList<>();
    /** Where the newest row of a thing is that has changed. */
    private final Map<Labels, Frame> changed = new HashMap<>();
    /** Rows of the whole Frame that do not hold any more. */
    private final BitSet superseded = new BitSet();

    Newest(Frame whole) {
        this.whole = whole;
    }

    Frame whole() {
        return whole;
    }

    /** Whether the rows hold: not those of other columns, and none from before the whole Frame. */
    boolean change(Frame rows) {
        if (rows.at() < whole.at() || !rows.hasColumnsOf(whole)) {
            return false;
        }
        changes.add(rows);
        for (int row = 0; row < rows.rows(); row++) {
            changed.put(rows.labels(row), rows);
            int before = whole.row(rows.labels(row));
            if (before >= 0) {
                superseded.set(before);
            }
        }
        return true;
    }

    /** The whole one first, then those with changes in their order; {@link #holds} says which of their rows count. */
    List<Frame> frames() {
        if (changes.isEmpty()) {
            return List.of(whole);
        }
        List<Frame> all = new ArrayList<>(changes.size() + 1);
        all.add(whole);
        all.addAll(changes);
        return all;
    }

    /** Those with changes, in their order. */
    List<Frame> changes() {
        return changes;
    }

    /** Whether this row of one of {@link #frames} is the newest of its thing. */
    @SuppressWarnings("ReferenceEquality") // which of the Frames, not what is in it
    boolean holds(Frame frame, int row) {
        return frame == whole ? !superseded.get(row) : changed.get(frame.labels(row)) == frame;
    }

    /** The one of {@link #frames} that has the newest row of this thing, if there is one. */
    Frame of(Labels thing) {
        return changed.getOrDefault(thing, whole);
    }
}
