package io.mistersmith.backplane.sim.load;

import io.mistersmith.backplane.sim.load.LoadModel.Publication;
import io.mistersmith.backplane.sim.load.StreamPlan.Retention;
import io.mistersmith.backplane.sim.truth.LoadTruth;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.PublishAck;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The simulator's streams and consumers on the server. Methods that say so block; those are called one at a time.
 */
final class JetStreamLoad {

    /** By it the simulator knows its own streams, and never touches another. */
    static final String MARK = "made by backplane-sim, which deletes it";

    /** A stream of ours cannot be had because somebody else has one of that name. */
    static final class ForeignStreamException extends Exception {
        ForeignStreamException(String stream) {
            super("stream " + stream + " exists and is not the simulator's: choose other names with --streams and"
                    + " --consumers, or delete it");
        }
    }

    private static final JetStreamOptions OPTIONS =
            JetStreamOptions.builder().requestTimeout(Duration.ofSeconds(3)).build();

    private static final int NOT_FOUND = 404;

    private final LoadPlan plan;
    private final LoadTruth truth;
    private final InstantSource clock;
    private final Map<String, ZonedDateTime> created = new HashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile List<PlayedConsumer> played = List.of();
    private volatile Set<String> slow = Set.of();

    JetStreamLoad(LoadPlan plan, LoadTruth truth, InstantSource clock) {
        this.plan = plan;
        this.truth = truth;
        this.clock = clock;
    }

    /** Makes what is missing and begins to consume. Blocks for some round trips. */
    void ensure(Connection connection) throws IOException, JetStreamApiException, ForeignStreamException {
        stopConsumers();
        JetStreamManagement management = connection.jetStreamManagement(OPTIONS);
        management.getAccountStatistics();
        for (StreamPlan stream : plan.streams()) {
            ensure(stream, management);
        }
        List<PlayedConsumer> now = new ArrayList<>();
        for (ConsumerPlan consumer : plan.consumers()) {
            management.createConsumer(
                    consumer.stream(),
                    ConsumerConfiguration.builder()
                            .durable(consumer.name())
                            .description(MARK)
                            .ackPolicy(AckPolicy.Explicit)
                            .maxAckPending(PlayedConsumer.mostUnacknowledged(plan.ratePerStream()))
                            .build());
            truth.consumerCreated(consumer.stream(), consumer.name());
            now.add(new PlayedConsumer(
                    consumer, plan.ratePerStream(), slow.contains(consumer.id()), connection, truth, clock));
        }
        played = List.copyOf(now);
    }

    private void ensure(StreamPlan stream, JetStreamManagement management)
            throws IOException, JetStreamApiException, ForeignStreamException {
        Optional<StreamInfo> existing = find(stream.name(), management);
        if (existing.isPresent()) {
            if (!MARK.equals(existing.get().getConfiguration().getDescription())) {
                throw new ForeignStreamException(stream.name());
            }
            if (Objects.equals(created.get(stream.name()), existing.get().getCreateTime())) {
                return;
            }
            // left by a run that was killed
            management.deleteStream(stream.name());
        }
        StreamInfo made = management.addStream(StreamConfiguration.builder()
                .name(stream.name())
                .description(MARK)
                .subjects(stream.prefix() + ".>")
                .retentionPolicy(
                        switch (stream.retention()) {
                            case LIMITS -> RetentionPolicy.Limits;
                            case INTEREST -> RetentionPolicy.Interest;
                            case WORKQUEUE -> RetentionPolicy.WorkQueue;
                        })
                .storageType(plan.memory() ? StorageType.Memory : StorageType.File)
                .replicas(plan.replicas())
                .discardPolicy(DiscardPolicy.Old)
                .maxMessages(LoadPlan.MAX_MESSAGES)
                .maxAge(LoadPlan.MAX_AGE)
                .build());
        created.put(stream.name(), made.getCreateTime());
        truth.streamCreated(
                stream.name(), stream.retention() == Retention.LIMITS, LoadPlan.MAX_MESSAGES, LoadPlan.MAX_AGE);
    }

    private static Optional<StreamInfo> find(String stream, JetStreamManagement management)
            throws IOException, JetStreamApiException {
        try {
            return Optional.of(management.getStreamInfo(stream));
        } catch (JetStreamApiException e) {
            if (e.getErrorCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Publishes; the server's answer, or that there is none, goes into the truth when it is known.
     *
     * @return false: the connection broke since it was asked
     */
    boolean publish(Connection connection, String stream, Publication publication, byte[] body) {
        Instant sent = clock.instant();
        try {
            underWay.incrementAndGet();
            CompletableFuture<PublishAck> unused = connection
                    .jetStream(OPTIONS)
                    .publishAsync(publication.subject(), body)
                    .whenComplete((ack, failure) -> {
                        underWay.decrementAndGet();
                        if (failure == null) {
                            truth.confirmed(stream, ack.getSeqno(), body.length, sent, clock.instant());
                        } else {
                            truth.unconfirmed(stream);
                        }
                    });
            return true;
        } catch (IllegalStateException | IOException e) {
            underWay.decrementAndGet();
            return false;
        }
    }

    /** Publishes that the server has not answered yet. */
    int underWay() {
        return underWay.get();
    }

    void slow(Set<String> consumers) {
        slow = Set.copyOf(consumers);
        played.forEach(c -> c.slow(slow.contains(c.plan().id())));
        truth.slow(slow);
    }

    /** Lets the consumers with a pace work; to be called some times a second. */
    void work(Instant now) {
        played.forEach(c -> c.work(now));
    }

    /** Does not block. */
    void stopConsumers() {
        played.forEach(PlayedConsumer::stop);
        played = List.of();
    }

    /** Deletes the streams that this run made. Blocks for a round trip each. */
    void deleteStreams(Connection connection) throws IOException, JetStreamApiException {
        JetStreamManagement management = connection.jetStreamManagement(OPTIONS);
        for (String stream : List.copyOf(created.keySet())) {
            management.deleteStream(stream);
            created.remove(stream);
        }
    }
}
