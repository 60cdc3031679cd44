package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import java.util.Map;
import java.util.Optional;

/** One stream, folded from what its leader said at each poll. Not thread-safe; the clock is an argument. */
final class StreamState {

    private static final long PLACES_LEFT = 2;

    private final String name;
    private final Labels labels;
    private final InfoLabels infoLabels;
    private final Pace pace;

    private StreamInfo info = new StreamInfo(null, null, null, null);
    private long observedAt = -1;
    private Timeline times = new Timeline();
    private Evictions evictions = new Evictions();
    private long removals;
    private long purges;
    private long baseSequence;
    private long baseAt;
    private double arrivals = Double.NaN;

    private final Leadership leadership = new Leadership();
    private String leader = "";
    private long leaderChanges;
    private boolean hasLeader = true;
    private boolean denied;
    private boolean clustered;
    private long leaderKnownAt = -1;

    private double consumers = Double.NaN;

    StreamState(String name, Pace pace) {
        this.name = name;
        this.labels = Labels.of("stream_name", name);
        this.infoLabels = new InfoLabels(labels);
        this.pace = pace;
    }

    /** A poll; what it says is taken only where a leader with a quorum says it. */
    void observe(StreamInfo now, long at) {
        if (at <= observedAt || at < leaderKnownAt) {
            return;
        }
        clustered = now.cluster().isClustered();
        if (!now.cluster().isLed()) {
            silent(at);
            return;
        }
        hasLeader = true;
        denied = false;
        leaderKnownAt = at;
        if (!leader.isEmpty() && !leader.equals(now.cluster().leader())) {
            leaderChanges++;
        }
        leader = now.cluster().leader();
        boolean less = observedAt >= 0
                && now.created().equals(info.created())
                && now.state().lastSequence() < info.state().lastSequence();
        if (!leadership.believes(leader, at, less)) {
            return;
        }
        if (observedAt < 0 || !now.created().equals(info.created())) {
            times = new Timeline();
            evictions = new Evictions();
            arrivals = Double.NaN;
            rebase(now, at);
        }
        StreamInfo.State state = now.state();
        if (state.messages() > 0) {
            times.add(state.firstSequence(), state.firstTime().toEpochMilli());
        }
        times.add(state.lastSequence(), state.lastTime().toEpochMilli());
        if (observedAt >= 0 && now.created().equals(info.created())) {
            StreamInfo.State before = info.state();
            if (state.deleted() != before.deleted()
                    || (state.deleted() > 0 && state.firstSequence() != before.firstSequence())) {
                removals++;
            }
            evictions.observe(info, observedAt, now, at, times);
            if (isPurged(before.firstSequence(), state.firstSequence())) {
                purges++;
            }
            if (at - baseAt >= pace.baseMillis() / 2) {
                arrivals = Math.max(0, state.lastSequence() - baseSequence) * 1000.0 / (at - baseAt);
                rebase(now, at);
            }
        } else {
            removals++;
        }
        info = now;
        observedAt = at;
    }

    /** Whether more than limits took away its beginning. */
    private boolean isPurged(long firstBefore, long first) {
        return isLimits() && first > firstBefore && evictions.count(firstBefore, first - 1) < first - firstBefore;
    }

    /** It exists, but nobody who leads it answered. */
    void silent(long at) {
        if (at >= leaderKnownAt) {
            hasLeader = false;
            leaderKnownAt = at;
            leadership.silent();
            // never seen, and known to exist all the same: only a cluster knows names without leaders
            clustered |= observedAt < 0;
        }
    }

    /** Somebody says that there is no such stream, and may be wrong. */
    void denied() {
        denied = true;
    }

    boolean isClustered() {
        return clustered;
    }

    private void rebase(StreamInfo now, long at) {
        baseSequence = now.state().lastSequence();
        baseAt = at;
    }

    /** Whether a new leader has answered that is not believed yet. */
    boolean isAwaited() {
        return leadership.isAwaited();
    }

    /** How many consumers it has, without the monitor's own. */
    void consumers(int count) {
        consumers = count;
    }

