package io.mistersmith.backplane.monitor.baseline;

/**
 * The evaluations that a rule need not go through, because the same Frames say the same of things that time alone does not
 * change: thousands that are broken for long. Not thread-safe.
 */
final class Rest {

    private boolean settled;
    private int skipped;
    private long skippedAt;

    /** Whether the next evaluation may be skipped where nothing new has come. */
    boolean isSettled() {
        return settled;
    }

    /** @param isSettled whether time alone changes nothing from here on */
    void begin(boolean isSettled) {
        settled = isSettled;
    }

    /** The evaluation at {@code now}, epoch ms, is not gone through. */
    void skip(long now) {
        skipped++;
        skippedAt = now;
    }

    /** Tells a thing of what was skipped, before it is judged again: nobody may notice. */
    void tell(Thing thing) {
        if (skipped > 0) {
            thing.repeat(skipped, skippedAt);
        }
    }

    /** All things have been told. */
    void end() {
        skipped = 0;
    }
}
