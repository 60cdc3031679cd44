package io.mistersmith.backplane.monitor.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StreamCountTest {

    private final Meter meter = new Meter();

    @Test
    void sequenced_withMessagesMissed_countsThem() {
        StreamCount count = new StreamCount(true);
        count.polled(100, meter, false);
        meter.message(10, 101);
        meter.message(10, 105);

        assertThat(count.heard(meter)).isEqualTo(105);
    }

    @Test
    void sequenced_idleHeartbeat_tellsWhatWasLostLast() {
        StreamCount count = new StreamCount(true);
        meter.message(10, 101);
        meter.alive(108);

        assertThat(count.heard(meter)).isEqualTo(108);
    }

    @Test
    void sequenced_pollBehindTheMessages_doesNotGoBack() {
        StreamCount count = new StreamCount(true);
        meter.message(10, 105);

        assertThat(count.polled(103, meter, true)).isEqualTo(105);
    }

    @Test
    void plain_fromHearingToSamplingAndBack_countsEachMessageOnce() {
        StreamCount count = new StreamCount(false);
        long start = count.polled(1000, meter, false);
        messages(50); // all heard: the stream is at 1050
        count.heard(meter);
        messages(10); // at 1060
        assertThat(count.polled(1060, meter, true) - start).isEqualTo(60);
        messages(5); // a sample of 200
        assertThat(count.polled(1260, meter, false) - start).isEqualTo(260);
        messages(40); // all heard again: at 1300
        assertThat(count.polled(1300, meter, true) - start).isEqualTo(300);
    }

    @Test
    void plain_withMessagesDropped_countsTheStreams() {
        StreamCount count = new StreamCount(false);
        long start = count.polled(1000, meter, true);
        messages(50); // of 200: 150 were dropped
        count.heard(meter);

        assertThat(count.polled(1200, meter, false) - start).isEqualTo(200);
        messages(30);
        assertThat(count.polled(1230, meter, true) - start).isEqualTo(230);
    }

    @Test
    void plain_afterNatsWasAway_countsWhatIsHeardAndNotWhatCameMeanwhile() {
        StreamCount count = new StreamCount(false);
        count.polled(1000, meter, true);
        count.restart();
        messages(20);
        long heard = count.heard(meter);

        assertThat(count.polled(9000, meter, false)).isEqualTo(heard);
        messages(5);
        assertThat(count.polled(9005, meter, true)).isEqualTo(heard + 5);
    }

    @Property
    void count_howeverItIsHeard_isTheStreams(
            @ForAll boolean sequenced, @ForAll List<@IntRange(max = 50) Integer> seconds) {
        Meter any = new Meter();
        StreamCount count = new StreamCount(sequenced);
        long sequence = 1000;
        long start = count.polled(sequence, any, false);
        boolean hearing = false;
        for (int published : seconds) {
            for (int i = 0; i < published; i++) {
                sequence++;
                if (hearing && sequenced) {
                    any.message(1, sequence);
                } else if (hearing) {
                    any.message(1);
                }
            }
            if (hearing) {
                assertThat(count.heard(any) - start).isEqualTo(sequence - 1000);
            }
            assertThat(count.polled(sequence, any, hearing) - start).isEqualTo(sequence - 1000);
            hearing = published % 2 == 0;
        }
    }

    private void messages(int n) {
        for (int i = 0; i < n; i++) {
            meter.message(1);
        }
    }
}
