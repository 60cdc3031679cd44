package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import java.time.Instant;

/**
 * How fast one consumer works: what was delivered and resolved between two polls, by the server's clock, where that is told.
 * Not thread-safe; the clock is an argument.
 */
final class Rates {

    private final Pace pace;
    private final Tally tally;

    /** From which poll they are counted. */
    private ConsumerInfo base;

    private long baseAt;
    private long naksAtBase;
    private double acks = Double.NaN;
    private double deliveries = Double.NaN;
    private double drainSeconds = Double.NaN;

    Rates(ConsumerInfo first, Pace pace, Tally tally) {
        this.base = first;
        this.pace = pace;
        this.tally = tally;
    }

    /** Nothing is known but this poll. */
    void startAfresh(ConsumerInfo now, long at) {
        acks = Double.NaN;
        deliveries = Double.NaN;
        drainSeconds = Double.NaN;
        rebase(now, at);
    }

    /**
     * A poll.
     *
     * @param before the poll before, at {@code beforeAt}
     * @return what happened since then
     */
    Progress observe(ConsumerInfo before, long beforeAt, ConsumerInfo now, long at, StreamState stream) {
        Progress step = Progress.between(before, now, isRedelivering(before, now), stream.state(), stream.isLimits());
        double seconds = elapsed(now, at);
        // polls in quick succession: wait until the distance is worth something
        if (seconds < pace.baseMillis() / 2000.0) {
            return step;
        }
        Progress p = baseAt == beforeAt
                ? step
                : Progress.between(base, now, isRedelivering(base, now), stream.state(), stream.isLimits());
        deliveries = p.delivered() / seconds;
        acks = p.resolved() / seconds;
        double left = (double) now.pending() + now.ackPending();
        drainSeconds = left > 0 && p.backlog() < 0 ? left * seconds / -p.backlog() : Double.NaN;
        rebase(now, at);
        return step;
    }

    /** Whether messages were delivered again between the two. */
    boolean isRedelivering(ConsumerInfo before, ConsumerInfo now) {
        return before.redelivered() > 0 || now.redelivered() > 0 || tally.naks() != naksAtBase;
    }

    private double elapsed(ConsumerInfo now, long at) {
        boolean told = !now.time().equals(Instant.EPOCH) && !base.time().equals(Instant.EPOCH);
        return (told ? now.time().toEpochMilli() - base.time().toEpochMilli() : at - baseAt) / 1000.0;
    }

    private void rebase(ConsumerInfo now, long at) {
        base = now;
        baseAt = at;
        naksAtBase = tally.naks();
    }

    /** Messages resolved a second; NaN: not known. */
    double acks() {
        return acks;
    }

    /** First deliveries a second; NaN: not known. */
    double deliveries() {
        return deliveries;
    }

    /** How long until nothing is left, s; NaN while it is not draining. */
    double drainSeconds() {
        return drainSeconds;
    }
}
