package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.consumer.PollStatistics.Outcome;
import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.NatsException;
import io.mistersmith.backplane.monitor.nats.Page;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Polls JetStream into a {@link Backplane}: a snapshot of all servers or, where that cannot be had, the list of streams and
 * each one's list of consumers; then the messages that tell lag.
 *
 * <p>A list waits up to 4 s for the leaders of all that it names, and for ever for a leader of its own. So it has a second;
 * then what is known already is asked one by one, whoever has a leader answers in milliseconds, and the list is taken when
 * it comes. One context; never two polls at a time.
 */
final class Poller {

    /** More makes a server slower, not faster. */
    private static final int LISTS_IN_FLIGHT = 3;

    private static final int SINGLES_IN_FLIGHT = 16;

    private static final long PATIENCE_MILLIS = 1000;

    /** What came of one poll so far. */
    private static final class Round {
        private final long at;
        private boolean answered;
        private boolean incomplete;
        /** A list was waited for in vain: the others are not worth the same wait. */
        private boolean impatient;

        Round(long at) {
            this.at = at;
        }

        Outcome outcome() {
            return incomplete ? (answered ? Outcome.PARTIAL : Outcome.TIMEOUT) : Outcome.OK;
        }
    }

    private final JetStreamApi api;
    private final ServersSweep servers;
    private final Backplane backplane;
    private final Runnable hear;
    private final Patience patience;
    private final MessageLookups lookups;

    /**
     * @param servers the other way to a snapshot, where it can be had
     * @param hear takes in what the servers said by themselves so far: before a snapshot, which is later than that
     */
    Poller(
            Supplier<Vertx> vertx,
            NatsConnection connection,
            JetStreamApi api,
            ServersSweep servers,
            HeadersLookup headers,
            Backplane backplane,
            Runnable hear) {
        this.api = api;
        this.servers = servers;
        this.backplane = backplane;
        this.hear = hear;
        this.patience = new Patience(vertx, PATIENCE_MILLIS);
        this.lookups = new MessageLookups(connection, api, headers, backplane, patience);
    }

    /** Polls once; fails where the list of streams is refused, or the connection is away. */
    Future<Outcome> poll() {
        Round round = new Round(now());
        return servers.take()
                .compose(result -> result.isPresent() ? count(result.get(), round) : list(round))
                .compose(v -> lookups.run())
                .map(v -> {
                    backplane.judge();
                    return round.outcome();
                });
    }

    private Future<Void> count(Census.Result result, Round round) {
        round.answered = true;
        round.incomplete |= !result.complete();
        fold(result.snapshot());
        Census.Unseen unseen = result.unseen();
        return streamsOneByOne(unseen.streams(), round)
                .compose(v -> Flight.each(
                        List.copyOf(unseen.consumers().keySet()),
                        1,
                        s -> consumersOneByOne(s, unseen.consumers().getOrDefault(s, List.of()), round)));
    }

    private Future<Void> list(Round round) {
        return listStreams(round)
                .compose(streams -> Flight.each(streams, LISTS_IN_FLIGHT, s -> listConsumers(s, round)));
    }

    private Future<List<String>> listStreams(Round round) {
        boolean slow = patience.isSlow("streams");
        return patience.await("streams", api::streams, page -> foldStreams(round.at, now(), page, false))
                .recover(e -> isFinal(e) ? Future.failedFuture(e) : Future.succeededFuture(Optional.empty()))
                .compose(page -> {
                    if (page.isPresent()) {
                        round.answered = true;
                        round.incomplete |= page.get().missing().stream().anyMatch(backplane::isWatched);
                        foldStreams(round.at, now(), page.get(), true);
                        return Future.succeededFuture();
                    }
                    round.incomplete = true;
                    round.impatient = !slow;
                    return streamsOneByOne(backplane.streams(), round);
                })
                .map(v -> backplane.streams());
    }

