package io.mistersmith.backplane.monitor.consumer;

import static io.mistersmith.backplane.monitor.consumer.Given.consumer;
import static io.mistersmith.backplane.monitor.consumer.Given.frame;
import static io.mistersmith.backplane.monitor.consumer.Given.poll;
import static io.mistersmith.backplane.monitor.consumer.Given.row;
import static io.mistersmith.backplane.monitor.consumer.Given.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mistersmith.backplane.monitor.consumer.Given.Consumer;
import io.mistersmith.backplane.monitor.consumer.Given.Stream;
import io.mistersmith.backplane.monitor.frame.Frame;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Polls in, Frames out. */
class BackplaneTest extends PolledBackplane {

    @Test
    void nothingPolled_thereAreNoFrames() {
        assertThat(backplane.frames(1_000)).isEmpty();
    }

    @Test
    void noStreams_framesAreThereAndEmpty() {
        backplane.fold(new Snapshot(1_000, Listing.complete(1_000, List.of(), List.of()), Map.of()));
        assertThat(frame(backplane.frames(1_000), "streams").rows()).isZero();
        assertThat(frame(backplane.frames(1_000), "consumers").rows()).isZero();
        assertThat(total(1_000, "backplane_pending_messages")).isZero();
    }

    @Test
    void rates_areTheCountsBetweenTwoPollsOverTheirDistance() {
        polled(20_000, stream(1, 100), consumer(10, 10, 0, 90));
        assertThat(figure(20_000, "worker", "ack_rate_per_second")).isNaN();
        polled(22_000, stream(1, 100), consumer(30, 24, 6, 70));
        assertThat(figure(22_000, "worker", "delivery_rate_per_second")).isEqualTo(10);
        assertThat(figure(22_000, "worker", "ack_rate_per_second")).isEqualTo(7);
        assertThat(figure(22_000, "worker", "drain_seconds")).isCloseTo(76 / 7.0, within(1e-9));
        assertThat(total(22_000, "backplane_ack_rate_per_second")).isEqualTo(7);
    }

    @Test
    void pollsInQuickSuccession_ratesWaitForADistance() {
        polled(20_000, stream(1, 100), consumer(10, 10, 0, 90));
        polled(21_000, stream(1, 100), consumer(20, 20, 0, 80));
        polled(21_100, stream(1, 100), consumer(90, 90, 0, 10));
        assertThat(figure(21_100, "worker", "ack_rate_per_second")).isEqualTo(10);
        polled(22_000, stream(1, 100), consumer(90, 90, 0, 10));
        assertThat(figure(22_000, "worker", "ack_rate_per_second")).isEqualTo(70);
    }

    @Test
    void filteredAndRedelivering_ratesAreNotKnown() {
        Consumer before = consumer(10, 5, 5, 90);
        Consumer now = consumer(20, 5, 10, 80);
        before.filter = "orders.new";
        now.filter = "orders.new";
        now.redelivered = 2;
        polled(20_000, stream(1, 200), before);
        polled(21_000, stream(1, 200), now);
        assertThat(figure(21_000, "worker", "delivery_rate_per_second")).isNaN();
        assertThat(figure(21_000, "worker", "ack_rate_per_second")).isNaN();
        assertThat(total(21_000, "backplane_ack_rate_per_second")).isZero();
    }

    @Test
    void madeAnew_countsFromItsOwnBeginning() {
        polled(20_000, stream(1, 100), consumer(100, 100, 0, 0));
        Consumer anew = consumer(0, 0, 0, 100);
        anew.created = Instant.ofEpochMilli(20_500);
        polled(21_000, stream(1, 100), anew);
        assertThat(figure(21_000, "worker", "ack_rate_per_second")).isNaN();
        assertThat(figure(21_000, "worker", "lag_ms")).isEqualTo(11_000);
        Consumer later = consumer(5, 5, 0, 95);
        later.created = anew.created;
        polled(22_000, stream(1, 100), later);
        assertThat(figure(22_000, "worker", "ack_rate_per_second")).isEqualTo(5);
    }

    @Test
    void lookUp_answered_makesLagExact() {
        Stream s = stream(1, 100);
        s.lastTime = 19_000;
        backplane.fold(poll(20_000, s, consumer(50, 50, 0, 50)));
        Lookup asked = backplane.wanted().get(0);
        assertThat(asked.from()).isEqualTo(51);
        backplane.found(asked, Optional.of(new Lookup.Found(51, 17_000)), 20_000);
        backplane.judge();
        assertThat(figure(20_000, "worker", "lag_ms")).isEqualTo(3_000);
        assertThat(figure(20_000, "worker", "lag_error_ms")).isZero();
        backplane.fold(poll(21_000, s, consumer(50, 50, 0, 50)));
        assertThat(backplane.wanted()).as("it is known for ever").isEmpty();
        assertThat(figure(21_000, "worker", "lag_ms")).isEqualTo(4_000);
    }

