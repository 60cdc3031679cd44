package io.mistersmith.backplane.monitor.consumer;

import static io.mistersmith.backplane.monitor.consumer.Given.consumer;
import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.consumer.Lookup.Found;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What an answer to a look-up is worth. */
class LagTest {

    private static final long NOW = 20_000;

    private final Lag lag = new Lag();
    private final Timeline times = new Timeline();
    private final TreeSet<Long> dead = new TreeSet<>();
    private boolean doubtful;
    private long off;

    LagTest() {
        times.add(1, 10_000);
    }

    private void poll(long from, long now, long removals) {
        lag.observe(Optional.of(new Unfinished(from, Long.MAX_VALUE, true, 0)), doubtful, dead, now, off);
        lag.settle(removals, 1, times);
    }

    private Lookup asked(long removals) {
        return lag.wanted(consumer(50, 50, 0, 50).info(), removals, 1, false).orElseThrow();
    }

    private void answer(Lookup asked, long sequence, long time, long late, long removals) {
        lag.found(asked.from(), Optional.of(new Found(sequence, time)), dead, asked.removals(), late);
        lag.settle(removals, 1, times);
    }

    @Test
    void theVeryMessage_isExact_howeverLateTheAnswerComes() {
        poll(51, NOW, 0);
        answer(asked(0), 51, 17_000, 300, 0);
        assertThat(lag.millis()).isEqualTo(3_000);
        assertThat(lag.error()).isZero();
    }

    @Test
    void aLaterMessage_isAsCertainAsTheAnswerIsFast_untilAPollSawThatNothingWasRemoved() {
        poll(51, NOW, 0);
        answer(asked(0), 55, 17_000, 300, 0);
        assertThat(lag.millis()).isEqualTo(3_000);
        assertThat(lag.error()).isEqualTo(300);
        poll(51, NOW + 1_000, 0);
        assertThat(lag.millis()).isEqualTo(4_000);
        assertThat(lag.error()).isZero();
    }

    @Test
    void aLaterMessage_isExact_onceNothingIsKnownToHaveBeenRemoved() {
        poll(51, NOW, 0);
        answer(asked(0), 55, 17_000, 300, 0);
        assertThat(lag.isUnconfirmed()).isTrue();
        lag.confirm();
        lag.settle(0, 1, times);
        assertThat(lag.error()).isZero();
        assertThat(lag.isUnconfirmed()).isFalse();
    }

    @Test
    void aLaterMessage_thatMayBeAcknowledged_isNotTaken_beforeItIsConfirmed() {
        doubtful = true;
        poll(51, NOW, 0);
        answer(asked(0), 55, 17_000, 300, 0);
        assertThat(lag.error()).isEqualTo(10_000);
        lag.confirm();
        lag.settle(0, 1, times);
        assertThat(lag.millis()).isEqualTo(3_000);
        assertThat(lag.error()).isZero();
    }

    @Test
    void serversTimeIsGuessed_isInTheError_whereItIsMoreThanRounding() {
        off = 5;
        poll(51, NOW, 0);
        answer(asked(0), 51, 17_000, 0, 0);
        assertThat(lag.error()).isZero();
        off = 20;
        poll(51, NOW + 1_000, 0);
        assertThat(lag.error()).isEqualTo(20);
        assertThat(lag.wanted(consumer(50, 50, 0, 50).info(), 0, 1, false))
                .as("nothing more can be known")
                .isEmpty();
    }

    @Test
    void aLaterMessage_somethingWasRemoved_isAskedAgain() {
        poll(51, NOW, 0);
        answer(asked(0), 55, 17_000, 300, 0);
        poll(51, NOW + 1_000, 1);
        assertThat(lag.wanted(consumer(50, 50, 0, 50).info(), 1, 1, false)).isPresent();
    }

    @Test
    void anAnswerToAnEarlierPoll_isNotTakenForOneOfToday() {
        poll(51, NOW, 0);
        Lookup asked = asked(0);
        poll(51, NOW + 1_000, 1);
        answer(asked, 51, 17_000, 0, 1);
        assertThat(lag.error()).isPositive();
    }

    @Test
    void deadAndDeleted_pinsTheFloorToo_soTheNextThereIsNeedNotBeOpen() {
        dead.add(53L);
        poll(51, NOW, 0);
        answer(asked(0), 55, 17_000, 0, 0);
        assertThat(lag.where()).contains(new Unfinished(54, Long.MAX_VALUE, false, 0));
        assertThat(lag.error()).isEqualTo(10_000);
    }
}
