package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Frame;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Which rows of the newest Frame of a kind break a threshold. A Frame stays for several evaluations and never changes: its rows
 * are gone through once. Not thread-safe.
 */
final class BrokenRows {

    private Optional<Frame> known = Optional.empty();
    private int[] rows = {};

    /**
     * The rows of {@code frame} for which {@code breaks} holds, rising; to be read only.
     *
     * @param breaks says the same of a row of a Frame at any time
     */
    @SuppressWarnings("ReferenceEquality") // the very same Frame, not one like it
    int[] of(Frame frame, IntPredicate breaks) {
        if (known.isEmpty() || known.get() != frame) {
            rows = find(frame.rows(), breaks);
            known = Optional.of(frame);
        }
        return rows;
    }

    private static int[] find(int count, IntPredicate breaks) {
        int[] found = {};
        int size = 0;
        for (int row = 0; row < count; row++) {
            if (breaks.test(row)) {
                if (size == found.length) {
                    found = Arrays.copyOf(found, Math.max(8, 2 * size));
                }
                found[size++] = row;
            }
        }
        return Arrays.copyOf(found, size);
    }
}
