package io.mistersmith.backplane.sim.truth;

/**
 * When each of a stream's latest messages was sent and confirmed: its stream timestamp lies between. Not thread-safe.
 */
final class PublishTimes {

    private final long[] sent;
    private final long[] confirmed;
    /** The highest that is known; 0: none. */
    private long last;

    PublishTimes(int most) {
        sent = new long[most];
        confirmed = new long[most];
    }

    /** A sequence that was skipped, because its confirmation got lost, was stored between its neighbours. */
    void put(long sequence, long sentMillis, long confirmedMillis) {
        if (sequence <= last) {
            if (sequence > last - sent.length) {
                sent[slot(sequence)] = sentMillis;
                confirmed[slot(sequence)] = confirmedMillis;
            }
            return;
        }
        long before = last == 0 ? sentMillis : sent[slot(last)];
        for (long s = Math.max(last + 1, sequence - sent.length + 1); s < sequence; s++) {
            sent[slot(s)] = before;
            confirmed[slot(s)] = confirmedMillis;
        }
        last = sequence;
        sent[slot(sequence)] = sentMillis;
        confirmed[slot(sequence)] = confirmedMillis;
    }

    void clear() {
        last = 0;
    }

    boolean knows(long sequence) {
        return sequence >= 1 && sequence <= last && sequence > last - sent.length;
    }

    long sent(long sequence) {
        return sent[slot(sequence)];
    }

    long confirmed(long sequence) {
        return confirmed[slot(sequence)];
    }

    /** The lowest sequence sent after that time, up to {@code lastSequence}; one more when there is none. */
    long firstSentAfter(long millis, long lastSequence) {
        long low = Math.max(1, last - sent.length + 1);
        long high = lastSequence + 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (sent[slot(middle)] > millis) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private int slot(long sequence) {
        return (int) (sequence % sent.length);
    }
}
