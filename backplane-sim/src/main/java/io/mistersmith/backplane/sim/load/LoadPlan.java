package io.mistersmith.backplane.sim.load;

import io.mistersmith.backplane.sim.load.StreamPlan.Retention;
import io.mistersmith.backplane.sim.random.LogNormal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The traffic to play beside the fleet.
 *
 * @param publishRate messages/s over all streams, each its equal share
 * @param coreRate messages/s on {@code tasks.*}, which no stream keeps
 * @param sizeBytes of every payload
 * @param memory streams in the server's memory instead of its files
 * @param replicas of each stream, 1…5
 */
public record LoadPlan(
        List<StreamPlan> streams,
        List<ConsumerPlan> consumers,
        double publishRate,
        double coreRate,
        LogNormal sizeBytes,
        boolean memory,
        int replicas) {

    /** Each stream keeps no more, so that it never fills a disk. */
    public static final int MAX_MESSAGES = 150_000;

    /** Nor anything older. */
    public static final Duration MAX_AGE = Duration.ofHours(6);

    /** No payload is larger, whatever the distribution says. */
    public static final int MAX_BYTES = 256 * 1024;

    public LoadPlan {
        streams = List.copyOf(streams);
        consumers = List.copyOf(consumers);
        Set<String> names = new HashSet<>();
        for (StreamPlan stream : streams) {
            if (!names.add(stream.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("stream " + stream.name() + " is there twice");
            }
        }
        Set<String> ids = new HashSet<>();
        for (ConsumerPlan consumer : consumers) {
            StreamPlan stream = streams.stream()
                    .filter(s -> s.name().equals(consumer.stream()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "consumer " + consumer.id() + ": there is no stream " + consumer.stream()));
            if (!ids.add(consumer.id())) {
                throw new IllegalArgumentException("consumer " + consumer.id() + " is there twice");
            }
            if (stream.retention() == Retention.WORKQUEUE
                    && ids.stream()
                                    .filter(i -> i.startsWith(stream.name() + "/"))
                                    .count()
                            > 1) {
                throw new IllegalArgumentException(
                        "consumer " + consumer.id() + ": a workqueue stream takes one consumer of all its subjects");
            }
        }
        if (replicas < 1 || replicas > 5) {
            throw new IllegalArgumentException("replicas must be 1…5, not " + replicas);
        }
        if (!(publishRate >= 0 && publishRate <= 1e6 && coreRate >= 0 && coreRate <= 1e6)) {
            throw new IllegalArgumentException("rates must be 0…1000000 messages/s");
        }
    }

    /** Messages/s of each stream. */
    public double ratePerStream() {
        return streams.isEmpty() ? 0 : publishRate / streams.size();
    }
}
