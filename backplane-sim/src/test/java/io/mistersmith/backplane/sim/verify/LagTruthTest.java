package io.mistersmith.backplane.sim.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages 1, 2, 3 … are stored at 1, 2, 3 … s, each within 10 ms. */
class LagTruthTest {

    private final PublishTruth stream = new PublishTruth();
    private final LagTruth consumer = new LagTruth(stream, m -> true);

    private static Span within(double from, double to) {
        return new Span(from, to);
    }

    private void publish(int count) {
        for (int i = 1; i <= count; i++) {
            stream.stored(i, i % 2 == 0 ? "even" : "odd", within(i * 1_000, i * 1_000 + 10));
            stream.timed(i, i * 1_000 + 5);
        }
    }

    private List<Span> at(double moment) {
        return consumer.possible(Span.at(moment));
    }

    @Test
    void nothingFinished_isTheAgeOfTheFirst() {
        publish(3);
        assertThat(at(5_000)).containsExactly(Span.at(3_995));
    }

    @Test
    void nothingPublished_isNone() {
        assertThat(at(5_000)).containsExactly(Span.ZERO);
    }

    @Test
    void timeNotRead_isAsUncertainAsThePublish() {
        stream.stored(1, "odd", within(1_000, 1_010));
        assertThat(at(5_000)).containsExactly(within(3_990, 4_000));
    }

    @Test
    void whileAnAcknowledgementIsUnderWay_isOneOrTheOther_notBetween() {
        publish(3);
        consumer.finished(1, within(4_000, 4_100));
        assertThat(at(4_050)).containsExactly(Span.at(3_045), Span.at(2_045));
        assertThat(at(4_200)).containsExactly(Span.at(2_195));
    }

    @Test
    void overTheTimeOfAPoll_isEachAsLongAsItWasTheOldest() {
        publish(2);
        consumer.finished(1, Span.at(4_000));
        assertThat(consumer.possible(within(3_900, 4_100))).containsExactly(within(2_895, 2_995), within(1_995, 2_095));
    }

    @Test
    void allFinished_isNone() {
        publish(2);
        consumer.finished(2, Span.at(3_000));
        consumer.finished(1, Span.at(4_000));
        assertThat(at(3_500)).containsExactly(Span.at(2_495));
        assertThat(at(4_500)).containsExactly(Span.ZERO);
    }

    @Test
    void neverConfirmed_mayBeFinishedOrNot_forEver() {
        publish(1);
        consumer.finished(1, within(2_000, Double.POSITIVE_INFINITY));
        assertThat(at(9_000)).containsExactly(Span.at(7_995), Span.ZERO);
    }

    @Test
    void whatIsNotOffered_doesNotCount() {
        LagTruth even = new LagTruth(stream, m -> m.subject().equals("even"));
        publish(3);
        assertThat(even.possible(Span.at(5_000))).containsExactly(Span.at(2_995));
    }

    @Test
    void removed_isFinished() {
        publish(3);
        stream.removed(1, Span.at(4_000));
        stream.removedBelow(3, Span.at(4_500));
        assertThat(at(4_200)).containsExactly(Span.at(2_195));
        assertThat(at(5_000)).containsExactly(Span.at(1_995));
    }

    @Test
    void evictedByALimit_isFinished() {
        PublishTruth capped = new PublishTruth(2, Double.POSITIVE_INFINITY, 0);
        LagTruth idle = new LagTruth(capped, m -> true);
        for (int i = 1; i <= 3; i++) {
            capped.stored(i, "a", Span.at(i * 1_000));
        }
        assertThat(idle.possible(Span.at(3_500))).containsExactly(Span.at(1_500));
    }

    @Test
    void acknowledgementOfAll_coversWhatCameBefore() {
        publish(3);
        consumer.finishedUpTo(2, 2, Span.at(4_000));
        assertThat(at(4_500)).containsExactly(Span.at(1_495));
    }

    @Test
    void removalOfWhatWaits_isAnAcknowledgementOfAllBefore_unlessALaterDeliveryWasAcknowledged() {
        publish(4);
        for (long i = 1; i <= 4; i++) {
            consumer.received(i, i, i * 1_000 + 20);
        }
        // redelivered as number 5
        consumer.finishedUpTo(1, 5, Span.at(5_000));
        stream.removed(3, Span.at(6_000));
        consumer.removalsAcknowledge();
        assertThat(at(7_000)).as("2 is still open").containsExactly(Span.at(4_995));
    }

    @Test
    void removalOfWhatWaits_isAnAcknowledgementOfAllBefore() {
        publish(4);
        for (long i = 1; i <= 4; i++) {
            consumer.received(i, i, i * 1_000 + 20);
        }
        stream.removed(3, Span.at(6_000));
        consumer.removalsAcknowledge();
        assertThat(at(7_000)).containsExactly(Span.at(2_995));
    }

    @Test
    void distance_isThatToTheNearestPossibility() {
        List<Span> possible = List.of(within(100, 110), within(500, 510));
        assertThat(Span.distance(possible, 105)).isZero();
        assertThat(Span.distance(possible, 120)).isEqualTo(10);
        assertThat(Span.distance(possible, 480)).isEqualTo(20);
    }
}
