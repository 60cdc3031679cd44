package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One consumer, folded from what its leader said at each poll. Not thread-safe; the clock is an argument. */
final class ConsumerState {

    private final Labels labels;
    private final InfoLabels infoLabels;
    private final Tally tally;
    private final Pace pace;
    private final long windowMillis;
    private final Lag lag = new Lag();
    private final Streaks streaks = new Streaks();
    private final AckFloor floor = new AckFloor();
    private final Leadership leadership = new Leadership();
    /** An ack floor that stayed behind although nothing was open; −1: none. */
    private long floorLeftBehind = -1;

    private ConsumerInfo info;
    private long observedAt = -1;
    private long listing;
    private long serverNow;

    private boolean judged;
    private OptionalLong start = OptionalLong.empty();
    private long listenedSince = Long.MAX_VALUE;
    private boolean allDeadKnown;

    private final Rates rates;
    private OwnLimits limits = OwnLimits.NONE;
    private Map<String, String> metadata = Map.of();

    private final Unseen unseen = new Unseen();
    private Optional<Verdict> verdict = Optional.empty();

    ConsumerState(ConsumerInfo info, Tally tally, Pace pace, long windowMillis) {
        this.info = info;
        this.tally = tally;
        this.labels = Labels.of("stream_name", info.stream(), "consumer_name", info.name());
        this.infoLabels = new InfoLabels(labels);
        this.pace = pace;
        this.rates = new Rates(info, pace, tally);
        this.windowMillis = windowMillis;
    }

    /**
     * A poll.
     *
     * @param asked when it began, epoch ms
     * @param at when what it says was true, epoch ms on our clock
     * @param listeningSince since when every advisory was heard, epoch ms; {@link Long#MAX_VALUE}: they are not
     * @return whether it was made anew since the last poll
     */
    boolean observe(ConsumerInfo now, long asked, long at, StreamState stream, long listeningSince) {
        if (observedAt >= 0 && at <= observedAt) {
            return false;
        }
        boolean anew = isAnew(now);
        if (!leadership.believes(now.cluster().leader(), at, !anew && contradicts(now))) {
            return false;
        }
        if (anew) {
            startAfresh(now);
        }
        if (isFloorLeftBehind(now)) {
            floorLeftBehind = now.ackFloor().stream();
        }
        if (observedAt >= 0 && at - observedAt > pace.validMillis()) {
            streaks.reset();
        }
        if (observedAt < 0) {
            rates.startAfresh(now, at);
        } else {
            streaks.step(rates.observe(info, observedAt, now, at, stream));
        }
        unseen.observe(info, now, rates.isRedelivering(info, now), stream);
        floor.observe(info, now, stream.purges(), stream.state(), stream.isLimits());
        info = now;
        observedAt = at;
        // where the server does not tell its time, it is halfway from the question to the answer
        long transit = now.time().equals(Instant.EPOCH) ? Math.max(0, at - asked) : 0;
        serverNow =
                now.time().equals(Instant.EPOCH) ? at - transit / 2 : now.time().toEpochMilli();
        if (!metadata.equals(now.config().metadata())) {
            metadata = now.config().metadata();
            limits = OwnLimits.of(metadata, "consumer " + now.stream() + "/" + now.name());
        }
        judged = false;
        if (now.delivered().consumer() == 0) {
            start = OptionalLong.of(now.delivered().stream() + 1);
        }
        if (listeningSince != listenedSince) {
            // what was given up in the meantime was not heard
            listenedSince = listeningSince;
            allDeadKnown = false;
        }
        if (listeningSince != Long.MAX_VALUE
                && (now.ackPending() <= 0 || now.created().toEpochMilli() >= listeningSince)) {
            // when nothing is open the ack floor passes all the dead of before
            allDeadKnown = true;
        }
        tally.dead().forgetUpTo(now.ackFloor().stream());
        boolean open = now.ackPending() > 0 && !now.config().ackPolicy().equals("none");
        boolean queue = stream.info().config().isWorkQueue();
        Optional<Unfinished> where = where(stream);
        long late = now.timeOfAnswer() ? Math.max(0, at - asked) : transit / 2;
        long off = Math.max(late, stream.apart(where, asked, at));
        lag.observe(where, open && !queue, tally.dead().sequences(), serverNow, off);
        return anew;
    }

    /**
     * Whether it was deleted and made anew since the last poll. Of one and the same consumer servers of 2.9 tell times of its
     * making that differ by some milliseconds, each its own.
     */
    private boolean isAnew(ConsumerInfo now) {
        boolean sameLeader = now.cluster().leader().equals(info.cluster().leader());
        return !now.created().equals(info.created())
                && (sameLeader || now.created().toEpochMilli() > serverNow);
    }

    /** Whether it says less than what is known: behind it, or that nothing is open though its ack floor did not come so far. */
    private boolean contradicts(ConsumerInfo now) {
        boolean behind = now.delivered().consumer() < info.delivered().consumer()
                || now.ackFloor().stream() < info.ackFloor().stream();
        boolean forgot = isFloorLeftBehind(now) && info.ackPending() > 0 && now.ackFloor().stream() != floorLeftBehind;
        return behind || forgot;
    }

    /** Dead letters and deletions do that for good; servers of 2.9 that step down, for a moment. */
    private static boolean isFloorLeftBehind(ConsumerInfo c) {
        return c.ackPending() == 0 && c.ackFloor().stream() < c.delivered().stream();
    }

