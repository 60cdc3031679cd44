package io.mistersmith.backplane.sim.truth;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer was given and what it acknowledged. Not thread-safe.
 */
final class ConsumerTruth {

    /**
     * @param delivered first deliveries
     * @param pending in the stream and not delivered yet
     * @param ackPending delivered and not acknowledged
     * @param oldestUnfinishedSequence the oldest that it has not acknowledged; absent when there is none
     * @param lagMs age of that message by its stream timestamp; 0 when there is none
     * @param lagErrorMs how far that can be off: the timestamp lies between sending and the server's acknowledgement
     */
    record Row(
            String streamName,
            String consumerName,
            long delivered,
            long redelivered,
            long acked,
            long pending,
            long ackPending,
            @Nullable Long oldestUnfinishedSequence,
            double lagMs,
            double lagErrorMs,
            double acksPerSecond10s,
            boolean slow) {}

    final StreamTruth stream;
    final String name;

    private final TreeSet<Long> ackedAboveFloor = new TreeSet<>();
    private final CountWindow acks10s = new CountWindow(10);
    private long floor;
    private long lastDelivered;
    private long delivered;
    private long redelivered;
    private long acked;
    private boolean slow;

    ConsumerTruth(StreamTruth stream, String name) {
        this.stream = stream;
        this.name = name;
    }

    void delivered(long sequence) {
        if (sequence > lastDelivered) {
            lastDelivered = sequence;
            delivered++;
        } else {
            redelivered++;
        }
    }

    void acked(long sequence, long atMillis) {
        // what the limits removed is never acknowledged: the floor does not wait for it
        floor = Math.max(floor, stream.firstSequence(atMillis) - 1);
        ackedAboveFloor.headSet(floor, true).clear();
        if (sequence <= floor || !ackedAboveFloor.add(sequence)) {
            return;
        }
        acked++;
        acks10s.add(atMillis, 1);
        while (!ackedAboveFloor.isEmpty() && ackedAboveFloor.first() == floor + 1) {
            ackedAboveFloor.pollFirst();
            floor++;
        }
    }

    void slow(boolean slow) {
        this.slow = slow;
    }

    void recreated() {
        ackedAboveFloor.clear();
        floor = 0;
        lastDelivered = 0;
    }

    Row row(long nowMillis) {
        long first = stream.firstSequence(nowMillis);
        long oldest = Math.max(floor + 1, first);
        while (ackedAboveFloor.contains(oldest)) {
            oldest++;
        }
        boolean unfinished = oldest <= stream.lastSequence();
        boolean timed = unfinished && stream.times().knows(oldest);
        double sent = timed ? stream.times().sent(oldest) : nowMillis;
        double confirmed = timed ? stream.times().confirmed(oldest) : nowMillis;
        long pending = Math.max(0, stream.lastSequence() - Math.max(lastDelivered, first - 1));
        return new Row(
                stream.name,
                name,
                delivered,
                redelivered,
                acked,
                pending,
                Math.max(0, unfinishedDelivered(first)),
                unfinished ? oldest : null,
                nowMillis - (sent + confirmed) / 2,
                (confirmed - sent) / 2,
                acks10s.sum(nowMillis) / 10.0,
                slow);
    }

    private long unfinishedDelivered(long first) {
        long from = Math.max(floor, first - 1);
        return lastDelivered - from - ackedAboveFloor.tailSet(from, false).size();
    }
}
