package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import java.util.Optional;

/**
 * How a consumer is doing, and why, over a window. There are no thresholds on its figures: only what has held at every poll
 * of a whole window counts, and from too little data there is no verdict.
 *
 * @param cause in words for a human
 */
record Verdict(State state, String cause) {

    /** Sorted by how bad it is. */
    enum State {
        OK(0),
        IDLE(1),
        PAUSED(2),
        LAGGING(3),
        STALLED(4),
        STOPPED(5);

        private final int figure;

        State(int figure) {
            this.figure = figure;
        }

        /** What {@code /metrics} shows. */
        int figure() {
            return figure;
        }
    }

    /**
     * Lag that rises slower than this share of time is a consumer that keeps up: 19 parts done while 20 came in. Without it
     * three polls in a row with 1, 2 and 3 ms would be a finding.
     */
    private static final double KEEPS_UP = 0.05;

    /**
     * @param now of the newest poll, epoch ms
     * @param window ms
     * @param lag ms, NaN: not known; {@code error} how far it can be off
     */
    static Optional<Verdict> of(ConsumerInfo c, Streaks streaks, long now, long window, double lag, double error) {
        if (c.paused()) {
            return verdict(State.PAUSED, "paused: nothing is delivered until its pause_until");
        }
        if (streaks.seen(now) <= 0) {
            return Optional.empty();
        }
        boolean progressing = streaks.progressed() && streaks.quiet(now) < window;
        if (streaks.work(now) < 0) {
            return progressing
                    ? verdict(State.OK, "works off what comes")
                    : verdict(State.IDLE, "nothing to do: nothing is pending, nothing waits for an acknowledgement");
        }
        if (progressing) {
            if (!lagging(streaks, now, window, lag, error)) {
                return verdict(State.OK, "makes progress");
            }
            return loops(c, streaks, now, window)
                    ? verdict(State.STALLED, loopCause(c, streaks, now))
                    : verdict(State.LAGGING, lagCause(c, streaks, now, window, lag, error));
        }
        if (Math.min(streaks.quiet(now), streaks.work(now)) < window) {
            // work that came just now is fine; work that was there when we began to look may have been there for long
            return streaks.progressed() || streaks.seen(now) > streaks.work(now)
                    ? verdict(State.OK, "work came less than a window ago")
                    : Optional.empty();
        }
        return standing(c, streaks, now, window);
    }

    private static Optional<Verdict> standing(ConsumerInfo c, Streaks streaks, long now, long window) {
        boolean nobody = streaks.nobody(now) >= window;
        if (c.pending() <= 0) {
            return allDelivered(c, streaks, nobody, now, window);
        }
        if (nobody) {
            return verdict(State.STOPPED, nobodyThere(c) + "; " + c.pending() + " messages pending");
        }
        long most = c.config().maxAckPending();
        long quiet = seconds(streaks.quiet(now));
        if (most > 0 && c.ackPending() >= most) {
            return verdict(
                    State.STALLED,
                    "max_ack_pending is full (" + c.ackPending() + " of " + most + " ack pending) and nothing was"
                            + " acknowledged for " + quiet + " s; " + c.pending() + " messages pending");
        }
        if (loops(c, streaks, now, window)) {
            return verdict(State.STALLED, loopCause(c, streaks, now));
        }
        return verdict(
                State.STALLED,
                "nothing was delivered or acknowledged for " + quiet + " s although "
                        + (c.config().isPush() ? "somebody is subscribed" : "somebody is pulling") + "; " + c.pending()
                        + " messages pending, " + c.ackPending() + " ack pending");
    }

    private static Optional<Verdict> allDelivered(
            ConsumerInfo c, Streaks streaks, boolean nobody, long now, long window) {
        long held = now - c.delivered().lastActive().toEpochMilli();
        boolean due = c.config().ackWait() > 0 && held > c.config().ackWait() / 1_000_000 + window;
        if (due && nobody) {
            return verdict(State.STOPPED, nobodyThere(c) + "; " + c.ackPending() + " messages are due for redelivery");
        }
        return loops(c, streaks, now, window)
                ? verdict(State.STALLED, loopCause(c, streaks, now))
                : verdict(State.OK, "all is delivered and being worked on: " + c.ackPending() + " ack pending");
    }

    /** Each message in redelivery came at least twice again, and none was finished: once may be somebody's long work. */
    private static boolean loops(ConsumerInfo c, Streaks streaks, long now, long window) {
        return c.redelivered() > 0
                && streaks.unresolved(now) >= window
                && streaks.redeliveries() >= 2 * c.redelivered();
    }

    private static String loopCause(ConsumerInfo c, Streaks streaks, long now) {
        return "redelivery loop: " + c.redelivered() + " messages are delivered again and again, none was acknowledged"
                + " for " + seconds(streaks.unresolved(now)) + " s";
    }

    private static boolean lagging(Streaks streaks, long now, long window, double lag, double error) {
        long rising = streaks.rising(now);
        return rising >= window && streaks.rise(lag, error) >= KEEPS_UP * rising;
    }

    private static String lagCause(ConsumerInfo c, Streaks streaks, long now, long window, double lag, double error) {
        // for most of the time: where it began to rise the one before it may still have been the oldest
        boolean one = streaks.sameOldest(now) >= window / 2;
        return "lag rose by " + Math.round(streaks.rise(lag, error)) + " ms in " + seconds(streaks.rising(now))
                + " s: "
                + (one
                        ? "its oldest message stays unfinished while others are worked off"
                        : "messages are worked off more slowly than they came in")
                + "; " + c.pending() + " messages pending, " + c.ackPending() + " ack pending"
                + (c.redelivered() > 0 ? ", " + c.redelivered() + " of them in redelivery" : "");
    }

    private static long seconds(long millis) {
        return Math.round(millis / 1000.0);
    }

    private static String nobodyThere(ConsumerInfo c) {
        return c.config().isPush()
                ? "unbound: nobody is subscribed to its deliver subject "
                        + c.config().deliverSubject()
                : "not pulling: no pull request is waiting";
    }

    private static Optional<Verdict> verdict(State state, String cause) {
        return Optional.of(new Verdict(state, cause));
    }
}
