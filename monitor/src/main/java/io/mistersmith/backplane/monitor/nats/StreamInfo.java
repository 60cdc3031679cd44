package io.mistersmith.backplane.monitor.nats;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stream as JetStream tells it: its configuration, its state, and who keeps it. What the server left out is empty or 0. Read from JSON
 * by {@link StreamReader}.
 */
public record StreamInfo(Config config, Instant created, State state, Cluster cluster) {

    /** Our own streams begin so, or with {@link #OWN_BUCKET_PREFIX}; they appear in no figure. */
    public static final String OWN_PREFIX = "BACKPLANE_";

    public static final String OWN_BUCKET_PREFIX = "KV_backplane_";

    public StreamInfo(
            @Nullable Config config, @Nullable Instant created, @Nullable State state, @Nullable Cluster cluster) {
        this.config = config == null ? new Config() : config;
        this.created = created == null ? Instant.EPOCH : created;
        this.state = state == null ? new State(0, 0, 0, null, 0, null, 0, 0) : state;
        this.cluster = cluster == null ? Cluster.NONE : cluster;
    }

    public String name() {
        return config.name();
    }

    /** The same stream, with the configuration that is known of it. */
    public StreamInfo with(Config known) {
        return new StreamInfo(known, created, state, cluster);
    }

    /** Whether it is the monitor's own. */
    public boolean isOwn() {
        return name().startsWith(OWN_PREFIX) || name().startsWith(OWN_BUCKET_PREFIX);
    }

    /**
     * @param subjects empty for a mirror
     * @param retention {@code limits}, {@code interest} or {@code workqueue}
     * @param discard {@code old} or {@code new}
     * @param maxConsumers −1: no limit; likewise the other limits
     * @param maxAge nanoseconds, 0: no limit
     */
    public record Config(
            String name,
            List<String> subjects,
            String retention,
            String discard,
            long maxConsumers,
            long maxMessages,
            long maxBytes,
            long maxAge,
            long maxMessagesPerSubject,
            int replicas,
            boolean allowDirect,
            String description,
            Map<String, String> metadata) {

        public Config(
                @Nullable String name,
                @Nullable List<String> subjects,
                @Nullable String retention,
                @Nullable String discard,
                long maxConsumers,
                long maxMessages,
                long maxBytes,
                long maxAge,
                long maxMessagesPerSubject,
                int replicas,
                boolean allowDirect,
                @Nullable String description,
                @Nullable Map<String, String> metadata) {
            this.name = name == null ? "" : name;
            this.subjects = subjects == null ? List.of() : List.copyOf(subjects);
            this.retention = retention == null ? "limits" : retention;
            this.discard = discard == null ? "old" : discard;
            this.maxConsumers = maxConsumers;
            this.maxMessages = maxMessages;
            this.maxBytes = maxBytes;
            this.maxAge = maxAge;
            this.maxMessagesPerSubject = maxMessagesPerSubject;
            this.replicas = replicas;
            this.allowDirect = allowDirect;
            this.description = description == null ? "" : description;
            this.metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
        }

        Config() {
            this("", List.of(), "limits", "old", -1, -1, -1, 0, -1, 1, false, "", Map.of());
        }

        /** Whether messages stay until a limit removes them: only then is one more consumer without effect on the stream. */
        public boolean isLimits() {
            return retention.equals("limits");
        }

        /** Whether each message goes with its acknowledgement: there is one consumer for each subject. */
        public boolean isWorkQueue() {
            return retention.equals("workqueue");
        }
    }

    /**
     * @param firstTime of the oldest message; {@link Instant#EPOCH} when there is none
     * @param lastTime of the newest message, also when it is gone
     * @param consumers including the monitor's own
     */
    public record State(
            long messages,
            long bytes,
            long firstSequence,
            Instant firstTime,
            long lastSequence,
            Instant lastTime,
            int consumers,
            long deleted) {

        public State(
                long messages,
                long bytes,
                long firstSequence,
                @Nullable Instant firstTime,
                long lastSequence,
                @Nullable Instant lastTime,
                int consumers,
                long deleted) {
            this.messages = messages;
            this.bytes = bytes;
            this.firstSequence = firstSequence;
            this.firstTime = firstTime == null ? Instant.EPOCH : firstTime;
            this.lastSequence = lastSequence;
            this.lastTime = lastTime == null ? Instant.EPOCH : lastTime;
            this.consumers = consumers;
            this.deleted = deleted;
        }
    }

    /**
     * Who keeps it, in a cluster.
     *
     * @param name of the cluster; empty on a single server
     * @param leader empty while there is none, and on a single server
     * @param raftGroup what the servers' logs call those who keep it; empty where it is not told (server < 2.10)
     */
    public record Cluster(String name, String leader, List<Replica> replicas, String raftGroup) {

        /** A single server's. */
        public static final Cluster NONE = new Cluster("", "", List.of(), "");

        public Cluster(
                @Nullable String name,
                @Nullable String leader,
                @Nullable List<Replica> replicas,
                @Nullable String raftGroup) {
            this.raftGroup = raftGroup == null ? "" : raftGroup;
            this.name = name == null ? "" : name;
            this.leader = leader == null ? "" : leader;
            this.replicas = replicas == null ? List.of() : List.copyOf(replicas);
        }

        public boolean isClustered() {
            return !name.isEmpty();
        }

        /** Whether its leader has heard of a majority within {@link Replica#AWAY_NANOS}; a single server leads everything. */
        public boolean isLed() {
            if (!isClustered()) {
                return true;
            }
            long members = replicas.size() + 1L;
            long away = replicas.stream()
                    .filter(r -> r.active() > Replica.AWAY_NANOS)
                    .count();
            return hasLeader() && (members - away) * 2 > members;
        }

        /** A single server leads everything. */
        public boolean hasLeader() {
            return !isClustered() || !leader.isEmpty();
        }
    }

    /**
     * A follower.
     *
     * @param active nanoseconds since it was last heard of; 0 with {@code current} false: never by this leader
     * @param lag operations that it is behind
     */
    public record Replica(String name, boolean current, boolean offline, long active, long lag) {

        /** A follower not heard of for so long is away; the server's own {@code offline} comes much later. */
        public static final long AWAY_NANOS = 5_000_000_000L;

        public Replica(@Nullable String name, boolean current, boolean offline, long active, long lag) {
            this.name = name == null ? "" : name;
            this.current = current;
            this.offline = offline;
            this.active = active;
            this.lag = lag;
        }

        /** Whether this leader ever heard of it: before that, how far it is behind is not known. */
        public boolean isHeardOf() {
            return current || active > 0;
        }

        public boolean isAway() {
            return offline || !isHeardOf() || active > AWAY_NANOS;
        }
    }
}
