package io.mistersmith.backplane.monitor.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.consumer.Given.Consumer;
import io.mistersmith.backplane.monitor.consumer.Verdict.State;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Each state just before and just at the moment from which it holds; polls every second, a window of four. */
class VerdictTest {

    private static final long WINDOW = 4_000;

    /** How often messages are delivered again between two polls. */
    private long again;

    /** Whether what moves is only delivered, and nothing finished. */
    private boolean unfinished;

    /** Since when the oldest message is the same, ms. */
    private long oldestSince = Long.MAX_VALUE;

    private Progress step(boolean progress, long redeliveries) {
        double moved = progress ? 1 : 0;
        return new Progress(moved, unfinished ? 0 : moved, 0, 0, progress, redeliveries);
    }

    /** Watches a consumer that stays as it is, at 0, 1, 2 … s. */
    private Optional<State> after(Consumer c, int seconds, boolean progress, LongToDoubleFunction lag) {
        return verdict(c, seconds, progress, lag).map(Verdict::state);
    }

    private Optional<Verdict> verdict(Consumer c, int seconds, boolean progress, LongToDoubleFunction lag) {
        Streaks streaks = new Streaks();
        boolean nobody = c.deliverSubject.isEmpty() ? c.waiting == 0 : !c.bound;
        for (long at = 0; at <= seconds * 1000L; at += 1000) {
            boolean work = c.pending > 0 || c.ackPending > 0;
            streaks.step(step(progress && at > 0, at == 0 ? 0 : again));
            streaks.observe(at, work, nobody, lag.applyAsDouble(at), 0);
            streaks.oldest(at, Math.min(at, oldestSince) + 1);
        }
        long now = seconds * 1000L;
        return Verdict.of(c.info(), streaks, now, WINDOW, lag.applyAsDouble(now), 0);
    }

    private Optional<State> standing(Consumer c, int seconds) {
        return after(c, seconds, false, at -> 1000.0 + at);
    }

    private static Consumer pulling(long pending, long ackPending) {
        Consumer c = Given.consumer(10, 10 - ackPending, ackPending, pending);
        c.waiting = 1;
        return c;
    }

    private static Consumer pushing(long pending, long ackPending, boolean bound) {
        Consumer c = Given.consumer(10, 10 - ackPending, ackPending, pending);
        c.deliverSubject = "work";
        c.bound = bound;
        return c;
    }

    @Test
    void onePoll_saysNothing() {
        assertThat(standing(pulling(5, 0), 0)).isEmpty();
        assertThat(standing(pulling(0, 0), 0)).isEmpty();
    }

    @Test
    void nothingToDo_isIdleFromTheSecondPollOn() {
        assertThat(standing(pulling(0, 0), 1)).contains(State.IDLE);
    }

    @Test
    void nothingToDoButProgress_isOk() {
        assertThat(after(pulling(0, 0), 3, true, at -> 0)).contains(State.OK);
    }

    @Test
    void nobodyPulls_isStoppedOnceAWindowHasPassed() {
        Consumer c = pulling(5, 0);
        c.waiting = 0;
        assertThat(standing(c, 3)).isEmpty();
        assertThat(standing(c, 4)).contains(State.STOPPED);
        assertThat(verdict(c, 4, false, at -> 0).orElseThrow().cause()).contains("pull");
    }

    @Test
    void unbound_isStoppedOnceAWindowHasPassed() {
        assertThat(standing(pushing(5, 0, false), 3)).isEmpty();
        assertThat(standing(pushing(5, 0, false), 4)).contains(State.STOPPED);
        assertThat(verdict(pushing(5, 0, false), 4, false, at -> 0)
                        .orElseThrow()
                        .cause())
                .contains("unbound")
                .contains("work");
    }

    @Test
    void boundButFull_isStalled_andSaysSo() {
        Consumer c = pushing(5, 3, true);
        c.maxAckPending = 3;
        assertThat(standing(c, 3)).isEmpty();
        assertThat(standing(c, 4)).contains(State.STALLED);
        assertThat(verdict(c, 4, false, at -> 0).orElseThrow().cause()).contains("max_ack_pending is full (3 of 3");
    }

    @Test
    void deliveredAgainAndAgain_isStalledByRedelivery() {
        Consumer c = pulling(0, 3);
        c.redelivered = 2;
        again = 1;
        assertThat(standing(c, 4)).contains(State.STALLED);
        assertThat(verdict(c, 4, false, at -> 0).orElseThrow().cause()).contains("redelivery loop: 2 messages");
    }

    @Test
    void deliveredAgainOnce_isLongWork() {
        Consumer c = pulling(0, 3);
        c.redelivered = 5;
        again = 1;
        assertThat(standing(c, 9)).contains(State.OK);
        assertThat(standing(c, 10)).contains(State.STALLED);
    }

