package io.mistersmith.backplane.sim.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTruthTest {

    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private final LoadTruth truth = new LoadTruth();

    @BeforeEach
    void streamWithTenMessages_oneASecond_eachConfirmedAfterTwoMillis() {
        truth.streamCreated("S", true, 8, Duration.ofMinutes(1));
        truth.consumerCreated("S", "c");
        for (int i = 1; i <= 6; i++) {
            publish(i);
        }
    }

    private void publish(int sequence) {
        truth.confirmed("S", sequence, 100, at(sequence), at(sequence).plusMillis(2));
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    private ConsumerTruth.Row consumer(Instant now) {
        return truth.consumers(now).get(0);
    }

    @Test
    void nothingDelivered_isAllPending_andAsOldAsTheFirst() {
        ConsumerTruth.Row row = consumer(at(7));

        assertThat(row.pending()).isEqualTo(6);
        assertThat(row.ackPending()).isZero();
        assertThat(row.oldestUnfinishedSequence()).isEqualTo(1);
        assertThat(row.lagMs()).isEqualTo(5_999);
        assertThat(row.lagErrorMs()).isEqualTo(1);
    }

    @Test
    void ackedOutOfOrder_lagIsOfTheOldestLeft() {
        for (int i = 1; i <= 4; i++) {
            truth.delivered("S", "c", i);
        }
        truth.acked("S", "c", 1, at(7));
        truth.acked("S", "c", 3, at(7));

        ConsumerTruth.Row row = consumer(at(7));
        assertThat(row.delivered()).isEqualTo(4);
        assertThat(row.acked()).isEqualTo(2);
        assertThat(row.ackPending()).isEqualTo(2);
        assertThat(row.pending()).isEqualTo(2);
        assertThat(row.oldestUnfinishedSequence()).isEqualTo(2);

        truth.acked("S", "c", 2, at(7));
        assertThat(consumer(at(7)).oldestUnfinishedSequence()).isEqualTo(4);
    }

    @Test
    void redelivered_isNoNewDelivery_andAckedTwiceCountsOnce() {
        truth.delivered("S", "c", 1);
        truth.delivered("S", "c", 1);
        truth.acked("S", "c", 1, at(7));
        truth.acked("S", "c", 1, at(7));

        ConsumerTruth.Row row = consumer(at(7));
        assertThat(row.delivered()).isEqualTo(1);
        assertThat(row.redelivered()).isEqualTo(1);
        assertThat(row.acked()).isEqualTo(1);
        assertThat(row.ackPending()).isZero();
    }

    @Test
    void allAcked_hasNoLag() {
        for (int i = 1; i <= 6; i++) {
            truth.delivered("S", "c", i);
            truth.acked("S", "c", i, at(7));
        }

        assertThat(consumer(at(7)).oldestUnfinishedSequence()).isNull();
        assertThat(consumer(at(7)).lagMs()).isZero();
    }

    @Test
    void limits_removeTheOldest_alsoForTheConsumer() {
        for (int i = 7; i <= 12; i++) {
            publish(i);
        }
        assertThat(truth.streams(at(12)).get(0).firstSequence()).as("8 at most").isEqualTo(5);
        assertThat(consumer(at(12)).oldestUnfinishedSequence()).isEqualTo(5);
        assertThat(consumer(at(12)).pending()).isEqualTo(8);

        assertThat(truth.streams(at(70)).get(0).firstSequence())
                .as("a minute at most")
                .isEqualTo(11);
        truth.delivered("S", "c", 11);
        truth.acked("S", "c", 11, at(70));
        assertThat(consumer(at(70)).oldestUnfinishedSequence()).isEqualTo(12);
    }

    @Test
    void lostConfirmation_isBoundedByItsNeighbours() {
        publish(9);
        for (int i = 1; i <= 6; i++) {
            truth.acked("S", "c", i, at(9));
        }

        ConsumerTruth.Row row = consumer(at(9));
        assertThat(row.oldestUnfinishedSequence()).isEqualTo(7);
        assertThat(row.lagMs() + row.lagErrorMs())
                .as("not older than message 6")
                .isEqualTo(3_000);
    }

    @Test
    void streamMadeAnew_beginsAtOne_andTotalsGoOn() {
        truth.streamCreated("S", true, 8, Duration.ofMinutes(1));
        publish(1);

        assertThat(truth.streams(at(7)).get(0).published()).isEqualTo(7);
        assertThat(truth.streams(at(7)).get(0).lastSequence()).isEqualTo(1);
        assertThat(truth.streams(at(7)).get(0).recreated()).isEqualTo(1);
        assertThat(consumer(at(7)).pending()).isEqualTo(1);
    }
}
