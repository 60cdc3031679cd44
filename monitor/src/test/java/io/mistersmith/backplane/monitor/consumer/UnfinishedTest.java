package io.mistersmith.backplane.monitor.consumer;

import static io.mistersmith.backplane.monitor.consumer.Given.consumer;
import static io.mistersmith.backplane.monitor.consumer.Given.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.consumer.Given.Consumer;
import io.mistersmith.backplane.monitor.consumer.Given.Stream;
import io.mistersmith.backplane.monitor.consumer.Unfinished.History;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where the ack floor lies, and where the oldest unfinished message is all the same. */
class UnfinishedTest {

    private static Optional<Unfinished> of(Consumer consumer, Stream stream, History history) {
        return Unfinished.of(consumer.info(), stream.info(), history);
    }

    private static Unfinished of(Consumer consumer, Stream stream) {
        return of(consumer, stream, History.NONE).orElseThrow();
    }

    @Test
    void nothingPending_nothingOpen_isFinished() {
        assertThat(of(consumer(10, 10, 0, 0), stream(1, 10), History.NONE)).isEmpty();
    }

    @Test
    void onePending_isTheOneAfterTheLastDelivered() {
        assertThat(of(consumer(9, 9, 0, 1), stream(1, 10))).isEqualTo(new Unfinished(10, 10, true, 0));
    }

    @Test
    void oneOpen_isTheOneAfterTheFloor() {
        assertThat(of(consumer(10, 4, 2, 0), stream(1, 10))).isEqualTo(new Unfinished(5, 9, true, 0));
    }

    @Test
    void ackNone_deliveredIsFinished() {
        Consumer c = consumer(6, 0, 0, 4);
        c.ackPolicy = "none";
        assertThat(of(c, stream(1, 10)).from()).isEqualTo(7);
    }

    @Test
    void startSequence_nothingAcknowledged_isNotTheFirstOfTheStream() {
        Consumer c = consumer(3, 0, 3, 10);
        c.deliveredStream = 13;
        c.deliverPolicy = "by_start_sequence";
        c.startSequence = 11;
        assertThat(of(c, stream(1, 23)).from()).isEqualTo(11);
        assertThat(of(c, stream(1, 23)).first()).isTrue();
    }

    @Test
    void startSequence_firstAcknowledged_isAfterTheFloor() {
        Consumer c = consumer(3, 1, 2, 10);
        c.deliveredStream = 13;
        c.floorStream = 11;
        c.deliverPolicy = "by_start_sequence";
        c.startSequence = 11;
        assertThat(of(c, stream(1, 23)).from()).isEqualTo(12);
    }

    @Test
    void deliverNew_seenBeforeItsFirstDelivery_startIsKnown() {
        Consumer c = consumer(5, 0, 2, 0);
        c.deliveredStream = 105;
        c.deliverPolicy = "new";
        Unfinished u = of(c, stream(1, 105), new History(OptionalLong.of(101), Set.of(), false, false))
                .orElseThrow();
        assertThat(u).isEqualTo(new Unfinished(101, 104, true, 0));
    }

    @Test
    void deliverNew_seenTooLate_isARangeThatBeginsWithTheConsumer() {
        Consumer c = consumer(5, 0, 2, 0);
        c.deliveredStream = 105;
        c.deliverPolicy = "new";
        assertThat(of(c, stream(1, 105))).isEqualTo(new Unfinished(101, 104, false, Given.CREATED.toEpochMilli()));
    }

    @Test
    void deliverNew_seenTooLateButAllOpen_isExact() {
        Consumer c = consumer(5, 0, 5, 0);
        c.deliveredStream = 105;
        c.deliverPolicy = "new";
        assertThat(of(c, stream(1, 105)).first()).isTrue();
        assertThat(of(c, stream(1, 105)).from()).isEqualTo(101);
    }

    @Test
    void startTime_seenTooLate_isNotOlderThanIt() {
        Consumer c = consumer(5, 0, 2, 0);
        c.deliveredStream = 105;
        c.filter = "orders.new";
        c.deliverPolicy = "by_start_time";
        c.startTime = Instant.ofEpochMilli(7_000);
        assertThat(of(c, stream(1, 105))).isEqualTo(new Unfinished(1, 104, false, 7_000));
    }

    @Test
    void maxDeliver_historyNotHeard_isARange() {
        Consumer c = consumer(300, 4, 1, 0);
        c.maxDeliver = 1;
        assertThat(of(c, stream(1, 300))).isEqualTo(new Unfinished(5, 300, false, 0));
    }

