package io.mistersmith.backplane.sim.truth;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was published, delivered and acknowledged. For any thread: the server's acknowledgements and messages come on the
 * client's threads.
 */
public final class LoadTruth {

    /** Messages on subjects that no stream keeps. */
    record Core(
            String source,
            long published,
            long payloadBytes,
            ValueWindow.@Nullable Statistics payloadBytes60s,
            double messagesPerSecond10s,
            double mbPerSecond10s) {}

    private final Map<String, StreamTruth> streams = new LinkedHashMap<>();
    private final Map<String, ConsumerTruth> consumers = new LinkedHashMap<>();
    private final ValueWindow coreSizes = new ValueWindow(Duration.ofSeconds(60));
    private final CountWindow coreMessages10s = new CountWindow(10);
    private final CountWindow coreBytes10s = new CountWindow(10);
    private long corePublished;
    private long coreBytes;

    /**
     * A new, empty stream; of a name known already: it was lost and made anew.
     *
     * @param limits whether it keeps what is acknowledged
     */
    public synchronized void streamCreated(String stream, boolean limits, int maxMessages, Duration maxAge) {
        StreamTruth known = streams.get(stream);
        if (known == null) {
            streams.put(stream, new StreamTruth(stream, limits, maxMessages, maxAge));
        } else {
            known.recreated();
            consumers.values().stream().filter(c -> c.stream == known).forEach(ConsumerTruth::recreated);
        }
    }

    public synchronized void consumerCreated(String stream, String consumer) {
        consumers.computeIfAbsent(stream + "/" + consumer, id -> new ConsumerTruth(stream(stream), consumer));
    }

    /**
     * The server acknowledged a publish.
     *
     * @param sequence that it gave
     */
    public synchronized void confirmed(String stream, long sequence, int payload, Instant sent, Instant confirmed) {
        stream(stream).confirmed(sequence, payload, sent.toEpochMilli(), confirmed.toEpochMilli());
    }

    /** The server did not acknowledge a publish. */
    public synchronized void unconfirmed(String stream) {
        stream(stream).unconfirmed();
    }

    public synchronized void delivered(String stream, String consumer, long sequence) {
        consumer(stream, consumer).delivered(sequence);
    }

    public synchronized void acked(String stream, String consumer, long sequence, Instant at) {
        consumer(stream, consumer).acked(sequence, at.toEpochMilli());
    }

    public synchronized void core(int payload, Instant at) {
        corePublished++;
        coreBytes += payload;
        coreSizes.add(at.toEpochMilli(), payload);
        coreMessages10s.add(at.toEpochMilli(), 1);
        coreBytes10s.add(at.toEpochMilli(), payload);
    }

    /** Which consumers work slowly from now on, as {@code STREAM/consumer}. */
    public synchronized void slow(Set<String> ids) {
        consumers.forEach((id, c) -> c.slow(ids.contains(id)));
    }

    synchronized List<StreamTruth.Row> streams(Instant now) {
        return streams.values().stream().map(s -> s.row(now.toEpochMilli())).toList();
    }

    synchronized List<ConsumerTruth.Row> consumers(Instant now) {
        return consumers.values().stream().map(c -> c.row(now.toEpochMilli())).toList();
    }

    synchronized Core core(Instant now) {
        long millis = now.toEpochMilli();
        return new Core(
                "tasks.>",
                corePublished,
                coreBytes,
                coreSizes.statistics(millis).orElse(null),
                coreMessages10s.sum(millis) / 10.0,
                coreBytes10s.sum(millis) / 10.0 / 1e6);
    }

    private StreamTruth stream(String name) {
        return Optional.ofNullable(streams.get(name))
                .orElseThrow(() -> new IllegalStateException("stream " + name + " was never made"));
    }

    private ConsumerTruth consumer(String stream, String name) {
        return Optional.ofNullable(consumers.get(stream + "/" + name))
                .orElseThrow(() -> new IllegalStateException("consumer " + stream + "/" + name + " was never made"));
    }
}
