package io.mistersmith.backplane.sim.verify;

import java.util.random.RandomGenerator;

/**
 * How a worker treats its messages.
 *
 * @param batch it pulls so many at a time, at most; 0: it does not pull
 * @param eager whether it pulls while it works, too, and not only when it looks at its messages
 * @param shortestRest before it looks at its messages again, ms
 * @param longestRest any time up to this, ms
 * @param most so many messages at a look
 * @param nak of all messages, the share that it refuses for now
 * @param nakLater and wants again half a second later
 * @param term and does not want at all
 * @param ignore and forgets
 * @param once whether it takes at the second time what it did not take at the first
 */
record Temper(
        int batch,
        boolean eager,
        long shortestRest,
        long longestRest,
        int most,
        double nak,
        double nakLater,
        double term,
        double ignore,
        boolean once) {

    /** What becomes of a message. */
    enum Deed {
        ACK,
        NAK,
        NAK_LATER,
        TERM,
        IGNORE
    }

    private static final long TICK = 20;
    private static final int BATCH = 100;

    /** Acknowledges what comes, when it comes. */
    static final Temper PROMPT = new Temper(BATCH, true, TICK, TICK, Integer.MAX_VALUE, 0, 0, 0, 0, false);

    /** Takes what comes and never says a word. */
    static final Temper MUTE = PROMPT.with(0, 0, 0, 1);

    /** Refuses everything. */
    static final Temper REFUSING = PROMPT.with(1, 0, 0, 0);

    /** Asks for nothing, and finishes what it has. */
    static final Temper ABSENT = PROMPT.batch(0);

    /** Asks for nothing, and never says a word. */
    static final Temper GONE = MUTE.batch(0);

    /** One message, then so much rest, ms. */
    static Temper slow(long millis) {
        return new Temper(10, true, millis, millis, 1, 0, 0, 0, 0, false);
    }

    /** Takes up to {@code batch} every so many ms, and pulls only then. */
    static Temper every(long millis, int batch) {
        return new Temper(batch, false, millis, millis, batch, 0, 0, 0, 0, false);
    }

    /** Looks every so many ms. */
    Temper resting(long shortest, long longest) {
        return new Temper(batch, eager, shortest, longest, most, nak, nakLater, term, ignore, once);
    }

    Temper batch(int size) {
        return new Temper(size, eager, shortestRest, longestRest, most, nak, nakLater, term, ignore, once);
    }

    Temper most(int messages) {
        return new Temper(batch, eager, shortestRest, longestRest, messages, nak, nakLater, term, ignore, once);
    }

    Temper with(double naks, double naksLater, double terms, double ignored) {
        return new Temper(batch, eager, shortestRest, longestRest, most, naks, naksLater, terms, ignored, once);
    }

    Temper takesTheSecondTime() {
        return new Temper(batch, eager, shortestRest, longestRest, most, nak, nakLater, term, ignore, true);
    }

    long rest(RandomGenerator random) {
        return shortestRest >= longestRest ? longestRest : random.nextLong(shortestRest, longestRest + 1);
    }

    /**
     * What becomes of a message.
     *
     * @param delivery 1: it comes for the first time
     */
    Deed deed(RandomGenerator random, long delivery) {
        double luck = once && delivery > 1 ? 1 : random.nextDouble();
        double[] shares = {nak, nakLater, term, ignore};
        Deed[] deeds = {Deed.NAK, Deed.NAK_LATER, Deed.TERM, Deed.IGNORE};
        for (int i = 0; i < shares.length; i++) {
            luck -= shares[i];
            if (luck < 0) {
                return deeds[i];
            }
        }
        return Deed.ACK;
    }
}