    @Test
    void maxDeliver_deadPinTheFloor_whatWasAcknowledgedBehindIsNotKnown() {
        Consumer c = consumer(300, 4, 1, 0);
        c.maxDeliver = 1;
        History history = new History(OptionalLong.empty(), Set.of(5L, 6L, 8L), true, false);
        assertThat(of(c, stream(1, 300), history)).contains(new Unfinished(7, 300, false, 0));
    }

    @Test
    void maxDeliver_deadPinTheFloorBelowAllThatIsOpen_isExact() {
        Consumer c = consumer(9, 4, 3, 0);
        c.maxDeliver = 1;
        History history = new History(OptionalLong.empty(), Set.of(5L, 6L), true, false);
        assertThat(of(c, stream(1, 9), history)).contains(new Unfinished(7, 7, true, 0));
    }

    @Test
    void maxDeliver_noneIsDead_isTheOneAfterTheFloor() {
        Consumer c = consumer(300, 4, 1, 0);
        c.maxDeliver = 1;
        History history = new History(OptionalLong.empty(), Set.of(), true, false);
        Unfinished u = of(c, stream(1, 300), history).orElseThrow();
        assertThat(u).isEqualTo(new Unfinished(5, 300, true, 0));
        assertThat(u.after(6)).isEqualTo(new Unfinished(7, 300, false, 0));
        assertThat(u.after(299)).isEqualTo(new Unfinished(300, 300, true, 0));
    }

    @Test
    void maxDeliver_unlimited_deadCannotBe() {
        assertThat(of(consumer(300, 4, 1, 0), stream(1, 300)).first()).isTrue();
    }

    @Test
    void deletedBelowTheFirst_isNotBeforeTheFirst() {
        assertThat(of(consumer(0, 0, 0, 10), stream(41, 50)).from()).isEqualTo(41);
        assertThat(of(consumer(10, 4, 3, 10), stream(8, 50)).from()).isEqualTo(8);
    }

    @Test
    void floorBelowTheFirst_whatWasAcknowledgedBehindIsNotKnown() {
        assertThat(of(consumer(56, 36, 1, 67), stream(47, 123)))
                .as("47 may be acknowledged, and 57 is not delivered")
                .isEqualTo(new Unfinished(47, 57, false, 0));
        assertThat(of(consumer(56, 36, 1, 0), stream(47, 56)))
                .as("nothing may be left")
                .isEqualTo(new Unfinished(47, Long.MAX_VALUE, false, 0));
        Consumer filtered = consumer(56, 36, 1, 67);
        filtered.filter = "orders.new";
        assertThat(of(filtered, stream(47, 123))).isEqualTo(new Unfinished(47, Long.MAX_VALUE, false, 0));
    }

    @Test
    void floorBelowTheFirst_nothingAcknowledgedSince_isTheFirst() {
        assertThat(of(consumer(10, 4, 6, 10), stream(8, 50)).first()).isTrue();
        assertThat(of(consumer(10, 0, 10, 10), stream(8, 50)).first()).isTrue();
    }

    @Test
    void floorBelowTheFirst_ofAWorkQueue_isTheFirst() {
        Stream queue = stream(47, 123);
        queue.retention = "workqueue";
        assertThat(of(consumer(56, 36, 1, 67), queue).first()).isTrue();
    }

    @Test
    void floorMistaken_whatWasAcknowledgedBehindIsNotKnown() {
        History purged = new History(OptionalLong.empty(), Set.of(), true, true);
        assertThat(of(consumer(25, 11, 4, 5), stream(12, 30), purged)).contains(new Unfinished(12, 22, false, 0));
        Stream queue = stream(12, 30);
        queue.retention = "workqueue";
        assertThat(of(consumer(25, 11, 4, 5), queue, purged).orElseThrow().first())
                .as("what a queue still has is unfinished")
                .isTrue();
    }

    @Test
    void gapsOrFilter_sequenceIsNotKnownWithoutAsking() {
        Stream gaps = stream(1, 50);
        gaps.deleted = 3;
        assertThat(of(consumer(9, 9, 0, 10), gaps)).isEqualTo(new Unfinished(10, Long.MAX_VALUE, true, 0));
        Consumer filtered = consumer(9, 9, 0, 10);
        filtered.filter = "orders.new";
        assertThat(of(filtered, stream(1, 50)).to()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void lastPerSubject_nextThatMatchesNeedNotBeTheOne() {
        Consumer c = consumer(0, 0, 0, 5);
        c.deliverPolicy = "last_per_subject";
        assertThat(of(c, stream(1, 50)).first()).isFalse();
    }
}