    @Test
    void lookUp_notAnswered_lagIsBracketed() {
        Stream s = stream(1, 101);
        s.lastTime = 20_000;
        polled(20_000, s, consumer(50, 50, 0, 51));
        assertThat(figure(20_000, "worker", "lag_ms")).isEqualTo(5_000);
        assertThat(figure(20_000, "worker", "lag_error_ms")).isEqualTo(10_000);
    }

    @Test
    void lookUp_foundNothing_thereIsNoLag() {
        Stream s = stream(1, 100);
        s.lastTime = 19_000;
        backplane.fold(poll(20_000, s, consumer(50, 50, 0, 50)));
        backplane.found(backplane.wanted().get(0), Optional.empty(), 20_000);
        backplane.judge();
        assertThat(figure(20_000, "worker", "lag_ms")).isZero();
        backplane.fold(poll(21_000, s, consumer(50, 50, 0, 50)));
        assertThat(backplane.wanted()).as("asked again").hasSize(1);
    }

    @Test
    void lookUp_messagesWereDeletedSince_isAskedAgain() {
        Stream s = stream(1, 100);
        s.lastTime = 19_000;
        backplane.fold(poll(20_000, s, consumer(50, 50, 0, 50)));
        backplane.found(backplane.wanted().get(0), Optional.of(new Lookup.Found(51, 17_000)), 20_000);
        s.deleted = 1;
        backplane.fold(poll(21_000, s, consumer(50, 50, 0, 49)));
        assertThat(backplane.wanted()).hasSize(1);
    }

    @Test
    void largeMessages_areNotTransferredForTheirTime() {
        Stream s = largeMessages();
        backplane.fold(poll(20_000, s, consumer(50, 50, 0, 50)));
        assertThat(backplane.wanted())
                .extracting(l -> l.question().headersOnly())
                .containsExactly(true);
    }

    @Test
    void largeMessages_whereAConsumerOfOursWouldDoHarm_areNotAskedFor() {
        Stream interest = largeMessages();
        interest.retention = "interest";
        backplane.fold(poll(20_000, interest, consumer(50, 50, 0, 50)));
        assertThat(backplane.wanted()).isEmpty();
        Stream nearlyFull = largeMessages();
        nearlyFull.consumers = 4;
        nearlyFull.maxConsumers = 6;
        backplane.fold(poll(21_000, nearlyFull, consumer(50, 50, 0, 50)));
        assertThat(backplane.wanted()).isEmpty();
    }

    private static Stream largeMessages() {
        Stream s = stream(1, 100);
        s.lastTime = 19_000;
        s.bytes = 100 * 200_001L;
        return s;
    }

    @Test
    void deadLetter_lagGoesOnBehindIt() {
        backplane.listening(0);
        Stream s = stream(1, 3);
        s.lastTime = 19_000;
        Consumer c = consumer(3, 0, 2, 0);
        c.maxDeliver = 1;
        backplane.fold(poll(20_000, s, consumer(0, 0, 0, 3)));
        backplane.advised(new Advisory(
                Advisory.Kind.MAX_DELIVERIES, Given.STREAM, "worker", 1, 1, "", Instant.ofEpochMilli(20_100)));
        backplane.fold(poll(21_000, s, c));
        assertThat(backplane.wanted().stream().map(Lookup::from)).containsExactly(2L);
        backplane.judge();
        assertThat(figure(21_000, "worker", "max_deliveries_total")).isEqualTo(1);
        Frame frame = Given.frame(backplane.frames(21_000), "consumers");
        assertThat(frame.cause(0, Figures.MAX_DELIVERIES))
                .contains("given up: message 1 of stream ORDERS after 1 deliveries");
        assertThat(frame.cause(0, Figures.STATE))
                .as("how the consumer is doing is another matter")
                .isEqualTo(frame.cause(0))
                .isNotEqualTo(frame.cause(0, Figures.MAX_DELIVERIES));
    }

    @Test
    void termination_isToldWithItsReason_deadLettersTheNewestFirst() {
        polled(20_000, stream(1, 9), consumer(9, 0, 9, 0));
        for (long dead = 1; dead <= 4; dead++) {
            backplane.advised(new Advisory(
                    Advisory.Kind.MAX_DELIVERIES, Given.STREAM, "worker", dead, 5, "", Instant.ofEpochMilli(20_100)));
        }
        backplane.advised(new Advisory(
                Advisory.Kind.TERMINATED, Given.STREAM, "worker", 7, 1, "no such order", Instant.ofEpochMilli(20_100)));
        Frame frame = Given.frame(backplane.frames(20_000), "consumers");
        assertThat(frame.cause(0, Figures.TERMINATED))
                .contains("the newest: message 7 of stream ORDERS after 1 deliveries, reason: no such order");
        assertThat(frame.cause(0, Figures.MAX_DELIVERIES).orElseThrow())
                .startsWith("given up, the newest: message 4 of stream ORDERS after 5 deliveries; message 3 of")
                .doesNotContain("message 1 ");
    }

