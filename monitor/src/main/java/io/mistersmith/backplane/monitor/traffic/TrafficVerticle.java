package io.mistersmith.backplane.monitor.traffic;

import io.mistersmith.backplane.monitor.config.TrafficConfig;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.nats.AccountInfo;
import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.nats.JetStreamApi;
import io.mistersmith.backplane.monitor.nats.MessageDispatcher;
import io.mistersmith.backplane.monitor.nats.NatsConnection;
import io.mistersmith.backplane.monitor.nats.NatsException;
import io.mistersmith.backplane.monitor.nats.Page;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Measures streams and taps, and tells the figures up to ten times a second.
 */
public final class TrafficVerticle extends VerticleBase {

    private static final int MAX_WAITING_MESSAGES = 20_000;
    private static final long MAX_WAITING_BYTES = 32L * 1024 * 1024;
    private static final long STOP_MILLIS = 2000;
    private static final long TICK_MILLIS = 100;
    private static final long SLOWEST_TICK_MILLIS = 1000;
    private static final long TICK_REST = 20;
    /** Polls between two looks at the account's limits. */
    private static final int ACCOUNT_EVERY = 5;

    private final NatsConnection connection;
    private final JetStreamApi api;
    private final Features features;
    private final TrafficConfig config;
    private final ConsumerNames names;
    private final Traffic traffic = new Traffic();
    private final Closings closings = new Closings();
    private final Sampling sampling;
    private final PollPace pace = new PollPace();
    private final Map<String, StreamWatch> watches = new HashMap<>();
    private final List<CoreTap> taps = new ArrayList<>();
    private final MessageDispatcher dispatcher;
    private AccountInfo account = new AccountInfo(0, -1);
    private boolean connected;
    private boolean stopping;
    private long pollTimer = -1;
    private long polls;
    private long dropped;
    private long seenAt;

    /** A subject of the operator's choice. */
    private record CoreTap(String name, StreamTap tap, Meter meter, SourceWindow window) {}

    /**
     * @param monitorId distinguishes our consumers from another monitor's
     */
    public TrafficVerticle(
            NatsConnection connection, JetStreamApi api, Features features, TrafficConfig config, String monitorId) {
        this.connection = connection;
        this.api = api;
        this.features = features;
        this.config = config;
        this.names = new ConsumerNames(ConsumerInfo.OWN_PREFIX, monitorId);
        this.sampling = new Sampling(config.maxBytesPerSecond(), config.maxMessagesPerSecond());
        this.dispatcher = connection.dispatcher(MAX_WAITING_MESSAGES, MAX_WAITING_BYTES);
    }

    @Override
    public Future<?> start() {
        for (TrafficConfig.Tap tap : config.taps()) {
            Meter meter = new Meter();
            StreamTap core = new SubjectsTap(connection::isDenied, dispatcher, List.of(tap.subject()), meter);
            core.open();
            taps.add(new CoreTap(tap.name(), core, meter, new SourceWindow(tap.name())));
        }
        seenAt = System.currentTimeMillis();
        tickLater(TICK_MILLIS);
        connection.onConnected(() -> context.runOnContext(v -> reconnected()));
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopping = true;
        watches.values().forEach(StreamWatch::shut);
        closings.again();
        return closings.settled()
                .timeout(STOP_MILLIS, TimeUnit.MILLISECONDS)
                .transform(done -> Future.succeededFuture())
                .onComplete(done -> dispatcher.close());
    }

    private void reconnected() {
        if (stopping) {
            return;
        }
        watches.values().forEach(StreamWatch::reconnected);
        closings.again();
        restart();
        pace.reset();
        // the answer to a request of before may never come
        poll();
    }

    private void poll() {
        vertx.cancelTimer(pollTimer);
        long began = now();
        long poll = polls++;
        boolean askAccount = poll % ACCOUNT_EVERY == 0;
        api.streams()
                .compose(page -> askAccount ? askAccount().map(page) : Future.succeededFuture(page))
                .onComplete(result -> {
                    if (stopping || poll != polls - 1) {
                        return;
                    }
                    if (result.succeeded()) {
                        pace.answered(now() - began, result.result().items().size());
                        polled(result.result());
                    } else {
                        pace.failed();
                        notPolled(result.cause());
                    }
                    pollTimer = vertx.setTimer(pace.delayMillis(sampling.isAnySampled()), id -> poll());
                });
    }

    /** What the account allows changes seldom: what was known before does where there is no answer. */
    private Future<AccountInfo> askAccount() {
        return api.accountInfo().otherwise(failure -> account).onSuccess(info -> account = info);
    }

    private void notPolled(Throwable cause) {
        NatsException.Kind kind = NatsException.kindOf(cause);
        // an election takes a list or two
        if (kind == NatsException.Kind.NO_JETSTREAM || pace.failures() > 2) {
            features.down(
                    Features.TRAFFIC, "streams: " + cause.getMessage() + (taps.isEmpty() ? "" : "; taps are measured"));
        }
        // a server that has just started answers so before it knows its streams
        if (kind == NatsException.Kind.NO_JETSTREAM && pace.failures() > 2) {
            watches.values().forEach(StreamWatch::shut);
            watches.clear();
        }
    }

