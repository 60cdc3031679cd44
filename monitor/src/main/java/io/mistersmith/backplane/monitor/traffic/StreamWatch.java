package io.mistersmith.backplane.monitor.traffic;

import io.mistersmith.backplane.monitor.nats.NatsException;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import io.mistersmith.backplane.monitor.traffic.SamplingPolicy.Duty;
import io.vertx.core.Vertx;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream being measured: its figures, and the tap that is open, opened for samples, or closed. It does what was decided
 * elsewhere. One context; the clock, in monotonic ms, is an argument.
 */
final class StreamWatch {

    /** Makes what hears a stream. */
    interface Taps {
        StreamTap tap(StreamInfo stream, Approach approach, Meter meter);
    }

    private static final Logger LOG = LoggerFactory.getLogger(StreamWatch.class);

    private final Vertx vertx;
    private final Taps taps;
    private final Closings closings;
    private final Meter meter = new Meter();
    private final SourceWindow window;
    private StreamInfo stream;
    private Approach approach = Approach.SEQUENCES;
    private StreamCount count = new StreamCount(true);
    private Optional<StreamTap> tap = Optional.empty();
    private Optional<Duty> duty = Optional.empty();
    private boolean open;
    private boolean heardAllSincePoll;
    private final Set<Approach> refused = EnumSet.noneOf(Approach.class);
    private int cycle;
    private long signs;
    private long signAt;

    StreamWatch(Vertx vertx, StreamInfo stream, Taps taps, Closings closings) {
        this.vertx = vertx;
        this.stream = stream;
        this.taps = taps;
        this.closings = closings;
        this.window = new SourceWindow(stream.name());
    }

    String name() {
        return stream.name();
    }

    SourceWindow window() {
        return window;
    }

    Approach approach() {
        return approach;
    }

    boolean isSampled() {
        return duty.isPresent();
    }

    /** Whether a consumer of ours is, or is about to be, on the stream. */
    boolean hasConsumer() {
        return approach == Approach.HEADERS && tap.isPresent();
    }

    /** Whether the server would not let us measure it in this way. */
    boolean isRefused(Approach way) {
        return refused.contains(way);
    }

    /** Whether its sizes cannot be known for want of a permission. */
    boolean isDeaf() {
        return refused.contains(Approach.SUBJECTS);
    }

    /** Whether this is the stream that we know, and not another one of the same name. */
    boolean isOf(StreamInfo other) {
        return stream.created().equals(other.created());
    }

    /**
     * What a poll said of it.
     *
     * @param dropped whether messages that were heard have been dropped since the poll before
     */
    void polled(long now, StreamInfo latest, boolean dropped) {
        boolean subjectsChanged =
                !latest.config().subjects().equals(stream.config().subjects());
        stream = latest;
        boolean heardAll = heardAllSincePoll && isHearing() && !dropped;
        long total = count.polled(latest.state().lastSequence(), meter, heardAll);
        if (!isHearing()) {
            window.sample(now, total, meter);
        }
        if (subjectsChanged && approach == Approach.SUBJECTS) {
            shut();
        }
    }

    /** Measures in this way from now on, all the time or for samples. */
    void measure(long now, Approach wanted, Optional<Duty> sampling) {
        if (wanted != approach) {
            shut();
            approach = wanted;
            count = new StreamCount(wanted != Approach.SUBJECTS);
            window.restart();
            window.sample(now, count.polled(stream.state().lastSequence(), meter, false), meter);
        }
        boolean begins = sampling.isPresent() && duty.isEmpty();
        boolean ends = sampling.isEmpty() && duty.isPresent();
        duty = sampling;
        if (begins || ends) {
            shut();
        }
        if (begins) {
            sample(cycle);
        } else if (duty.isEmpty() && tap.isEmpty() && approach != Approach.SEQUENCES) {
            openTap(now);
        }
        heardAllSincePoll = isHearing();
    }

    /** Several times a second while there is a connection. */
    void tick(long now, SizeWindow allSizes) {
        if (open && tap.filter(StreamTap::isDenied).isPresent()) {
            // what is not heard is not silence; the next poll finds another way
            refused.add(approach);
            shut();
            window.restart();
        }
        if (isHearing()) {
            window.sample(now, count.heard(meter), meter);
        }
        window.fold(now, meter, duty.map(Duty::weight).orElse(1L), allSizes);
        if (meter.signs() != signs) {
            signs = meter.signs();
            signAt = now;
        } else if (open && tap.filter(t -> now - signAt > t.patienceMillis()).isPresent()) {
            LOG.info("our consumer on stream {} has fallen silent: made anew", stream.name());
            shut();
        }
    }

    /** There is a new connection: what was before says nothing about now, and consumers may be gone with their server. */
    void reconnected() {
        shut();
        duty = Optional.empty();
        refused.clear();
        restart();
    }

    /** After a time in which NATS was away. */
    void restart() {
        window.restart();
        count.restart();
        heardAllSincePoll = false;
        signs = -1;
    }

    /** Nothing is heard any more. */
    void shut() {
        cycle++;
        open = false;
        tap.ifPresent(closings::close);
        tap = Optional.empty();
    }

    private boolean isHearing() {
        return open && duty.isEmpty();
    }

    private void openTap(long now) {
        StreamTap opening = taps.tap(stream, approach, meter);
        int current = cycle;
        tap = Optional.of(opening);
        signAt = now;
        opening.open().onComplete(result -> {
            if (current != cycle) {
                return;
            }
            if (result.succeeded()) {
                open = true;
                return;
            }
            LOG.debug("stream {}: {}", stream.name(), result.cause().getMessage());
            NatsException.Kind kind = NatsException.kindOf(result.cause());
            if (kind == NatsException.Kind.REFUSED || kind == NatsException.Kind.NO_PERMISSION) {
                LOG.info(
                        "stream {} is measured without a consumer: {}",
                        stream.name(),
                        result.cause().getMessage());
                refused.add(approach);
            }
            shut();
        });
    }

    /** Listens for a moment, and again a period later, while this cycle lasts. */
    private void sample(int current) {
        Optional<Duty> now = duty;
        if (current != cycle || now.isEmpty() || approach == Approach.SEQUENCES) {
            return;
        }
        Duty wanted = now.get();
        StreamTap sampling = taps.tap(stream, approach, meter);
        tap = Optional.of(sampling);
        sampling.open()
                .onComplete(result -> vertx.setTimer(wanted.onMillis(), over -> {
                    if (tap.filter(t -> t == sampling).isPresent()) {
                        tap = Optional.empty();
                        closings.close(sampling);
                    }
                }));
        vertx.setTimer(wanted.periodMillis(), next -> sample(current));
    }
}
