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
        boolean mayBeGone = told.complete() && !told.clustered();
        Pass pass = new Pass(told.receivedAt(), told.complete(), mayBeGone);
        if (told.isOfOneServer()) {
            // nobody else has a word: ten thousand consumers need no counting of who leads them
            for (ServersJetStream.Stream view : told.servers().get(0).streams()) {
                if (isWatched.test(view.name())) {
                    pass.add(view, knownConsumers);
                }
            }
            return pass.result(at, unseen(mayBeGone, knownStreams, pass.consumers.keySet()));
        }
        Map<String, Merged> merged = new HashMap<>();
        for (ServersJetStream.Server server : told.servers()) {
            for (ServersJetStream.Stream view : server.streams()) {
                if (isWatched.test(view.name())) {
                    merged.computeIfAbsent(view.name(), n -> new Merged()).see(told, server, view);
                }
            }
        }
        merged.forEach((name, stream) -> pass.add(name, stream, knownConsumers));
        return pass.result(at, unseen(mayBeGone, knownStreams, merged.keySet()));
    }

    private static List<String> unseen(boolean mayBeGone, List<String> known, Set<String> seen) {
        return mayBeGone
                ? List.of()
                : known.stream().filter(name -> !seen.contains(name)).toList();
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

        /** A stream as the only server tells it. */
        void add(ServersJetStream.Stream view, Function<String, List<String>> knownNames) {
            Optional<StreamInfo> stream = configured(view);
            unconfigured |= stream.isEmpty();
            add(view.name(), stream, view.consumers(), new HashSet<>(), knownNames);
        }

        /** A stream as several servers tell it. */
        void add(String name, Merged merged, Function<String, List<String>> knownNames) {
            Optional<StreamInfo> stream = merged.stream().flatMap(Census.this::configured);
            Set<String> missing = merged.silent();
            List<ConsumerInfo> led = new ArrayList<>(merged.consumers.size());
            for (ConsumerInfo leaders : merged.consumers.values()) {
                if (!missing.contains(leaders.name())) {
                    led.add(leaders);
                }
            }
            unconfigured |= merged.stream().isPresent() && stream.isEmpty();
            add(name, stream, led, missing, knownNames);
        }

        /**
         * @param led consumers as those told them that lead them
         * @param missing consumers that there are, but nobody or more than one leads
         */
        private void add(
                String name,
                Optional<StreamInfo> stream,
                List<ConsumerInfo> led,
                Set<String> missing,
                Function<String, List<String>> knownNames) {
            stream.ifPresentOrElse(streams::add, () -> missingStreams.add(name));
            Map<String, ConsumerInfo> known = identities.computeIfAbsent(name, n -> new HashMap<>());
            List<ConsumerInfo> items = new ArrayList<>(led.size());
            for (ConsumerInfo leaders : led) {
                Optional<ConsumerInfo> info = configured(leaders, known);
                if (info.isPresent()) {
                    items.add(info.get());
                } else {
                    unconfigured = true;
                    missing.add(leaders.name());
                }
            }
            silent |= missing.stream().anyMatch(n -> !n.startsWith(ConsumerInfo.OWN_PREFIX));
            boolean all = known.size() == items.size() && missing.isEmpty();
            if (!all || !mayBeGone) {
                Set<String> told = new HashSet<>(missing);
                items.forEach(info -> told.add(info.name()));
                known.keySet().retainAll(told);
                if (!mayBeGone) {
                    askFor(name, knownNames.apply(name), told, missing);
                }
            }
            consumers.put(name, new Listing<>(at, items, missing, Set.of(), complete));
        }

        /** Those that are known, and nobody told of. */
        private void askFor(String stream, List<String> known, Set<String> told, Set<String> missing) {
            List<String> unseen = known.stream().filter(n -> !told.contains(n)).toList();
            missing.addAll(unseen);
            if (!unseen.isEmpty()) {
                unseenConsumers.put(stream, unseen);
            }
        }

        Result result(long asked, List<String> unseen) {
            streamConfigs.keySet().retainAll(consumers.keySet());
            identities.keySet().retainAll(consumers.keySet());
            Set<String> missing = new HashSet<>(missingStreams);
            missing.addAll(unseen);
            Listing<StreamInfo> listing = new Listing<>(at, streams, missing, Set.of(), complete);
            return new Result(
                    new Snapshot(asked, listing, consumers),
                    complete ? new Unseen(unseen, unseenConsumers) : Unseen.NOTHING,
                    unconfigured,
                    complete && !silent && missing.isEmpty());
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
