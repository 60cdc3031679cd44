package io.mistersmith.backplane.sim.verify;

import java.util.random.RandomGenerator;

/**
 * How a worker treats its messages.
 *
 * @param batch it pulls so many at a time, at most; 0: it does not pull
 * @param shortestRest before it looks at its messages again, ms
 * @param longestRest any time up to this, ms
 * @param most so many messages at a look
 * @param nak of all messages, the share that it refuses for now
 * @param nakLater and wants again half a second later
 * @param term and does not want at all
 * @param ignore and forgets
 */
record Temper(
        int batch,
        long shortestRest,
        long longestRest,
        int most,
        double nak,
        double nakLater,
        double term,
        double ignore) {

    /** What becomes of a message. */
    enum Deed {
        ACK,
        NAK,
        NAK_LATER,
        TERM,
        IGNORE
    }

    private static final long TICK = 20;

    /** Acknowledges what comes, when it comes. */
    static final Temper PROMPT = new Temper(100, TICK, TICK, Integer.MAX_VALUE, 0, 0, 0, 0);

    /** Takes what comes and never says a word. */
    static final Temper MUTE = new Temper(100, TICK, TICK, Integer.MAX_VALUE, 0, 0, 0, 1);

    /** Refuses everything. */
    static final Temper REFUSING = new Temper(100, 2 * TICK, 2 * TICK, Integer.MAX_VALUE, 1, 0, 0, 0);

    /** Asks for nothing, and finishes what it has. */
    static final Temper ABSENT = new Temper(0, TICK, TICK, Integer.MAX_VALUE, 0, 0, 0, 0);

    /** One message, then so much rest, ms. */
    static Temper slow(long millis) {
        return new Temper(10, millis, millis, 1, 0, 0, 0, 0);
    }

    /** Takes up to {@code batch} every so many ms. */
    static Temper every(long millis, int batch) {
        return new Temper(batch, millis, millis, batch, 0, 0, 0, 0);
    }

    long rest(RandomGenerator random) {
        return shortestRest >= longestRest ? longestRest : random.nextLong(shortestRest, longestRest + 1);
    }

    Deed deed(RandomGenerator random) {
        double luck = random.nextDouble();
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
