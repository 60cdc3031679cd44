package io.mistersmith.backplane.monitor.consumer;

import static io.mistersmith.backplane.monitor.consumer.Given.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.consumer.Given.Stream;
import org.junit.jupiter.api.Test;

/** What a limit took, told apart from what somebody purged. */
class EvictionsTest {

    private final Timeline times = new Timeline();
    private final Evictions evictions = new Evictions();

    private long evicted(Stream before, long beforeAt, Stream now, long at) {
        times.add(before.first, before.firstTime);
        times.add(before.last, before.lastTime);
        times.add(now.first, now.firstTime);
        times.add(now.last, now.lastTime);
        evictions.observe(before.info(), beforeAt, now.info(), at, times);
        return evictions.count(1, Long.MAX_VALUE);
    }

    private static Stream limited(long first, long last, long maxMessages) {
        Stream s = stream(first, last);
        s.maxMessages = maxMessages;
        return s;
    }

    @Test
    void fullStream_firstMovedOn_isEviction() {
        assertThat(evicted(limited(1, 100, 100), 20_000, limited(31, 130, 100), 21_000))
                .isEqualTo(30);
        assertThat(evictions.count(11, 20)).isEqualTo(10);
    }

    @Test
    void notFull_firstMovedOn_isPurge() {
        assertThat(evicted(limited(1, 100, 100), 20_000, limited(32, 130, 100), 21_000))
                .isZero();
    }

    @Test
    void discardsNew_neverEvicts() {
        Stream now = limited(31, 130, 100);
        now.discard = "new";
        assertThat(evicted(limited(1, 100, 100), 20_000, now, 21_000)).isZero();
    }

    @Test
    void noLimit_isDeletion() {
        assertThat(evicted(stream(1, 100), 20_000, stream(31, 130), 21_000)).isZero();
    }

    @Test
    void maxBytes_fullBarALargeMessage_isEviction() {
        Stream before = stream(1, 100);
        before.maxBytes = 10_000;
        Stream now = stream(11, 107);
        now.maxBytes = 10_000;
        assertThat(evicted(before, 20_000, now, 21_000)).isEqualTo(10);
    }

    @Test
    void maxAge_oldestWasDue_isEviction() {
        Stream before = aged(1, 10_000, 100, 20_000);
        Stream now = aged(41, 14_050, 110, 24_000);
        // 10 s old at 24 s: what came before 14 s
        assertThat(evicted(before, 23_000, now, 24_000)).isEqualTo(40);
    }

    @Test
    void maxAge_oldestWasNotDue_isPurge() {
        Stream before = aged(1, 10_000, 100, 15_000);
        Stream now = aged(41, 12_000, 110, 16_000);
        assertThat(evicted(before, 15_000, now, 16_000)).isZero();
    }

    @Test
    void maxAge_streamWasEmptyAndIsPurgedAfterwards_isPurge() {
        Stream before = aged(101, 0, 100, 5_000);
        before.messages = 0;
        Stream now = aged(151, 0, 150, 30_500);
        now.messages = 0;
        assertThat(evicted(before, 30_000, now, 31_000)).isZero();
    }

    @Test
    void successiveEvictions_areOneRange() {
        evicted(limited(1, 100, 100), 20_000, limited(31, 130, 100), 21_000);
        assertThat(evicted(limited(31, 130, 100), 21_000, limited(41, 140, 100), 22_000))
                .isEqualTo(40);
    }

    private static Stream aged(long first, long firstTime, long last, long lastTime) {
        Stream s = stream(first, last);
        s.maxAgeMillis = 10_000;
        s.firstTime = firstTime;
        s.lastTime = lastTime;
        return s;
    }
}
