package io.mistersmith.backplane.monitor.consumer;

/**
 * Whether what a leader says is believed. One that has just been elected may not have caught up with what it leads, and one
 * that is about to step down may have forgotten it already. So the first answer of a new leader waits for a second, and what
 * contradicts that which is known waits for {@link #PATIENCE_MILLIS}. Whatever else the leader of before says is believed at
 * once, and so is the first that is heard of. What has no leaders is believed always. Not thread-safe; the clock is an argument.
 */
final class Leadership {

    /** What a majority has lost is gone, however much that contradicts. */
    private static final long PATIENCE_MILLIS = 5_000;

    private String leader = "";
    private boolean doubted;

    /** Of the leader that is doubted: how many there were, and when the first was true, epoch ms. */
    private int answers;

    private long firstAt;

    /**
     * An answer.
     *
     * @param name of the leader that gave it; empty: what has no leaders
     * @param at when it was true, epoch ms
     * @param contradicts whether it says less than what is known already
     */
    boolean believes(String name, long at, boolean contradicts) {
        if (!name.equals(leader) || (contradicts && !doubted)) {
            silent();
            leader = name;
        }
        if (doubted) {
            if (answers++ == 0) {
                firstAt = at;
            } else {
                doubted = contradicts && at - firstAt < PATIENCE_MILLIS;
            }
        }
        return !doubted;
    }

    /** Nobody answered who leads: who answers next may have been elected anew, under whatever name. */
    void silent() {
        doubted = !leader.isEmpty();
        answers = 0;
    }

    /** Whether a leader has answered for the first time, and its next answer may be believed. */
    boolean isAwaited() {
        return doubted && answers == 1;
    }
}