    @Test
    void newestConsumers_areTheCauseOfTheirNumber() {
        Consumer[] many = new Consumer[5];
        for (int i = 0; i < many.length; i++) {
            many[i] = consumer(0, 0, 0, 0);
            many[i].name = "leak-" + i;
            many[i].created = Instant.ofEpochSecond(100 + i);
        }
        polled(20_000, stream(1, 3), many);
        Frame frame = Given.frame(backplane.frames(20_000), "streams");
        assertThat(frame.cause(0, frame.indexOf("backplane_stream_consumers")))
                .contains("the newest consumers: leak-4 (1970-01-01T00:01:44Z), leak-3 (1970-01-01T00:01:43Z),"
                        + " leak-2 (1970-01-01T00:01:42Z)");
    }

    @Test
    void ownLimits_areColumnsOnlyWhereSomebodyHasSome() {
        Consumer plain = consumer(0, 0, 0, 3);
        polled(20_000, stream(1, 3), plain);
        assertThat(Given.frame(backplane.frames(20_000), "consumers").columns()).isEqualTo(Figures.COUNT);
        Consumer careful = consumer(0, 0, 0, 3);
        careful.name = "careful";
        careful.metadata =
                Map.of("io.nats.monitor.unprocessed-critical", "3", "io.nats.monitor.last-ack-critical", "1m");
        polled(21_000, stream(1, 3), plain, careful);
        Frame frame = Given.frame(backplane.frames(21_000), "consumers");
        int row = Given.row(frame, "careful");
        assertThat(frame.value(row, "backplane_consumer_pending_messages_limit"))
                .isEqualTo(3);
        assertThat(frame.value(row, "backplane_consumer_last_ack_limit")).isEqualTo(60);
        assertThat(frame.value(row, "backplane_consumer_ack_pending_limit")).isNaN();
        assertThat(frame.value(row, "backplane_consumer_last_ack_seconds"))
                .as("none yet: since it was made")
                .isEqualTo(20);
        assertThat(frame.value(Given.row(frame, "worker"), "backplane_consumer_pending_messages_limit"))
                .isNaN();
        assertThat(frame.column(Figures.NAKS).metric()).isEqualTo(ConsumerMetrics.NAKS);
    }

    @Test
    void infos_tellWhatMayChange_inRowsOfTheirOwn() {
        Consumer c = consumer(0, 0, 0, 0);
        c.description = "takes orders";
        polled(20_000, stream(1, 3), c);
        Frame info = Given.frame(backplane.infos(), "consumer-info");
        assertThat(info.value(0, 0)).isEqualTo(1);
        assertThat(info.labels(0).asMap())
                .containsEntry("description", "takes orders")
                .containsEntry("type", "pull")
                .containsEntry("consumer_name", "worker")
                .doesNotContainKey("leader");
        assertThat(Given.frame(backplane.infos(), "consumer-info").labels(0))
                .as("made once")
                .isSameAs(info.labels(0));
        assertThat(Given.frame(backplane.infos(), "stream-info").labels(0).asMap())
                .containsEntry("retention", "limits");
    }

    @Test
    void advisories_beforeTheConsumerIsKnown_count() {
        polled(20_000, stream(1, 3));
        for (int i = 0; i < 2; i++) {
            backplane.advised(
                    new Advisory(Advisory.Kind.NAK, Given.STREAM, "worker", 1, 1, "", Instant.ofEpochMilli(20_100)));
        }
        polled(21_000, stream(1, 3), consumer(1, 0, 1, 2));
        assertThat(figure(21_000, "worker", "naks_total")).isEqualTo(2);
        assertThat(figure(21_000, "worker", "terminated_total")).isNaN();
    }

    /** Servers before 2.10 say when the whole answer went out, and it took them that long at most to make it. */
    @Test
    void lag_byTheTimeOfAnAnswer_isOffByAsMuchAsItTook() {
        Consumer consumer = consumer(10, 10, 0, 5);
        consumer.time = Instant.ofEpochMilli(20_300);
        consumer.timeOfAnswer = true;
        Stream stream = stream(1, 15);
        backplane.fold(new Snapshot(
                20_000,
                Listing.complete(20_300, List.of(stream.info()), List.of()),
                Map.of(stream.name, Listing.complete(20_300, List.of(consumer.info()), List.of()))));
        backplane.judge();
        double error = figure(20_300, "worker", "lag_error_ms");
        consumer.timeOfAnswer = false;
        backplane = new Backplane(Given.config());
        backplane.fold(new Snapshot(
                20_000,
                Listing.complete(20_300, List.of(stream.info()), List.of()),
                Map.of(stream.name, Listing.complete(20_300, List.of(consumer.info()), List.of()))));
        backplane.judge();
        assertThat(error - figure(20_300, "worker", "lag_error_ms")).isEqualTo(300);
    }
}
