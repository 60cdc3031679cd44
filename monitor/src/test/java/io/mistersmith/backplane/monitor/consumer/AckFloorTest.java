package io.mistersmith.backplane.monitor.consumer;

import static io.mistersmith.backplane.monitor.consumer.Given.consumer;
import static io.mistersmith.backplane.monitor.consumer.Given.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.consumer.Given.Consumer;
import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Figures as 2.9.10, 2.10.27 and 2.15.1 told them after a purge up to message 11. */
class AckFloorTest {

    private final AckFloor floor = new AckFloor();
    private Optional<ConsumerInfo> before = Optional.empty();

    private boolean mistaken(long delivered, long at, long open, long first, long purges) {
        return mistaken(delivered, at, at, open, first, purges);
    }

    private boolean mistaken(long delivered, long atDelivery, long at, long open, long first, long purges) {
        Consumer c = consumer(delivered, at, open, 10);
        c.floorConsumer = atDelivery;
        ConsumerInfo now = c.info();
        floor.observe(before.orElse(now), now, purges, stream(first, 30).state(), true);
        before = Optional.of(now);
        return floor.isMistaken();
    }

    @Test
    void nothingWasRemoved_itTells() {
        assertThat(mistaken(20, 0, 16, 1, 0)).isFalse();
        assertThat(mistaken(20, 3, 13, 1, 0)).isFalse();
    }

    @Test
    void purged_itStaysBehind_untilNothingIsOpen() {
        mistaken(20, 0, 16, 1, 0);
        assertThat(mistaken(20, 11, 5, 12, 1)).isTrue();
        assertThat(mistaken(20, 11, 3, 12, 1)).as("17 is acknowledged").isTrue();
        assertThat(mistaken(25, 11, 4, 12, 1)).isTrue();
        assertThat(mistaken(25, 25, 0, 12, 1)).isFalse();
        assertThat(mistaken(30, 25, 2, 12, 1)).isFalse();
    }

    @Test
    void purged_anAcknowledgementMovesIt_itTellsAgain() {
        mistaken(20, 0, 16, 1, 0);
        assertThat(mistaken(20, 14, 5, 12, 1)).isTrue();
        assertThat(mistaken(20, 16, 3, 12, 1)).isFalse();
    }

    @Test
    void purged_theServerForgotWhatWasOpen_itStaysBehindWhatComesNext() {
        mistaken(20, 0, 16, 1, 0);
        // as 2.9.10 told it: consumer sequence 20, stream sequence 11
        assertThat(mistaken(20, 20, 11, 0, 12, 1)).isTrue();
        assertThat(mistaken(24, 20, 11, 4, 12, 1))
                .as("21 to 24 are open, 12 to 20 are not")
                .isTrue();
        assertThat(mistaken(24, 21, 21, 3, 12, 1)).as("21 is acknowledged").isFalse();
    }

    @Test
    void neverDelivered_floorTells() {
        assertThat(mistaken(0, 0, 0, 1, 0)).isFalse();
    }

    @Test
    void firstSeenAtTheBeginningOfAStreamThatLostMessages_itIsNotBelieved() {
        assertThat(mistaken(20, 11, 5, 12, 0)).isTrue();
    }

    @Test
    void firstSeenBeyondTheBeginning_itTells() {
        assertThat(mistaken(20, 14, 5, 12, 0)).isFalse();
    }

    @Test
    void moreIsOpenThanWasDeliveredSince_itDoesNotTell() {
        assertThat(mistaken(20, 11, 10, 2, 0)).as("a purge of one subject").isTrue();
    }
}
