package io.mistersmith.backplane.monitor.frame;

import java.util.Arrays;
import java.util.List;

/** The things of a Frame, in their order. Immutable; Frames of the same things share one, and with it the index. */
public final class Rows {

    private static final int[] NO_INDEX = {};

    private final Labels[] labels;

    /** Open addressing: row + 1 at the place of its labels' hash or behind; made when first asked for. */
    private volatile int[] index = NO_INDEX;

    private Rows(Labels[] labels) {
        this.labels = labels;
    }

    public static Rows of(List<Labels> labels) {
        return new Rows(labels.toArray(Labels[]::new));
    }

    public int size() {
        return labels.length;
    }

    public Labels labels(int row) {
        return labels[row];
    }

    /** The row of this thing, the last one if there are several; −1 where there is none. */
    public int of(Labels thing) {
        int[] places = index.length == 0 ? makeIndex() : index;
        for (int place = place(thing, places.length); places[place] != 0; place = next(place, places.length)) {
            int row = places[place] - 1;
            if (labels[row].equals(thing)) {
                return row;
            }
        }
        return -1;
    }

    /** Two threads that ask at once make it twice, which does no harm. */
    private int[] makeIndex() {
        int[] places = new int[Integer.highestOneBit(Math.max(2, labels.length)) * 4];
        for (int row = 0; row < labels.length; row++) {
            int place = place(labels[row], places.length);
            while (places[place] != 0 && !labels[places[place] - 1].equals(labels[row])) {
                place = next(place, places.length);
            }
            places[place] = row + 1;
        }
        index = places;
        return places;
    }

    private static int place(Labels thing, int places) {
        int hash = thing.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 16) & (places - 1);
    }

    private static int next(int place, int places) {
        return (place + 1) & (places - 1);
    }

    @Override
    public String toString() {
        return Arrays.toString(labels);
    }
}
