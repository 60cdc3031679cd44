package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.nats.StateStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the fleet over a restart of the monitor: a piece at a time, and whole at a clean end. Who may not write anywhere, or cannot
 * read what is there, begins with nobody, and says so.
 */
final class FleetKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(FleetKeeper.class);

    private static final String KEY = "fleet-";

    /** A fleet of few pieces is written as often: what agents told in it counts a second time after a crash, and no more. */
    private static final long ROUND_MILLIS = 15_000;

    /** At the end others have to say their last words, too. */
    private static final long LAST_WORDS_MILLIS = 1_500;

    /** Between two pieces of a large fleet. */
    private static final long PAUSE_MILLIS = 1_000;

    private final StateStore store;
    private final Context context;
    private final AtomicBoolean saving = new AtomicBoolean();
    private int next;
    private long nextAt = Long.MIN_VALUE;
    private boolean isToldOfFailure;

    /** @param context on which is written */
    FleetKeeper(StateStore store, Context context) {
        this.store = store;
        this.context = context;
    }

    /** What the process before left; never fails. */
    Future<List<KeptAgent>> load() {
        return piece(0).compose(first -> {
            List<Future<Optional<FleetPiece>>> rest = new ArrayList<>();
            for (int i = 1; i < first.map(FleetPiece::pieces).orElse(1); i++) {
                rest.add(piece(i));
            }
            return Future.join(rest).otherwiseEmpty().map(done -> {
                List<KeptAgent> all =
                        new ArrayList<>(first.map(FleetPiece::agents).orElse(List.of()));
                rest.forEach(piece ->
                        all.addAll(piece.result().map(FleetPiece::agents).orElse(List.of())));
                return all;
            });
        });
    }

    private Future<Optional<FleetPiece>> piece(int number) {
        return store.load(KEY + number)
                .map(kept -> kept.flatMap(bytes -> decoded(number, bytes)))
                .otherwise(e -> {
                    LOG.warn("what was kept of the fleet ({}{}) cannot be loaded: {}", KEY, number, e.getMessage());
                    return Optional.empty();
                });
    }

    private static Optional<FleetPiece> decoded(int number, byte[] bytes) {
        try {
            return Optional.of(FleetPiece.decode(bytes));
        } catch (IOException e) {
            LOG.warn("what was kept of the fleet ({}{}) cannot be read: {}", KEY, number, e.getMessage());
            return Optional.empty();
        }
    }

    /** Writes the next piece when it is due. On the thread that owns {@code fleet}. */
    void tick(Fleet fleet, long now) {
        int pieces = FleetPiece.pieces(fleet);
        // of an empty fleet nothing is written: it may be that we could not load
        if (pieces == 0 || now < nextAt || !saving.compareAndSet(false, true)) {
            return;
        }
        next = next % pieces;
        nextAt = now + Math.max(PAUSE_MILLIS, ROUND_MILLIS / pieces);
        int number = next++;
        FleetPiece piece = FleetPiece.of(fleet, number, pieces);
        context.runOnContext(v -> save(number, piece).onComplete(done -> {
            saving.set(false);
            if (done.failed() && !isToldOfFailure) {
                LOG.warn(
                        "the fleet cannot be kept over a restart: {}",
                        done.cause().getMessage());
            }
            isToldOfFailure = done.failed();
        }));
    }

    private Future<Void> save(int number, FleetPiece piece) {
        return context.owner().executeBlocking(piece::encode).compose(bytes -> store.save(KEY + number, bytes));
    }

    /** The whole fleet, to be written with {@link #save(List)}. On the thread that owns it, or after that has ended. */
    static List<FleetPiece> all(Fleet fleet) {
        int pieces = FleetPiece.pieces(fleet);
        return IntStream.range(0, pieces)
                .mapToObj(i -> FleetPiece.of(fleet, i, pieces))
                .toList();
    }

    /** Writes the whole fleet, one piece after the other, as far as the time is; never fails. */
    Future<Void> save(List<FleetPiece> pieces) {
        Future<Void> saved = Future.succeededFuture();
        for (int i = 0; i < pieces.size(); i++) {
            int number = i;
            saved = saved.compose(v -> save(number, pieces.get(number)));
        }
        return saved.timeout(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)
                .onFailure(e -> LOG.warn("not all of the fleet is kept over the restart: {}", e.getMessage()))
                .otherwiseEmpty();
    }
}
