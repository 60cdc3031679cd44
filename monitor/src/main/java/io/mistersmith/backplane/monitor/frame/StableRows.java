package io.mistersmith.backplane.monitor.frame;

import java.util.List;

/** One {@link Rows} for as long as the things stay the same: so successive Frames share it, and its index. Not thread-safe. */
public final class StableRows {

    private Rows rows = Rows.of(List.of());

    /** @param things each the very instance that it was before */
    public Rows of(List<Labels> things) {
        if (!isSame(things)) {
            rows = Rows.of(things);
        }
        return rows;
    }

    @SuppressWarnings("ReferenceEquality") // sources keep one instance a thing
    private boolean isSame(List<Labels> things) {
        boolean same = things.size() == rows.size();
        for (int row = 0; same && row < rows.size(); row++) {
            same = things.get(row) == rows.labels(row);
        }
        return same;
    }
}
