package io.mistersmith.backplane.sim;

import io.mistersmith.backplane.sim.load.ConsumerPlan;
import io.mistersmith.backplane.sim.load.LoadPlan;
import io.mistersmith.backplane.sim.load.StreamPlan;
import io.mistersmith.backplane.sim.random.LogNormal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What goes over NATS beside heartbeats. */
final class LoadOptions {

    private static final List<ConsumerPlan> USUAL_CONSUMERS = Stream.of(
                    "ORDERS/billing", "ORDERS/shipping", "EVENTS/audit", "TASKS/worker")
            .map(ConsumerPlan::parse)
            .toList();

    private enum Storage {
        FILE,
        MEMORY
    }

    @Option(
            names = "--streams",
            paramLabel = "NAME[:RETENTION],…",
            split = ",",
            defaultValue = "ORDERS,EVENTS,TASKS:workqueue",
            description = "To make and fill; none: no JetStream. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    List<String> streams;

    @Option(
            names = "--consumers",
            paramLabel = "STREAM/NAME[:ACKS_PER_SECOND],…",
            split = ",",
            description = "Durable pull consumers; without a rate they keep up. Default: ORDERS/billing,"
                    + "ORDERS/shipping,EVENTS/audit,TASKS/worker, and one reader of any other stream")
    @Nullable
    List<String> consumers;

    @Option(
            names = "--publish-rate",
            paramLabel = "PER_SECOND",
            defaultValue = "40",
            description = "Messages over all streams. Default: ${DEFAULT-VALUE}")
    double publishRate;

    @Option(
            names = "--core-rate",
            paramLabel = "PER_SECOND",
            defaultValue = "10",
            description = "Messages on tasks.>, which no stream keeps. Default: ${DEFAULT-VALUE}")
    double coreRate;

    @Option(
            names = "--message-size",
            paramLabel = "MEDIAN/P95",
            defaultValue = "512/4096",
            converter = Distribution.OfBytes.class,
            description = "Payload bytes, log-normal. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    LogNormal size;

    @Option(
            names = "--storage",
            paramLabel = "file|memory",
            defaultValue = "file",
            description = "Of the streams, which keep 6 hours and 150000 messages. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    Storage storage;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the streams. Default: ${DEFAULT-VALUE}")
    int replicas;

    @Option(names = "--keep", description = "Leave the streams at the end.")
    boolean keep;

    LoadPlan plan() {
        List<StreamPlan> made = streams.equals(List.of("none"))
                ? List.of()
                : streams.stream().map(StreamPlan::parse).toList();
        List<ConsumerPlan> played = new ArrayList<>();
        if (consumers != null) {
            consumers.forEach(c -> played.add(ConsumerPlan.parse(c)));
        } else {
            for (StreamPlan stream : made) {
                List<ConsumerPlan> usual = USUAL_CONSUMERS.stream()
                        .filter(c -> c.stream().equals(stream.name()))
                        .toList();
                played.addAll(usual.isEmpty() ? List.of(new ConsumerPlan(stream.name(), "reader", 0)) : usual);
            }
        }
        return new LoadPlan(made, played, publishRate, coreRate, size, storage == Storage.MEMORY, replicas);
    }
}
