package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.nats.StreamInfo;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which sequences a stream's limits have removed, as far as it can be told from outside: the stream's beginning moved on
 * <em>and</em> a limit was reached. A purge or a deletion moves it too but takes the stream below its limits, and takes
 * messages younger than {@code max_age}. Not counted: what {@code max_msgs_per_subject} removes, which is a stream's way of
 * keeping the newest only. Where somebody purges a stream that is back at its limit by the next poll, that is taken for
 * eviction. Not thread-safe.
 */
final class Evictions {

    /** Sequences, both inclusive. */
    record Range(long from, long to) {
        /** How many of {@code first … last}, both inclusive, are in it. */
        long overlap(long first, long last) {
            return Math.max(0, Math.min(to, last) - Math.max(from, first) + 1);
        }
    }

    /** The server looks for expired messages about this often, ms. */
    private static final long EXPIRY_SLACK = 1000;

    private static final int REMEMBERED = 32;

    private final Deque<Range> ranges = new ArrayDeque<>();

    /** The stream at two successive polls, at {@code beforeAt} and {@code at}. */
    void observe(StreamInfo before, long beforeAt, StreamInfo now, long at, Timeline times) {
        long from = before.state().firstSequence();
        long to = evictedUpTo(before, beforeAt, now, at, times);
        if (from <= 0 || to < from) {
            return;
        }
        Range last = ranges.peekLast();
        if (last != null && last.to() == from - 1) {
            ranges.removeLast();
            from = last.from();
        }
        ranges.addLast(new Range(from, to));
        if (ranges.size() > REMEMBERED) {
            ranges.removeFirst();
        }
    }

    /** How many of {@code first … last}, both inclusive, a limit removed. */
    long count(long first, long last) {
        return ranges.stream().mapToLong(r -> r.overlap(first, last)).sum();
    }

    private static long evictedUpTo(StreamInfo before, long beforeAt, StreamInfo now, long at, Timeline times) {
        StreamInfo.Config config = now.config();
        long gone = now.state().firstSequence() - 1;
        if (gone < before.state().firstSequence()) {
            return 0;
        }
        if (config.discard().equals("old") && isFull(config, before.state(), now.state())) {
            return gone;
        }
        if (config.maxAge() > 0) {
            long expired = at + EXPIRY_SLACK - config.maxAge() / 1_000_000;
            if (before.state().firstTime().toEpochMilli() > expired) {
                return 0;
            }
            // what came after the last poll is younger than that
            long old = beforeAt > expired ? before.state().lastSequence() : Long.MAX_VALUE;
            return Math.min(gone, Math.min(old, times.lastPossibleAt(expired)));
        }
        return 0;
    }

    private static boolean isFull(StreamInfo.Config config, StreamInfo.State before, StreamInfo.State now) {
        if (config.maxMessages() > 0 && now.messages() >= config.maxMessages()) {
            return true;
        }
        // the last message that did not fit may have been larger than most
        long mean = Math.max(size(before), size(now));
        return config.maxBytes() > 0 && now.bytes() + 4 * mean >= config.maxBytes();
    }

    private static long size(StreamInfo.State state) {
        return state.messages() <= 0 ? 0 : state.bytes() / state.messages();
    }
}