    /** A list names it; whether it is the first time that list number {@code number} (from 1) does. */
    boolean isFirstIn(long number) {
        boolean first = listing != number;
        listing = number;
        return first;
    }

    /** It exists, but nobody who leads it answered. */
    void silent() {
        leadership.silent();
    }

    /** Whether a new leader has answered that is not believed yet. */
    boolean isAwaited() {
        return leadership.isAwaited();
    }

    private void startAfresh(ConsumerInfo now) {
        observedAt = -1;
        floorLeftBehind = -1;
        start = OptionalLong.empty();
        allDeadKnown = false;
        unseen.startAfresh();
        lag.startAfresh();
        floor.startAfresh();
        streaks.reset();
        tally.dead().forgetBefore(now.created());
    }

    private Optional<Unfinished> where(StreamState stream) {
        return Unfinished.of(
                info,
                stream.info(),
                new Unfinished.History(
                        start,
                        tally.dead().sequences(),
                        allDeadKnown && !tally.dead().isTruncated(),
                        floor.isMistaken()));
    }

    /** After the poll, and again after its look-ups: lag and the verdict from what is known now. */
    void settle(StreamState stream) {
        lag.settle(stream.removals(), stream.state().firstSequence(), stream.times());
    }

    /** Once for each poll, at its end: the verdict. */
    void judge() {
        if (judged || observedAt < 0) {
            return;
        }
        judged = true;
        if (info.paused()) {
            // a pause is no standing still: whether it does that counts from its end
            streaks.reset();
        }
        boolean nobody = info.config().isPush() ? !info.pushBound() : info.waiting() == 0;
        boolean work = info.pending() > 0 || info.ackPending() > 0;
        streaks.observe(observedAt, work, nobody, lag.millis(), lag.error());
        streaks.oldest(observedAt, lag.where().map(Unfinished::from).orElse(0L));
        Optional<Verdict> now = Verdict.of(info, streaks, observedAt, windowMillis, lag.millis(), lag.error());
        if (!now.equals(verdict)) {
            verdict = now;
        }
    }

    Optional<Lookup> wanted(StreamState stream) {
        StreamInfo.State state = stream.state();
        return lag.wanted(info, stream.removals(), state.firstSequence(), state.deleted() > 0);
    }

    void found(Lookup lookup, Optional<Lookup.Found> found, long late) {
        if (!lookup.created().equals(info.created())) {
            return;
        }
        lag.found(lookup.from(), found, tally.dead().sequences(), lookup.removals(), late);
    }

    boolean isUnconfirmed() {
        return lag.isUnconfirmed();
    }

    void confirm() {
        lag.confirm();
    }

    /** Writes the figures at {@code now} (epoch ms) into {@code f}; all but counters are absent when the newest poll is too old. */
    void tell(Figures f, long now, StreamState stream) {
        f.observedAt = observedAt;
        if (now - observedAt <= pace.validMillis()) {
            f.set(Figures.LAG, lag.millis());
            f.set(Figures.LAG_ERROR, lag.error());
            f.set(Figures.PENDING, (double) info.pending());
            f.set(Figures.ACK_PENDING, (double) info.ackPending());
            f.set(Figures.REDELIVERED, (double) info.redelivered());
            f.set(Figures.WAITING, (double) info.waiting());
            f.sinceDelivery = secondsSince(info.delivered());
            f.sinceAck = secondsSince(info.ackFloor());
            f.set(Figures.ACK_RATE, rates.acks());
            f.set(Figures.DELIVERY_RATE, rates.deliveries());
            f.set(Figures.DRAIN, rates.drainSeconds());
            if (lag.where().isPresent()) {
                f.set(Figures.LOSS, stream.lossSeconds(lag.where().get().from(), lag.millis()));
            }
            if (verdict.isPresent()) {
                f.set(Figures.STATE, verdict.get().state().figure());
                f.cause = verdict.get().cause();
            }
        } else {
            f.cause = "not known: its leader has not answered for " + (now - observedAt) / 1000 + " s";
        }
        if (info.config().filters().isEmpty() && stream.hasLimits()) {
            f.set(Figures.EVICTED, (double) unseen.evicted());
        }
        f.limits = limits;
        tally.addTo(f);
    }

    /** Whether its figures go out of date at about {@code now}, epoch ms. */
    boolean isExpiring(long now) {
        return observedAt >= 0 && pace.isExpiring(observedAt, now);
    }

    Labels labels() {
        return labels;
    }

    void count(Advisory advisory) {
        tally.count(advisory);
    }

    String name() {
        return info.name();
    }

    Instant created() {
        return info.created();
    }

    /** Whether the server emits a metric for (some of) its acknowledgements. */
    boolean isSampled() {
        String frequency = info.config().sampleFrequency();
        return !frequency.isEmpty() && !frequency.equals("0") && !frequency.equals("0%");
    }

    /** Its identity, and what may change of it. */
    Labels infoLabels() {
        return infoLabels.of(info);
    }

    boolean hasLimits() {
        return !limits.isNone();
    }

    boolean isDurable() {
        return info.config().isDurable();
    }

    private double secondsSince(ConsumerInfo.Position position) {
        long last =
                Math.max(position.lastActive().toEpochMilli(), info.created().toEpochMilli());
        return Math.max(0, serverNow - last) / 1000.0;
    }
}
