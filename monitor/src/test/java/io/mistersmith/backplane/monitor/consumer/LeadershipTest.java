package io.mistersmith.backplane.monitor.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LeadershipTest {

    private final Leadership leadership = new Leadership();

    @Test
    void whatHasNoLeaders_isBelieved() {
        assertThat(leadership.believes("", 0, false)).isTrue();
        leadership.silent();
        assertThat(leadership.believes("", 1, true)).isTrue();
        assertThat(leadership.isAwaited()).isFalse();
    }

    @Test
    void firstLeaderThatIsHeardOf_isBelieved_andSoItStays() {
        assertThat(leadership.believes("a", 0, true)).isTrue();
        assertThat(leadership.believes("a", 1, false)).isTrue();
    }

    @Test
    void leaderOfBefore_thatContradicts_waits_untilItNoLongerDoes() {
        leadership.believes("a", 0, false);
        assertThat(leadership.believes("a", 1_000, true)).isFalse();
        assertThat(leadership.isAwaited()).isTrue();
        assertThat(leadership.believes("a", 1_100, true)).isFalse();
        assertThat(leadership.believes("a", 1_200, false)).isTrue();
        assertThat(leadership.believes("a", 1_300, true)).isFalse();
        assertThat(leadership.believes("a", 6_300, true)).isTrue();
    }

    @Test
    void newLeader_isBelievedOnItsSecondAnswer() {
        leadership.believes("a", 0, false);
        assertThat(leadership.believes("b", 1_000, false)).isFalse();
        assertThat(leadership.isAwaited()).isTrue();
        assertThat(leadership.believes("b", 1_100, false)).isTrue();
        assertThat(leadership.isAwaited()).isFalse();
        assertThat(leadership.believes("b", 1_200, false)).isTrue();
    }

    @Test
    void newLeader_thatContradicts_waitsFiveSeconds() {
        leadership.believes("a", 0, false);
        leadership.believes("b", 1_000, true);
        assertThat(leadership.believes("b", 1_100, true)).isFalse();
        assertThat(leadership.isAwaited()).as("worth a poll out of turn").isFalse();
        assertThat(leadership.believes("b", 5_999, true)).isFalse();
        assertThat(leadership.believes("b", 6_000, true)).isTrue();
    }

    @Test
    void newLeader_thatNoLongerContradicts_isBelieved() {
        leadership.believes("a", 0, false);
        leadership.believes("b", 1_000, true);
        leadership.believes("b", 1_100, true);
        assertThat(leadership.believes("b", 1_200, false)).isTrue();
    }

    @Test
    void yetAnotherLeader_beginsAnew() {
        leadership.believes("a", 0, false);
        leadership.believes("b", 1_000, false);
        assertThat(leadership.believes("c", 1_100, false)).isFalse();
        assertThat(leadership.believes("c", 1_200, false)).isTrue();
    }

    @Test
    void sameLeader_afterSilence_isNew() {
        leadership.believes("a", 0, false);
        leadership.silent();
        assertThat(leadership.isAwaited()).as("nobody has answered").isFalse();
        assertThat(leadership.believes("a", 2_000, false)).isFalse();
        assertThat(leadership.believes("a", 2_100, false)).isTrue();
    }
}