    @Test
    void deliveredAgainAndAgain_whileMoreComes_isStalled_notSlow() {
        Consumer c = pulling(0, 30);
        c.redelivered = 2;
        again = 1;
        unfinished = true;
        assertThat(after(c, 3, true, at -> 100.0 + at)).contains(State.OK);
        assertThat(after(c, 4, true, at -> 100.0 + at)).contains(State.STALLED);
        unfinished = false;
        assertThat(after(c, 4, true, at -> 100.0 + at)).contains(State.LAGGING);
    }

    @Test
    void deliveredAgainAndGone_isStopped_notALoop() {
        Consumer c = pulling(0, 3);
        c.waiting = 0;
        c.redelivered = 3;
        c.lastDelivery = Instant.ofEpochMilli(0);
        assertThat(standing(c, 35)).contains(State.STOPPED);
    }

    @Test
    void oneMessageStaysTheOldest_isToldAsThat() {
        Consumer c = pulling(500, 10);
        c.redelivered = 1;
        oldestSince = 2_000;
        assertThat(verdict(c, 4, true, at -> 100.0 + at).orElseThrow().cause())
                .contains("its oldest message stays unfinished")
                .contains("1 of them in redelivery");
        oldestSince = 3_000;
        assertThat(verdict(c, 4, true, at -> 100.0 + at).orElseThrow().cause())
                .contains("more slowly than they came in");
    }

    @Test
    void pullingButNothingMoves_isStalled() {
        assertThat(standing(pulling(5, 0), 4)).contains(State.STALLED);
    }

    @Test
    void allDeliveredAndBeingWorkedOn_isOk() {
        Consumer c = pulling(0, 3);
        c.lastDelivery = Instant.ofEpochMilli(0);
        assertThat(standing(c, 4)).contains(State.OK);
    }

    @Test
    void deliveredLongAgoAndNobodyPulls_isStoppedWhenRedeliveryIsDue() {
        Consumer c = pulling(0, 3);
        c.waiting = 0;
        c.lastDelivery = Instant.ofEpochMilli(0);
        c.ackWaitMillis = 30_000;
        assertThat(standing(c, 34)).contains(State.OK);
        assertThat(standing(c, 35)).contains(State.STOPPED);
    }

    @Test
    void workThatCameNow_isFineForAWindow() {
        Consumer c = pulling(5, 0);
        Streaks streaks = new Streaks();
        streaks.observe(0, false, false, 0, 0);
        for (long at = 1000; at <= 5000; at += 1000) {
            streaks.observe(at, true, false, at, 0);
            State expected = at < 5000 ? State.OK : State.STALLED;
            assertThat(Verdict.of(c.info(), streaks, at, WINDOW, at, 0).map(Verdict::state))
                    .as("at %d", at)
                    .contains(expected);
        }
    }

    @Test
    void lagRisesOverAWindow_isLagging() {
        assertThat(after(pulling(500, 10), 3, true, at -> 100.0 + at)).contains(State.OK);
        assertThat(after(pulling(500, 10), 4, true, at -> 100.0 + at)).contains(State.LAGGING);
    }

    @Test
    void lagRisesByLessThanATwentiethOfTime_isOk() {
        assertThat(after(pulling(500, 10), 10, true, at -> 100 + at * 0.049)).contains(State.OK);
        assertThat(after(pulling(500, 10), 10, true, at -> 100 + at * 0.051)).contains(State.LAGGING);
    }

    @Test
    void lagFellOnceInTheWindow_isOk() {
        assertThat(after(pulling(500, 10), 6, true, at -> at == 3000 ? 0 : 100.0 + at))
                .contains(State.OK);
    }

    @Test
    void lagRisesWithinItsError_isOk() {
        Consumer c = pulling(500, 10);
        Streaks streaks = new Streaks();
        for (long at = 0; at <= 8000; at += 1000) {
            streaks.step(step(true, 0));
            streaks.observe(at, true, false, 1000 + at / 8.0, 500);
        }
        assertThat(Verdict.of(c.info(), streaks, 8000, WINDOW, 2000, 500).map(Verdict::state))
                .contains(State.OK);
    }

    @Test
    void paused_isPausedWhateverElse() {
        Consumer c = pushing(5, 0, false);
        c.paused = true;
        assertThat(standing(c, 10)).contains(State.PAUSED);
    }

    @Test
    void afterAHole_nothingIsKnownToHaveHeld() {
        Streaks streaks = new Streaks();
        streaks.step(step(true, 0));
        streaks.observe(0, true, true, 0, 0);
        streaks.reset();
        streaks.observe(60_000, true, true, 60_000, 0);
        assertThat(streaks.nobody(60_000)).isZero();
        assertThat(Verdict.of(pulling(5, 0).info(), streaks, 60_000, WINDOW, 0, 0))
                .isEmpty();
    }
}
