package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.ServersJetStream;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes one snapshot of what all servers told: each stream and each consumer from the server that leads it, and only from
 * that. What exists but nobody leads, or several claim to lead, is missing. Remembers configurations, which servers need not
 * tell each time. Not thread-safe.
 */
final class Census {

    /**
     * What came of it.
     *
     * @param unseen what is known and no server told of, in a cluster: being moved, or gone; to be asked for
     * @param unconfigured whether something is left out because its configuration is not known
     * @param complete whether all servers answered, and everything that exists told its figures
     */
    record Result(Snapshot snapshot, Unseen unseen, boolean unconfigured, boolean complete) {}

    /**
     * @param consumers by stream
     */
    record Unseen(List<String> streams, Map<String, List<String>> consumers) {
        static final Unseen NOTHING = new Unseen(List.of(), Map.of());
    }

    private record Configured<T>(Instant created, T config) {}

    /** A stream's view from its leader, and its consumers' from theirs. */
    private static final class Merged {
        private Optional<ServersJetStream.Stream> leaders = Optional.empty();
        private boolean contested;
        /** Its consumers as those told them that lead them. */
        private final Map<String, ConsumerInfo> consumers = new HashMap<>();

        private final Set<String> contestedConsumers = new HashSet<>();
        private final Set<String> followed = new HashSet<>();

        void see(ServersJetStream told, ServersJetStream.Server server, ServersJetStream.Stream view) {
            if (told.isLedBy(server, view.info().cluster())) {
                contested |= leaders.isPresent();
                leaders = Optional.of(view);
            }
            for (ConsumerInfo consumer : view.consumers()) {
                if (!told.isLedBy(server, consumer.cluster())) {
                    followed.add(consumer.name());
                } else if (consumers.put(consumer.name(), consumer) != null) {
                    contestedConsumers.add(consumer.name());
                }
            }
        }

        boolean knows(String consumer) {
            return consumers.containsKey(consumer) || followed.contains(consumer);
        }

        /** Consumers that there are, but nobody or more than one leads. */
        Set<String> silent() {
            Set<String> silent = new HashSet<>(followed);
            silent.removeAll(consumers.keySet());
            silent.addAll(contestedConsumers);
            return silent;
        }

        Optional<ServersJetStream.Stream> stream() {
            return contested ? Optional.empty() : leaders;
        }
    }

    private final Predicate<String> isWatched;
    private final Map<String, Configured<StreamInfo.Config>> streamConfigs = new HashMap<>();
    private final Map<String, Map<String, ConsumerInfo>> identities = new HashMap<>();

    /**
     * @param isWatched the streams that count, by name
     */
    Census(Predicate<String> isWatched) {
        this.isWatched = isWatched;
    }

    /**
     * Counts.
     *
     * @param at when it was asked, epoch ms
     * @param knownStreams of earlier polls
     * @param knownConsumers of earlier polls, by stream
     */
    Result take(
            ServersJetStream told, long at, List<String> knownStreams, Function<String, List<String>> knownConsumers) {
        Map<String, Merged> merged = new HashMap<>();
        for (ServersJetStream.Server server : told.servers()) {
            for (ServersJetStream.Stream view : server.streams()) {
                if (isWatched.test(view.name())) {
                    merged.computeIfAbsent(view.name(), n -> new Merged()).see(told, server, view);
                }
            }
        }
        boolean mayBeGone = told.complete() && !told.clustered();
        Pass pass = new Pass(told.receivedAt(), told.complete(), mayBeGone);
        merged.forEach((name, stream) -> pass.add(name, stream, knownConsumers));
        List<String> unseen = mayBeGone
                ? List.of()
                : knownStreams.stream()
                        .filter(name -> !merged.containsKey(name))
                        .toList();
        streamConfigs.keySet().retainAll(merged.keySet());
        identities.keySet().retainAll(merged.keySet());
        Set<String> missing = new HashSet<>(pass.missingStreams);
        missing.addAll(unseen);
        Listing<StreamInfo> streams =
                new Listing<>(told.receivedAt(), pass.streams, missing, Set.of(), told.complete());
        return new Result(
                new Snapshot(at, streams, pass.consumers),
                told.complete() ? new Unseen(unseen, pass.unseenConsumers) : Unseen.NOTHING,
                pass.unconfigured,
                told.complete() && !pass.silent && missing.isEmpty());
    }

    /** One walk over the streams. */
    private final class Pass {
        private final long at;
        private final boolean complete;
        private final boolean mayBeGone;
        private final List<StreamInfo> streams = new ArrayList<>();
        private final Set<String> missingStreams = new HashSet<>();
        private final Map<String, Listing<ConsumerInfo>> consumers = new HashMap<>();
        private final Map<String, List<String>> unseenConsumers = new HashMap<>();
        private boolean unconfigured;
        private boolean silent;

        Pass(long at, boolean complete, boolean mayBeGone) {
            this.at = at;
            this.complete = complete;
            this.mayBeGone = mayBeGone;
        }

        void add(String name, Merged merged, Function<String, List<String>> knownNames) {
            Optional<StreamInfo> stream = merged.stream().flatMap(Census.this::configured);
            unconfigured |= merged.stream().isPresent() && stream.isEmpty();
            stream.ifPresentOrElse(streams::add, () -> missingStreams.add(name));
            Map<String, ConsumerInfo> known = identities.computeIfAbsent(name, n -> new HashMap<>());
            known.keySet().removeIf(consumer -> !merged.knows(consumer));
            List<ConsumerInfo> items = new ArrayList<>(merged.consumers.size());
            Set<String> missing = merged.silent();
            for (ConsumerInfo leaders : merged.consumers.values()) {
                if (!missing.contains(leaders.name())) {
                    Optional<ConsumerInfo> info = configured(leaders, known);
                    if (info.isPresent()) {
                        items.add(info.get());
                    } else {
                        unconfigured = true;
                        missing.add(leaders.name());
                    }
                }
            }
            silent |= missing.stream().anyMatch(n -> !n.startsWith(ConsumerInfo.OWN_PREFIX));
            if (!mayBeGone) {
                List<String> unseen = knownNames.apply(name).stream()
                        .filter(n -> !merged.knows(n))
                        .toList();
                missing.addAll(unseen);
                if (!unseen.isEmpty()) {
                    unseenConsumers.put(name, unseen);
                }
            }
            consumers.put(name, new Listing<>(at, items, missing, Set.of(), complete));
        }
    }

    private Optional<StreamInfo> configured(ServersJetStream.Stream view) {
        StreamInfo info = view.info();
        if (view.configured()) {
            streamConfigs.put(view.name(), new Configured<>(info.created(), info.config()));
            return Optional.of(info);
        }
        return Optional.ofNullable(streamConfigs.get(view.name()))
                .filter(c -> c.created().equals(info.created()))
                .map(c -> info.with(c.config()));
    }

    private static Optional<ConsumerInfo> configured(ConsumerInfo info, Map<String, ConsumerInfo> known) {
        ConsumerInfo identity = known.get(info.name());
        if (identity != null && identity.created().equals(info.created())) {
            // one and the same object as long as nothing changed: thousands of them live for long
            if (!info.isConfigured() || identity.config().equals(info.config())) {
                return Optional.of(info.with(identity));
            }
        } else if (!info.isConfigured()) {
            return Optional.empty();
        }
        known.put(info.name(), info.identity());
        return Optional.of(info);
    }
}
