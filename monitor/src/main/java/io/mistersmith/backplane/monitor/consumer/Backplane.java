package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.config.ConsumersConfig;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that is known of the streams and consumers that are watched. One poll is: {@link #fold} the snapshot, answer what is
 * {@link #wanted} with {@link #found}, {@link #judge}, publish {@link #frames}. Pure: the clock is an argument, requests are
 * values. Not thread-safe.
 */
final class Backplane {

    /** Advisories of consumers that no poll has seen yet are kept for so many of them. */
    private static final int MAX_UNKNOWN = 10_000;

    /** A look-up transfers the message: where the mean one is larger than this, only its headers. */
    private static final long LARGE_MESSAGE = 200_000;

    private record Key(String stream, String consumer) {}

    private final ConsumersConfig config;
    private final LookupChoice choice;
    private final Pace pace;
    private final Map<String, StreamConsumers> streams = new LinkedHashMap<>();
    private final Map<String, Boolean> selected = new HashMap<>();
    private final Disappearances disappearances = new Disappearances();
    private final BackplaneFrames told = new BackplaneFrames();
    private final Map<Key, Tally> unknown = new LinkedHashMap<>();
    private long listeningSince = Long.MAX_VALUE;
    private long streamsAt = -1;
    private long consumersAt = -1;
    private boolean settled;

    Backplane(ConsumersConfig config) {
        this(config, List.of());
    }

    /**
     * @param edges thresholds of lag, ms: near one of them it is worth knowing exactly
     */
    Backplane(ConsumersConfig config, List<Double> edges) {
        this.config = config;
        this.pace = new Pace(config.pollInterval().toMillis());
        this.choice = new LookupChoice(edges, pace.baseMillis(), config.maxRequestsPerSecond());
    }

    /** What a poll saw. An answer that is older than what is known already changes nothing. */
    void fold(Snapshot snapshot) {
        settled = false;
        Listing<StreamInfo> listing = snapshot.streams();
        Set<String> seen = new HashSet<>(listing.missing());
        for (StreamInfo info : listing.items()) {
            seen.add(info.name());
            disappearances.seen(info.name());
            if (isWatched(info.name())) {
                stream(info.name()).stream().observe(info, listing.at());
            }
        }
        for (String name : listing.missing()) {
            if (isWatched(name)) {
                stream(name).stream().silent(listing.at());
            }
        }
        denied(listing.gone(), listing.at());
        if (listing.complete()) {
            denied(
                    streams.keySet().stream()
                            .filter(name -> !seen.contains(name))
                            .toList(),
                    listing.at());
            selected.keySet().retainAll(seen);
        }
        if (listing.complete() || !listing.items().isEmpty()) {
            streamsAt = Math.max(streamsAt, snapshot.at());
        }
        snapshot.consumers().forEach((name, consumers) -> {
            StreamConsumers stream = streams.get(name);
            if (stream != null) {
                stream.observe(consumers, snapshot.at(), consumer -> tally(new Key(name, consumer)), listeningSince);
            }
        });
        if (!snapshot.consumers().isEmpty() || (listing.complete() && streams.isEmpty())) {
            consumersAt = Math.max(consumersAt, snapshot.at());
        }
    }

    /** Servers say that there are no such streams. */
    private void denied(Collection<String> names, long at) {
        List<StreamState> known = names.stream()
                .flatMap(name -> Optional.ofNullable(streams.get(name)).stream())
                .map(StreamConsumers::stream)
                .toList();
        boolean clustered = known.stream().anyMatch(StreamState::isClustered);
        known.forEach(StreamState::denied);
        streams.keySet()
                .removeAll(disappearances.gone(
                        known.stream().map(StreamState::name).toList(), at, clustered));
    }

    /** Whether the stream of that name is watched: chosen, and not the monitor's own. */
    boolean isWatched(String stream) {
        boolean own = stream.startsWith(StreamInfo.OWN_PREFIX) || stream.startsWith(StreamInfo.OWN_BUCKET_PREFIX);
        return !own && selected.computeIfAbsent(stream, config.streams()::test);
    }

    private StreamConsumers stream(String name) {
        return streams.computeIfAbsent(
                name,
                n -> new StreamConsumers(
                        new StreamState(n, pace),
                        config.consumers(),
                        pace,
                        config.window().toMillis()));
    }

    private Tally tally(Key key) {
        Tally early = unknown.remove(key);
        return early == null ? new Tally() : early;
    }

    /** Since when every advisory is heard, epoch ms; {@link Long#MAX_VALUE}: they are not. */
    void listening(long since) {
        listeningSince = since;
    }

    /** What a server said by itself. */
    void advised(Advisory advisory) {
        if (advisory.consumer().isEmpty()
                || advisory.consumer().startsWith(ConsumerInfo.OWN_PREFIX)
                || !isWatched(advisory.stream())) {
            return;
        }
        StreamConsumers stream = streams.get(advisory.stream());
        Optional<ConsumerState> consumer = stream == null ? Optional.empty() : stream.consumer(advisory.consumer());
        if (consumer.isPresent()) {
            consumer.get().count(advisory);
            return;
        }
        unknown.computeIfAbsent(new Key(advisory.stream(), advisory.consumer()), k -> new Tally())
                .count(advisory);
        if (unknown.size() > MAX_UNKNOWN) {
            unknown.remove(unknown.keySet().iterator().next());
        }
    }

    /** What is to be asked so that lag is exact, and no more than a poll may cost. */
    List<Lookup> wanted() {
        settle();
        List<Lookup> wanted = new ArrayList<>();
        int consumers = 0;
        for (StreamConsumers stream : streams.values()) {
            consumers += stream.size();
            StreamInfo.State state = stream.stream().state();
            if (state.messages() > 0 && state.bytes() / state.messages() <= LARGE_MESSAGE) {
                wanted.addAll(stream.wanted());
            } else if (state.messages() > 0 && stream.stream().mayHaveOneMoreConsumer()) {
                stream.wanted().forEach(lookup -> wanted.add(lookup.byHeaders()));
            }
        }
        return choice.of(wanted, consumers);
    }

    /**
     * An answer to a look-up.
     *
     * @param found empty: there is no such message
     * @param at when it came, epoch ms
     */
    void found(Lookup lookup, Optional<Lookup.Found> found, long at) {
        settled = false;
        StreamConsumers stream = streams.get(lookup.stream());
        if (stream != null) {
            stream.found(lookup, found, Math.max(0, at - consumersAt));
        }
    }

    /** Streams of which it has to be known whether anything was removed before the answers to look-ups came. */
    List<String> unconfirmed() {
        return streams.values().stream()
                .filter(StreamConsumers::isUnconfirmed)
                .map(s -> s.stream().name())
                .toList();
    }

    /** A stream, asked after all answers to look-ups came. */
    void confirm(StreamInfo after) {
        settled = false;
        StreamConsumers stream = streams.get(after.name());
        if (stream != null) {
            stream.confirm(after);
        }
    }

    private void settle() {
        if (!settled) {
            streams.values().forEach(StreamConsumers::settle);
            settled = true;
        }
    }

    /** Ends a poll: works out lag and verdicts from all that it told. */
    void judge() {
        settle();
        streams.values().forEach(StreamConsumers::judge);
    }

    /** The frames at {@code now}, epoch ms; none of what no poll has told anything yet. */
    List<Frame> frames(long now) {
        List<Frame> frames = new ArrayList<>();
        if (streamsAt >= 0) {
            frames.add(BackplaneFrames.streams(streams.values(), streamsAt, now, pace.validMillis()));
        }
        if (consumersAt >= 0) {
            frames.addAll(told.consumers(streams.values(), consumersAt, now, pace.validMillis()));
        }
        return frames;
    }

    /** What may change of streams and consumers, in frames of its own. */
    List<Frame> infos() {
        return streamsAt < 0 ? List.of() : told.infos(streams.values(), streamsAt, 3 * pace.millis());
    }

    /** Consumers whose acknowledgements are sampled, with the labels of the row that they are told in. */
    Map<AckLatencies.Key, Labels> sampled() {
        Map<AckLatencies.Key, Labels> sampled = new HashMap<>();
        streams.forEach((stream, consumers) ->
                consumers.sampled((consumer, labels) -> sampled.put(new AckLatencies.Key(stream, consumer), labels)));
        return sampled;
    }

    /** The frames once more where something goes out of date at about {@code now}, epoch ms: a poll may take its time. */
    List<Frame> expiring(long now) {
        if (streams.values().stream().noneMatch(s -> s.isExpiring(now))) {
            return List.of();
        }
        settle();
        return frames(now);
    }

    /** Whether a new leader has answered that is not believed yet: the next answer is worth having soon. */
    boolean isAwaited() {
        return streams.values().stream().anyMatch(StreamConsumers::isAwaited);
    }

    /** How often it is polled, and how old an answer may become. */
    Pace pace() {
        return pace;
    }

    /** How many consumers are known. */
    int size() {
        return streams.values().stream().mapToInt(StreamConsumers::size).sum();
    }

    /** The streams that are known. */
    List<String> streams() {
        return List.copyOf(streams.keySet());
    }

    /** The consumers of a stream that are known. */
    List<String> consumers(String stream) {
        StreamConsumers known = streams.get(stream);
        return known == null ? List.of() : known.names();
    }
}
