package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.MessageDispatcher;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.NatsException;
import io.mistersmith.backplane.monitor.nats.StateStore;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readers of captured advisories and how far each has come, which survives a restart. Makes our stream where there is
 * something for it to keep. On one context.
 */
final class Captures {

    private static final Logger LOG = LoggerFactory.getLogger(Captures.class);

    private static final String STATE_KEY = "advisories";
    private static final int MAX_MESSAGES = 20_000;
    private static final long MAX_BYTES = 16 << 20;

    private final NatsConnection connection;
    private final JetStreamApi api;
    private final StateStore state;
    private final Advisories advisories;
    private final CaptureStream stream;
    private final MessageDispatcher dispatcher;
    private final Map<String, CaptureReader> readers = new HashMap<>();

    /** How far readers of this process have read; what of it was counted is in {@link #counted}. */
    private final Positions read = new Positions();

    private final Positions counted = new Positions();
    private final String consumerPrefix;
    private Future<Void> loaded = Future.succeededFuture();
    private Future<Void> saving = Future.succeededFuture();
    private boolean unsaved;
    private long consumersMade;
    private long lostOfClosed;

    Captures(NatsConnection connection, JetStreamApi api, StateStore state, Advisories advisories) {
        this.connection = connection;
        this.api = api;
        this.state = state;
        this.advisories = advisories;
        this.stream = new CaptureStream(api);
        this.dispatcher = connection.dispatcher(MAX_MESSAGES, MAX_BYTES);
        long process = ThreadLocalRandom.current().nextLong() >>> 1;
        this.consumerPrefix = ConsumerInfo.OWN_PREFIX + "advisories-" + Long.toString(process, 36) + "-";
    }

    /** Looks up how far the process before came. */
    void load() {
        loaded = state.load(STATE_KEY)
                .compose(saved -> {
                    try {
                        if (saved.isPresent()) {
                            counted.restore(saved.get());
                        }
                        return Future.<Void>succeededFuture();
                    } catch (IOException e) {
                        return Future.failedFuture(e);
                    }
                })
                .recover(e -> {
                    LOG.warn("advisories: how far they were counted is not known: {}", e.getMessage());
                    return Future.succeededFuture();
                });
    }

    /**
     * Reads what is to be read by the plan that fits the streams of now.
     *
     * @param anew whether all readers begin anew: the connection was away
     * @return the plan as far as the servers let us; fails where something does not answer at the moment
     */
    Future<CapturePlan> settle(boolean anew) {
        return loaded.compose(v -> api.streams()).compose(page -> {
            Map<String, StreamInfo> streams =
                    page.items().stream().collect(Collectors.toMap(StreamInfo::name, s -> s, (one, same) -> one));
            CapturePlan plan = CapturePlan.of(page.items(), readersByStream());
            return closeAllBut(plan, anew)
                    .compose(v -> plan.own().isEmpty() ? Future.succeededFuture(plan) : ensureOwn(plan, streams))
                    .compose(so -> open(so, streams))
                    .map(so -> {
                        List<String> keys = so.readers().stream()
                                .map(CapturePlan.Reader::key)
                                .toList();
                        // what is heard as it comes must not be read again later
                        read.retain(keys);
                        counted.retain(keys);
                        save();
                        return so;
                    });
        });
    }

    private Map<String, Long> readersByStream() {
        return readers.values().stream().collect(Collectors.groupingBy(r -> r.what().stream(), Collectors.counting()));
    }

    private Future<CapturePlan> ensureOwn(CapturePlan plan, Map<String, StreamInfo> streams) {
        return stream.ensure(plan.own())
                .map(info -> {
                    streams.put(info.name(), info);
                    return plan;
                })
                .recover(e -> isPassing(e)
                        ? Future.failedFuture(e)
                        : Future.succeededFuture(plan.without(CapturePlan.STREAM, String.valueOf(e.getMessage()))));
    }

    private Future<CapturePlan> open(CapturePlan plan, Map<String, StreamInfo> streams) {
        Future<CapturePlan> done = Future.succeededFuture(plan);
        for (CapturePlan.Reader what : plan.readers()) {
            if (!readers.containsKey(what.key())) {
                done = done.compose(so -> open(
                        so,
                        what,
                        Optional.ofNullable(streams.get(what.stream())).orElseThrow()));
            }
        }
        return done;
    }

    private Future<CapturePlan> open(CapturePlan plan, CapturePlan.Reader what, StreamInfo info) {
        long from = read.of(what.key(), info.created())
                .or(() -> counted.of(what.key(), info.created()))
                .orElse(info.state().lastSequence());
        String consumer = consumerPrefix + ++consumersMade;
        CaptureReader reader = new CaptureReader(connection, api, advisories, what, info.created(), consumer, from);
        return reader.open(dispatcher).transform(result -> {
            if (result.succeeded()) {
                readers.put(what.key(), reader);
                counted.begin(what.key(), info.created(), from);
                return Future.succeededFuture(plan);
            }
            Throwable cause = result.cause();
            return reader.close()
                    .transform(gone -> isPassing(cause)
                            ? Future.failedFuture(cause)
                            : Future.succeededFuture(plan.without(what.stream(), String.valueOf(cause.getMessage()))));
        });
    }

    /** Whether it may be otherwise in a moment. */
    static boolean isPassing(Throwable cause) {
        return switch (NatsException.kindOf(cause)) {
            case TIMEOUT, NO_LEADER, OVER_BUDGET, DISCONNECTED, NOT_FOUND -> true;
            default -> false;
        };
    }

    private Future<Void> closeAllBut(CapturePlan plan, boolean anew) {
        List<String> keys = plan.readers().stream().map(CapturePlan.Reader::key).toList();
        List<Future<Void>> closed = new ArrayList<>();
        for (Map.Entry<String, CaptureReader> entry : Map.copyOf(readers).entrySet()) {
            CaptureReader reader = entry.getValue();
            if (anew || reader.isBroken() || !keys.contains(entry.getKey())) {
                readers.remove(entry.getKey());
                closed.add(reader.close());
                read.begin(entry.getKey(), reader.created(), reader.position());
                lostOfClosed += reader.lost();
            }
        }
        // one that cannot be deleted goes by itself
        return Future.join(closed).transform(done -> Future.succeededFuture());
    }

    boolean areBroken() {
        return readers.values().stream().anyMatch(CaptureReader::isBroken);
    }

    /** An advisory that was read has been counted. */
    void counted(Advisories.Heard heard) {
        counted.advance(heard.source(), heard.sequence());
        unsaved = true;
    }

    /** What was counted so far has been told: the next process goes on behind it. */
    void told() {
        if (unsaved && saving.isComplete()) {
            save();
        }
    }

    private void save() {
        unsaved = false;
        saving = state.save(STATE_KEY, counted.toJson()).recover(e -> {
            unsaved = true;
            LOG.debug("advisories: how far they were counted is not saved: {}", e.getMessage());
            return Future.succeededFuture();
        });
    }

    /** Leaves no consumer. */
    Future<Void> stop() {
        List<Future<Void>> ends = new ArrayList<>(List.of(saving));
        readers.values().forEach(reader -> ends.add(reader.close()));
        readers.clear();
        return Future.join(ends).transform(done -> {
            told();
            return saving;
        });
    }

    /** How many the streams' limits removed before they were read. */
    long lost() {
        return lostOfClosed
                + readers.values().stream().mapToLong(CaptureReader::lost).sum();
    }
}