    /** The figures in the order of {@link ConsumerMetrics#STREAMS}, at {@code now} (epoch ms). */
    double[] figures(long now) {
        boolean fresh = observedAt >= 0 && now - observedAt <= pace.validMillis();
        boolean led = !denied && now - leaderKnownAt <= pace.validMillis();
        StreamInfo.State state = info.state();
        double replicaLag = Double.NaN;
        double offline = Double.NaN;
        if (fresh && clustered) {
            replicaLag = info.cluster().replicas().stream()
                    .filter(StreamInfo.Replica::isHeardOf)
                    .mapToLong(StreamInfo.Replica::lag)
                    .max()
                    .orElse(0);
            offline = info.cluster().replicas().stream()
                    .filter(StreamInfo.Replica::isAway)
                    .count();
        }
        return new double[] {
            fresh ? state.messages() : Double.NaN,
            fresh ? state.bytes() : Double.NaN,
            fresh ? consumers : Double.NaN,
            observedAt >= 0 ? state.lastSequence() : Double.NaN,
            fresh && state.messages() > 0
                    ? Math.max(0, observedAt - state.firstTime().toEpochMilli()) / 1000.0
                    : Double.NaN,
            clustered ? leaderChanges : Double.NaN,
            clustered && led ? (hasLeader ? 1 : 0) : Double.NaN,
            replicaLag,
            offline,
            fresh ? limitUsed() : Double.NaN,
            info.config().discard().equals("new") ? 1 : 0
        };
    }

    private double limitUsed() {
        StreamInfo.Config config = info.config();
        double messages = config.maxMessages() > 0 ? (double) info.state().messages() / config.maxMessages() : -1;
        double bytes = config.maxBytes() > 0 ? (double) info.state().bytes() / config.maxBytes() : -1;
        double fullest = Math.max(messages, bytes);
        return fullest < 0 ? Double.NaN : fullest;
    }

    /**
     * How long until the limits reach the message at {@code sequence}, s; NaN where there are none, or nothing comes that
     * would push it out.
     *
     * @param ageMillis of that message; NaN: not known
     */
    double lossSeconds(long sequence, double ageMillis) {
        StreamInfo.Config config = info.config();
        StreamInfo.State state = info.state();
        double soonest = Double.POSITIVE_INFINITY;
        if (config.maxAge() > 0 && !Double.isNaN(ageMillis)) {
            soonest = config.maxAge() / 1e9 - ageMillis / 1000;
        }
        if (config.discard().equals("old") && arrivals > 0 && state.messages() > 0) {
            long behind = Math.max(
                    0,
                    Math.min(state.messages(), state.lastSequence() - Math.max(sequence, state.firstSequence()) + 1));
            if (config.maxMessages() > 0) {
                soonest = Math.min(soonest, (config.maxMessages() - behind) / arrivals);
            }
            if (config.maxBytes() > 0) {
                double mean = (double) state.bytes() / state.messages();
                soonest = Math.min(soonest, (config.maxBytes() - behind * mean) / (arrivals * mean));
            }
        }
        return Double.isInfinite(soonest) ? Double.NaN : Math.max(0, soonest);
    }

    /** Whether only limits remove messages from it, but for purges and deletions. */
    boolean isLimits() {
        return info.config().isLimits();
    }

    /** Whether a consumer of ours would change nothing, and leave two places to the applications. */
    boolean mayHaveOneMoreConsumer() {
        long max = info.config().maxConsumers();
        return isLimits() && (max <= 0 || max - info.state().consumers() - 1 >= PLACES_LEFT);
    }

    boolean hasLimits() {
        StreamInfo.Config config = info.config();
        return config.maxAge() > 0 || config.maxMessages() > 0 || config.maxBytes() > 0;
    }

    /**
     * By how long what is known of it is older than what a consumer told at {@code at}, at most, ms, where its limits may have
     * removed the consumer's oldest message in that time.
     *
     * @param asked when the poll began, epoch ms
     */
    long apart(Optional<Unfinished> oldest, long asked, long at) {
        boolean first = oldest.isPresent() && oldest.get().from() <= state().firstSequence();
        return first && hasLimits() && observedAt != at ? Math.max(0, at - asked) : 0;
    }

    StreamInfo info() {
        return info;
    }

    StreamInfo.State state() {
        return info.state();
    }

    /** How often somebody purged it, or deleted its first message, as far as polls saw it; streams with limits only. */
    long purges() {
        return purges;
    }

    /** Changes whenever messages within the stream may have been removed. */
    long removals() {
        return removals;
    }

    Timeline times() {
        return times;
    }

    Evictions evictions() {
        return evictions;
    }

    String name() {
        return name;
    }

    /** Its identity, and what may change of it. */
    Labels infoLabels() {
        return infoLabels.with(Map.of(
                "leader",
                info.cluster().leader(),
                "cluster",
                info.cluster().name(),
                "raft_group",
                info.cluster().raftGroup(),
                "description",
                info.config().description(),
                "retention",
                info.config().retention(),
                "replicas",
                Integer.toString(info.config().replicas())));
    }

    /** Whether its figures go out of date at about {@code now}, epoch ms. */
    boolean isExpiring(long now) {
        return observedAt >= 0 && pace.isExpiring(observedAt, now);
    }

    Labels labels() {
        return labels;
    }
}