    private Future<Void> listConsumers(String stream, Round round) {
        boolean slow = patience.isSlow(stream);
        if (round.impatient && !slow) {
            return consumersOneByOne(stream, backplane.consumers(stream), round);
        }
        long sent = now();
        return patience.await(
                        stream,
                        () -> api.consumers(stream),
                        // some of it is as old as the question
                        late -> foldConsumers(round.at, stream, listing(sent, late.items(), Set.of(), Set.of())))
                .recover(e -> {
                    if (NatsException.kindOf(e) == NatsException.Kind.NOT_FOUND) {
                        fold(streams(round.at, absent(stream, true)));
                    }
                    return Future.succeededFuture(Optional.empty());
                })
                .compose(page -> {
                    if (page.isEmpty()) {
                        round.incomplete = true;
                        round.impatient |= !slow;
                        return consumersOneByOne(stream, backplane.consumers(stream), round);
                    }
                    round.answered = true;
                    round.incomplete |=
                            page.get().missing().stream().anyMatch(name -> !name.startsWith(ConsumerInfo.OWN_PREFIX));
                    foldConsumers(
                            round.at,
                            stream,
                            Listing.complete(
                                    now(), page.get().items(), page.get().missing()));
                    return Future.succeededFuture();
                });
    }

    private Future<Void> streamsOneByOne(List<String> names, Round round) {
        return singles(
                "stream ",
                names,
                name -> api.stream(name)
                        .map(info -> streams(round.at, listing(now(), List.of(info), Set.of(), Set.of()))),
                (name, gone) -> streams(round.at, absent(name, gone)),
                round);
    }

    private Future<Void> consumersOneByOne(String stream, List<String> names, Round round) {
        return singles(
                stream + " ",
                names,
                name -> api.consumer(stream, name)
                        .map(info -> consumers(round.at, stream, listing(now(), List.of(info), Set.of(), Set.of()))),
                (name, gone) -> consumers(round.at, stream, absent(name, gone)),
                round);
    }

    /** Asks for what is known, one by one, and takes each answer in as it comes: those that take too long later. */
    private Future<Void> singles(
            String keyPrefix,
            List<String> names,
            Function<String, Future<Snapshot>> ask,
            BiFunction<String, Boolean, Snapshot> absent,
            Round round) {
        return Flight.each(
                names,
                SINGLES_IN_FLIGHT,
                name -> patience.await(keyPrefix + name, () -> ask.apply(name), this::fold)
                        .map(answer -> {
                            answer.ifPresent(this::fold);
                            round.answered |= answer.isPresent();
                            round.incomplete |= answer.isEmpty();
                            return answer;
                        })
                        .otherwise(e -> {
                            NatsException.Kind kind = NatsException.kindOf(e);
                            if (kind == NatsException.Kind.NOT_FOUND) {
                                fold(absent.apply(name, true));
                            } else {
                                round.incomplete = true;
                                if (kind == NatsException.Kind.NO_LEADER) {
                                    fold(absent.apply(name, false));
                                }
                            }
                            return Optional.empty();
                        }));
    }

    private void fold(Snapshot snapshot) {
        hear.run();
        backplane.fold(snapshot);
    }

    private void foldStreams(long at, long trueAt, Page<StreamInfo> page, boolean inTime) {
        fold(streams(
                at,
                inTime
                        ? Listing.complete(trueAt, page.items(), page.missing())
                        // some of it is as old as the question
                        : new Listing<>(at, page.items(), Set.copyOf(page.missing()), Set.of(), false)));
    }

    private void foldConsumers(long at, String stream, Listing<ConsumerInfo> listing) {
        fold(consumers(at, stream, listing));
    }

    private static Snapshot streams(long at, Listing<StreamInfo> listing) {
        return new Snapshot(at, listing, Map.of());
    }

    private static Snapshot consumers(long at, String stream, Listing<ConsumerInfo> listing) {
        return new Snapshot(at, Listing.silent(at), Map.of(stream, listing));
    }

    private static <T> Listing<T> listing(long at, List<T> items, Set<String> missing, Set<String> gone) {
        return new Listing<>(at, items, missing, gone, false);
    }

    private static <T> Listing<T> absent(String name, boolean gone) {
        return gone
                ? listing(now(), List.of(), Set.of(), Set.of(name))
                : listing(now(), List.of(), Set.of(name), Set.of());
    }

    private static boolean isFinal(Throwable failure) {
        return switch (NatsException.kindOf(failure)) {
            case TIMEOUT, NO_LEADER, OVER_BUDGET -> false;
            default -> true;
        };
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
