package io.mistersmith.backplane.monitor.nats;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A consumer as its leader tells it. What the server left out is empty or 0. Read from JSON by {@link ConsumerReader}.
 *
 * @param pending messages in the stream that match and were not delivered yet ({@code num_pending})
 * @param ackPending delivered, not resolved ({@code num_ack_pending})
 * @param redelivered distinct messages now in redelivery ({@code num_redelivered})
 * @param waiting pull requests that wait ({@code num_waiting})
 * @param pushBound a push consumer's deliver subject has a subscriber
 * @param paused until its {@code pause_until} (server ≥ 2.11)
 * @param time of the answer on the server's clock; {@link Instant#EPOCH} where it does not say (server < 2.10)
 * @param timeOfAnswer whether {@code time} is when a large answer went out: then this was true some time before, after it was asked
 */
public record ConsumerInfo(
        String stream,
        String name,
        Instant created,
        Config config,
        Position delivered,
        Position ackFloor,
        long ackPending,
        long redelivered,
        long waiting,
        long pending,
        boolean pushBound,
        boolean paused,
        StreamInfo.Cluster cluster,
        Instant time,
        boolean timeOfAnswer) {

    /** The names of the monitor's own consumers begin so; they appear in no figure. */
    public static final String OWN_PREFIX = "backplane-monitor-";

    public ConsumerInfo(
            @Nullable String stream,
            @Nullable String name,
            @Nullable Instant created,
            @Nullable Config config,
            @Nullable Position delivered,
            @Nullable Position ackFloor,
            long ackPending,
            long redelivered,
            long waiting,
            long pending,
            boolean pushBound,
            boolean paused,
            StreamInfo.@Nullable Cluster cluster,
            @Nullable Instant time,
            boolean timeOfAnswer) {
        this.stream = stream == null ? "" : stream;
        this.name = name == null ? "" : name;
        this.created = created == null ? Instant.EPOCH : created;
        this.config = config == null ? Config.UNKNOWN : config;
        this.delivered = delivered == null ? Position.NONE : delivered;
        this.ackFloor = ackFloor == null ? Position.NONE : ackFloor;
        this.ackPending = ackPending;
        this.redelivered = redelivered;
        this.waiting = waiting;
        this.pending = pending;
        this.pushBound = pushBound;
        this.paused = paused;
        this.cluster = cluster == null ? StreamInfo.Cluster.NONE : cluster;
        this.time = time == null ? Instant.EPOCH : time;
        this.timeOfAnswer = timeOfAnswer;
    }

    /** Whether the answer told the configuration. */
    @SuppressWarnings("ReferenceEquality") // no answer is this very object
    public boolean isConfigured() {
        return config != Config.UNKNOWN;
    }

    /** Who it is and how it is configured, without how it is doing. */
    public ConsumerInfo identity() {
        return new ConsumerInfo(
                stream,
                name,
                created,
                config,
                null,
                null,
                0,
                0,
                0,
                0,
                false,
                false,
                StreamInfo.Cluster.NONE,
                null,
                false);
    }

    /** The same consumer, with the identity that is known of it: one object for it as long as it lives. */
    public ConsumerInfo with(ConsumerInfo identity) {
        return with(identity, time, timeOfAnswer);
    }

    /** The same consumer at another time. */
    ConsumerInfo at(Instant serverTime) {
        return with(this, serverTime, false);
    }

    /** The same consumer, which did not tell its time, in an answer that went out at this one. */
    ConsumerInfo inAnswerOf(Instant serverTime) {
        return with(this, serverTime, true);
    }

    private ConsumerInfo with(ConsumerInfo identity, Instant at, boolean ofAnswer) {
        return new ConsumerInfo(
                identity.stream,
                identity.name,
                identity.created,
                identity.config,
                delivered,
                ackFloor,
                ackPending,
                redelivered,
                waiting,
                pending,
                pushBound,
                paused,
                cluster,
                at,
                ofAnswer);
    }

    /** Whether it is the monitor's own. */
    public boolean isOwn() {
        return name.startsWith(OWN_PREFIX);
    }

    /**
     * @param durable empty for an ephemeral consumer
     * @param deliverSubject empty for a pull consumer
     * @param deliverPolicy {@code all}, {@code last}, {@code new}, {@code by_start_sequence}, {@code by_start_time}, {@code
     *     last_per_subject}
     * @param startTime for {@code by_start_time}, else {@link Instant#EPOCH}
     * @param ackPolicy {@code none}, {@code all} or {@code explicit}
     * @param ackWait nanoseconds
     * @param maxDeliver −1: for ever
     * @param maxAckPending −1: no limit
     * @param filterSubject empty: none, or several
     * @param filterSubjects all filters; empty: every subject of the stream
     * @param sampleFrequency of ack metrics, such as {@code 100%}; empty: none
     */
    public record Config(
            String durable,
            String deliverSubject,
            String deliverPolicy,
            long startSequence,
            Instant startTime,
            String ackPolicy,
            long ackWait,
            long maxDeliver,
            long maxAckPending,
            String filterSubject,
            List<String> filterSubjects,
            long inactiveThreshold,
            String sampleFrequency,
            String description,
            Map<String, String> metadata) {

        static final Config UNKNOWN =
                new Config("", "", "all", 0, Instant.EPOCH, "explicit", 0, -1, 0, "", List.of(), 0, "", "", Map.of());

        public Config(
                @Nullable String durable,
                @Nullable String deliverSubject,
                @Nullable String deliverPolicy,
                long startSequence,
                @Nullable Instant startTime,
                @Nullable String ackPolicy,
                long ackWait,
                long maxDeliver,
                long maxAckPending,
                @Nullable String filterSubject,
                @Nullable List<String> filterSubjects,
                long inactiveThreshold,
                @Nullable String sampleFrequency,
                @Nullable String description,
                @Nullable Map<String, String> metadata) {
            this.durable = durable == null ? "" : durable;
            this.deliverSubject = deliverSubject == null ? "" : deliverSubject;
            this.deliverPolicy = deliverPolicy == null ? "all" : deliverPolicy.intern();
            this.startSequence = startSequence;
            this.startTime = startTime == null ? Instant.EPOCH : startTime;
            this.ackPolicy = ackPolicy == null ? "explicit" : ackPolicy.intern();
            this.ackWait = ackWait;
            this.maxDeliver = maxDeliver;
            this.maxAckPending = maxAckPending;
            this.filterSubject = filterSubject == null ? "" : filterSubject;
            List<String> several = filterSubjects == null ? List.of() : List.copyOf(filterSubjects);
            this.filterSubjects = this.filterSubject.isEmpty() ? several : List.of(this.filterSubject);
            this.inactiveThreshold = inactiveThreshold;
            this.sampleFrequency = sampleFrequency == null ? "" : sampleFrequency;
            this.description = description == null ? "" : description;
            this.metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
        }

        public boolean isPush() {
            return !deliverSubject.isEmpty();
        }

        /** Whether it has a name of its own; ephemeral ones fold into one row. */
        public boolean isDurable() {
            return !durable.isEmpty();
        }

        /** All filters; empty: every subject of the stream. */
        public List<String> filters() {
            return filterSubjects;
        }
    }

    /**
     * A pair of sequences.
     *
     * @param consumer counts deliveries, redeliveries included
     * @param stream of the message
     * @param lastActive {@link Instant#EPOCH}: never
     */
    public record Position(long consumer, long stream, Instant lastActive) {

        static final Position NONE = new Position(0, 0, Instant.EPOCH);

        public Position(long consumer, long stream, @Nullable Instant lastActive) {
            this.consumer = consumer;
            this.stream = stream;
            this.lastActive = lastActive == null ? Instant.EPOCH : lastActive;
        }
    }
}
