package io.mistersmith.backplane.sim.truth;

import io.mistersmith.backplane.sim.truth.ValueWindow.Statistics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a stream took, told by the server's acknowledgements of each publish. Not thread-safe.
 */
final class StreamTruth {

    /**
     * @param published acknowledged by the server since the start of the run
     * @param unconfirmed published without an acknowledgement: the stream has them or not
     * @param firstSequence the oldest that the limits have not removed; absent on a stream whose messages go with their acks
     * @param recreated how often the stream was lost and made anew, with sequences from 1
     */
    record Row(
            String streamName,
            long published,
            long payloadBytes,
            long unconfirmed,
            long lastSequence,
            @Nullable Long firstSequence,
            @Nullable Statistics payloadBytes60s,
            double messagesPerSecond10s,
            double mbPerSecond10s,
            int recreated) {}

    final String name;

    private final int maxMessages;
    private final long maxAgeMillis;
    private final boolean limits;
    private final ValueWindow sizes = new ValueWindow(Duration.ofSeconds(60));
    private final CountWindow messages10s = new CountWindow(10);
    private final CountWindow bytes10s = new CountWindow(10);
    private final PublishTimes times;
    private long published;
    private long bytes;
    private long unconfirmed;
    private long lastSequence;
    private int recreated;

    StreamTruth(String name, boolean limits, int maxMessages, Duration maxAge) {
        this.name = name;
        this.limits = limits;
        this.maxMessages = maxMessages;
        this.maxAgeMillis = maxAge.toMillis();
        this.times = new PublishTimes(maxMessages);
    }

    void confirmed(long sequence, int payload, long sentMillis, long confirmedMillis) {
        published++;
        bytes += payload;
        sizes.add(confirmedMillis, payload);
        messages10s.add(confirmedMillis, 1);
        bytes10s.add(confirmedMillis, payload);
        lastSequence = Math.max(lastSequence, sequence);
        times.put(sequence, sentMillis, confirmedMillis);
    }

    void unconfirmed() {
        unconfirmed++;
    }

    void recreated() {
        recreated++;
        lastSequence = 0;
        times.clear();
    }

    long lastSequence() {
        return lastSequence;
    }

    /** The oldest that the limits leave, whatever was acknowledged; last + 1 when there is none. */
    long firstSequence(long nowMillis) {
        return Math.max(
                Math.max(1, lastSequence - maxMessages + 1),
                times.firstSentAfter(nowMillis - maxAgeMillis, lastSequence));
    }

    PublishTimes times() {
        return times;
    }

    Row row(long nowMillis) {
        return new Row(
                name,
                published,
                bytes,
                unconfirmed,
                lastSequence,
                limits ? firstSequence(nowMillis) : null,
                sizes.statistics(nowMillis).orElse(null),
                messages10s.sum(nowMillis) / 10.0,
                bytes10s.sum(nowMillis) / 10.0 / 1e6,
                recreated);
    }
}