    private void polled(Page<StreamInfo> page) {
        long now = now();
        closings.again();
        Map<String, StreamInfo> streams = new TreeMap<>();
        page.items().stream().filter(this::isChosen).forEach(s -> streams.put(s.name(), s));
        forget(streams, Set.copyOf(page.missing()));
        long droppedNow = dispatcher.dropped();
        for (StreamInfo stream : streams.values()) {
            watch(stream).polled(now, stream, droppedNow > dropped);
        }
        dropped = droppedNow;
        sampling.decide(costs(now));
        long free = account.freePlaces();
        for (StreamInfo stream : streams.values()) {
            StreamWatch watch = watch(stream);
            long wanted = watch.hasConsumer() ? 0 : 1;
            boolean may = !watch.isRefused(Approach.HEADERS) && Approach.accountHasRoom(free, wanted);
            Approach approach = Approach.of(stream, watch.hasConsumer(), may, !watch.isRefused(Approach.SUBJECTS));
            free += approach == Approach.HEADERS ? -wanted : 1 - wanted;
            watch.measure(now, approach, sampling.duty(stream.name()));
        }
        tellFeature();
    }

    private void tellFeature() {
        List<String> deaf = new ArrayList<>();
        taps.stream().filter(t -> t.tap().isDenied()).forEach(t -> deaf.add("tap " + t.name()));
        watches.values().stream().filter(StreamWatch::isDeaf).forEach(w -> deaf.add("stream " + w.name()));
        String summary = Summary.of(watches.values(), taps.size());
        if (deaf.isEmpty()) {
            features.up(Features.TRAFFIC, summary);
        } else {
            deaf.sort(null);
            features.down(Features.TRAFFIC, Summary.deaf(deaf) + "; " + summary);
        }
    }

    private StreamWatch watch(StreamInfo stream) {
        return watches.computeIfAbsent(stream.name(), n -> new StreamWatch(vertx, stream, this::tap, closings));
    }

    private boolean isChosen(StreamInfo stream) {
        // two rows of one name would be two figures for one thing
        return !stream.isOwn()
                && config.streams().test(stream.name())
                && config.taps().stream().noneMatch(t -> t.name().equals(stream.name()));
    }

    /** Those that are gone, or that are others by the same name; of those without a leader nothing is known. */
    private void forget(Map<String, StreamInfo> streams, Set<String> missing) {
        for (String name : new HashSet<>(watches.keySet())) {
            StreamWatch watch = watches.get(name);
            StreamInfo latest = streams.get(name);
            if (watch != null && (latest == null ? !missing.contains(name) : !watch.isOf(latest))) {
                watch.shut();
                watches.remove(name);
            }
        }
    }

    private Map<String, Sampling.Cost> costs(long now) {
        Map<String, Sampling.Cost> costs = new HashMap<>();
        watches.forEach((name, watch) -> {
            if (watch.approach() != Approach.SEQUENCES) {
                double bytes =
                        watch.approach() == Approach.SUBJECTS ? watch.window().megabytesPerSecond(now) * 1e6 : 0;
                costs.put(name, new Sampling.Cost(orZero(watch.window().messagesPerSecond(now)), orZero(bytes)));
            }
        });
        return costs;
    }

    private StreamTap tap(StreamInfo stream, Approach approach, Meter meter) {
        return approach == Approach.HEADERS
                ? new HeadersTap(connection, api, dispatcher, stream.name(), names.next(), heartbeat(), meter)
                : new SubjectsTap(
                        connection::isDenied, dispatcher, stream.config().subjects(), meter);
    }

    /** At most a hundred heartbeats a second over all streams, at least one in 5 s on each. */
    private Duration heartbeat() {
        return Duration.ofMillis(Math.min(5000, Math.max(2000, watches.size() * 10L)));
    }

    /** What figures lack is what came since the last tick: as often as five per cent of a core allow. */
    private void tickLater(long delayMillis) {
        vertx.setTimer(delayMillis, id -> {
            long began = System.nanoTime();
            tick();
            long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            tickLater(Math.min(SLOWEST_TICK_MILLIS, Math.max(TICK_MILLIS, tookMillis * TICK_REST)));
        });
    }

    private void tick() {
        long now = now();
        long at = System.currentTimeMillis();
        boolean before = connected;
        connected = connection.connectivity().connected();
        if (!connected) {
            if (before) {
                features.down(Features.TRAFFIC, "no connection to NATS");
            }
            traffic.unknown(seenAt, sources(), dispatcher.dropped()).forEach(this::publish);
            return;
        }
        if (!before) {
            restart();
        }
        seenAt = at;
        for (CoreTap tap : taps) {
            if (tap.tap().isDenied()) {
                tap.window().restart();
                continue;
            }
            tap.window().sample(now, tap.meter().messages(), tap.meter());
            tap.window().fold(now, tap.meter(), 1, traffic.sizes());
        }
        watches.values().forEach(w -> w.tick(now, traffic.sizes()));
        publish(traffic.sources(at, now, sources()));
        publish(traffic.total(at, now, sources(), dispatcher.dropped()));
    }

    private void restart() {
        traffic.restart();
        taps.forEach(t -> t.window().restart());
        watches.values().forEach(StreamWatch::restart);
    }

    private Collection<Traffic.Source> sources() {
        List<Traffic.Source> sources = new ArrayList<>();
        taps.forEach(t -> sources.add(new Traffic.Source(t.window(), false)));
        watches.values().forEach(w -> sources.add(new Traffic.Source(w.window(), w.isSampled())));
        return sources;
    }

    private void publish(Frame frame) {
        vertx.eventBus().publish(Frame.ADDRESS, frame);
    }

    private static double orZero(double rate) {
        return Double.isNaN(rate) ? 0 : rate;
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
