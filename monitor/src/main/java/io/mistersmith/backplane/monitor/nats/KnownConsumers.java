package io.mistersmith.backplane.monitor.nats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The consumers of one stream in the words in which a server told them the last time. Of many nothing has happened since, and
 * their words are the same but for the time at their end: these are compared, which costs next to nothing, and not read again.
 * Not thread-safe.
 */
final class KnownConsumers {

    /** A figure may grow by some digits before the words need another place. */
    private static final int ROOM = 16;

    private static final byte[] NOTHING = {};

    /** One consumer. */
    private static final class Known {
        private byte[] words = {};
        private int length;
        private boolean timed;
        private ConsumerInfo info;

        Known(ConsumerInfo info) {
            this.info = info;
        }
    }

    /** In the order in which they are told: servers keep to it. */
    private final List<Known> consumers = new ArrayList<>();

    /**
     * The consumer that stands at {@code at} in {@code document} in the words that are known of number {@code i}.
     *
     * @param document at least so long that it ends behind the consumer
     */
    boolean isTold(int i, byte[] document, int at) {
        if (i >= consumers.size()) {
            return false;
        }
        Known known = consumers.get(i);
        int end = at + known.length;
        return known.length > 0
                && end < document.length
                && Arrays.equals(document, at, end, known.words, 0, known.length);
    }

    ConsumerInfo info(int i) {
        return consumers.get(i).info;
    }

    /** How many bytes the words take. */
    int length(int i) {
        return consumers.get(i).length;
    }

    /** Whether the time and a brace follow the words. */
    boolean isTimed(int i) {
        return consumers.get(i).timed;
    }

    /**
     * Number {@code i} is told in these words.
     *
     * @param timed whether the time and a brace follow them
     */
    void remember(int i, ConsumerInfo info, byte[] document, int from, int to, boolean timed) {
        Known known;
        if (i == consumers.size()) {
            known = new Known(info);
            consumers.add(known);
        } else {
            known = consumers.get(i);
        }
        known.info = info;
        known.timed = timed;
        known.length = to - from;
        if (known.words.length < known.length) {
            known.words = new byte[known.length + ROOM];
        }
        System.arraycopy(document, from, known.words, 0, known.length);
    }

    /** Number {@code i} has no words that could be known again. */
    void forget(int i, ConsumerInfo info) {
        remember(i, info, NOTHING, 0, 0, false);
    }

    /** There are so many. */
    void end(int count) {
        if (count < consumers.size()) {
            consumers.subList(count, consumers.size()).clear();
        }
    }
}
