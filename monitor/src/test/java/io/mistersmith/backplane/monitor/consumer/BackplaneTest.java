package io.mistersmith.backplane.monitor.consumer;

import static io.mistersmith.backplane.monitor.consumer.Given.consumer;
import static io.mistersmith.backplane.monitor.consumer.Given.frame;
import static io.mistersmith.backplane.monitor.consumer.Given.poll;
import static io.mistersmith.backplane.monitor.consumer.Given.row;
import static io.mistersmith.backplane.monitor.consumer.Given.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mistersmith.backplane.monitor.config.ConsumersConfig;
import io.mistersmith.backplane.monitor.config.Globs;
import io.mistersmith.backplane.monitor.consumer.Given.Consumer;
import io.mistersmith.backplane.monitor.consumer.Given.Stream;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Polls in, Frames out; polls every second, figures live for three. */
class BackplaneTest {

    private Backplane backplane = new Backplane(Given.config());

    private void polled(long at, Stream stream, Consumer... consumers) {
        backplane.fold(poll(at, stream, consumers));
        backplane.judge();
    }

    private double figure(long now, String consumer, String figure) {
        Frame frame = frame(backplane.frames(now), "consumers");
        int row = row(frame, consumer);
        assertThat(row).as("row of %s", consumer).isNotNegative();
        return frame.value(row, "backplane_consumer_" + figure);
    }

    private double total(long now, String figure) {
        return frame(backplane.frames(now), "consumer-totals").value(0, figure);
    }

    private double streamFigure(long now, String figure) {
        return frame(backplane.frames(now), "streams").value(0, "backplane_stream_" + figure);
    }

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

    @Test
    void evicted_countsWhatTheConsumerHadNotHad() {
        Stream before = stream(1, 100);
        before.maxMessages = 100;
        Stream now = stream(31, 130);
        now.maxMessages = 100;
        Consumer late = consumer(0, 0, 0, 100);
        late.name = "late";
        Consumer done = consumer(100, 100, 0, 0);
        done.name = "done";
        polled(20_000, before, late, done);
        assertThat(figure(20_000, "late", "evicted_total")).isZero();
        Consumer doneNow = consumer(130, 130, 0, 0);
        doneNow.name = "done";
        polled(21_000, now, late, doneNow);
        assertThat(figure(21_000, "late", "evicted_total")).isEqualTo(30);
        assertThat(figure(21_000, "done", "evicted_total")).isZero();
    }

    @Test
    void evicted_whileItPassedBy_countsWhatItSkipped() {
        Stream before = stream(1, 100);
        before.maxMessages = 100;
        Stream now = stream(31, 130);
        now.maxMessages = 100;
        polled(20_000, before, consumer(10, 10, 0, 90));
        // 11 to 20 were delivered, 21 to 30 were gone, 31 to 40 were delivered
        Consumer c = consumer(30, 30, 0, 90);
        c.deliveredStream = 40;
        c.floorStream = 40;
        polled(21_000, now, c);
        assertThat(figure(21_000, "worker", "evicted_total")).isEqualTo(10);
    }

    @Test
    void evicted_ofAFilteredConsumerOrWithoutLimits_cannotBeKnown() {
        Consumer filtered = consumer(0, 0, 0, 10);
        filtered.filter = "orders.new";
        Stream limited = stream(1, 100);
        limited.maxMessages = 100;
        polled(20_000, limited, filtered);
        assertThat(figure(20_000, "worker", "evicted_total")).isNaN();
    }

    @Test
    void loss_isTheNearestOfTheLimits() {
        Stream s = stream(1, 100);
        s.maxAgeMillis = 60_000;
        polled(20_000, s, consumer(0, 0, 0, 100));
        assertThat(figure(20_000, "worker", "loss_seconds")).isEqualTo(50);
        Stream grown = stream(1, 150);
        grown.maxAgeMillis = 60_000;
        grown.maxMessages = 200;
        polled(21_000, grown, consumer(0, 0, 0, 150));
        // 50 places left, 50 come a second
        assertThat(figure(21_000, "worker", "loss_seconds")).isEqualTo(1);
        polled(22_000, grown, consumer(150, 150, 0, 0));
        assertThat(figure(22_000, "worker", "loss_seconds")).isNaN();
    }

    @Test
    void ephemeral_areOneRow_andItsCountersNeverFall() {
        Consumer a = consumer(10, 10, 0, 5);
        a.name = "x1";
        a.durable = false;
        Consumer b = consumer(3, 0, 3, 12);
        b.name = "x2";
        b.durable = false;
        polled(20_000, stream(1, 15), a, b);
        backplane.advised(new Advisory(Advisory.Kind.NAK, Given.STREAM, "x2", 1, 1, "", Instant.ofEpochMilli(20_100)));
        assertThat(figure(20_000, "(ephemeral)", "pending_messages")).isEqualTo(17);
        assertThat(figure(20_000, "(ephemeral)", "ack_pending")).isEqualTo(3);
        assertThat(figure(20_000, "(ephemeral)", "lag_ms")).isEqualTo(10_000);
        assertThat(row(frame(backplane.frames(20_000), "consumers"), "x1")).isNegative();
        polled(21_000, stream(1, 15), a);
        assertThat(figure(21_000, "(ephemeral)", "naks_total")).isEqualTo(1);
        polled(22_000, stream(1, 15));
        assertThat(row(frame(backplane.frames(22_000), "consumers"), "(ephemeral)"))
                .isNegative();
    }

    @Test
    void own_consumersAndStreams_appearInNoFigure() {
        Consumer own = consumer(0, 0, 0, 99);
        own.name = "backplane-monitor-traffic-1";
        polled(20_000, stream(1, 99), own, consumer(9, 9, 0, 90));
        assertThat(frame(backplane.frames(20_000), "consumers").rows()).isEqualTo(1);
        assertThat(streamFigure(20_000, "consumers")).isEqualTo(1);
        assertThat(backplane.isWatched("BACKPLANE_VIOLATIONS")).isFalse();
        assertThat(backplane.isWatched("KV_backplane_state")).isFalse();
    }

    @Test
    void globs_leaveOut() {
        backplane = new Backplane(new ConsumersConfig(
                Duration.ofSeconds(1),
                new Globs(List.of("*", "!HIDE*")),
                new Globs(List.of("*", "!quiet-*")),
                Duration.ofSeconds(4),
                100));
        Consumer quiet = consumer(0, 0, 0, 7);
        quiet.name = "quiet-1";
        polled(20_000, stream(1, 7), quiet, consumer(5, 5, 0, 2));
        assertThat(total(20_000, "backplane_pending_messages")).isEqualTo(2);
        assertThat(streamFigure(20_000, "consumers")).isEqualTo(2);
        assertThat(backplane.isWatched("HIDE1")).isFalse();
    }

    @Test
    void deleted_loseTheirRow_missingKeepItWithoutFigures() {
        Consumer gone = consumer(0, 0, 0, 7);
        gone.name = "gone";
        polled(20_000, stream(1, 7), gone, consumer(5, 5, 0, 2));
        backplane.fold(Given.pollMissing(21_000, stream(1, 7), "worker"));
        assertThat(row(frame(backplane.frames(21_000), "consumers"), "gone")).isNegative();
        assertThat(figure(23_000, "worker", "pending_messages"))
                .as("three intervals old")
                .isEqualTo(2);
        assertThat(figure(23_001, "worker", "pending_messages")).isNaN();
        assertThat(figure(23_001, "worker", "state")).isNaN();
        assertThat(total(23_001, "backplane_pending_messages")).isNaN();
    }

    @Test
    void figures_goOutOfDateBetweenPolls_framesSaySo() {
        polled(20_000, stream(1, 7), consumer(5, 5, 0, 2));
        assertThat(backplane.expiring(21_000)).as("fresh").isEmpty();
        Frame expired = frame(backplane.expiring(23_100), "consumers");
        assertThat(expired.value(row(expired, "worker"), "backplane_consumer_lag_ms"))
                .isNaN();
        assertThat(backplane.expiring(25_000)).as("long gone").isEmpty();
    }

    @Test
    void streamGone_takesItsConsumersAlong() {
        polled(20_000, stream(1, 7), consumer(5, 5, 0, 2));
        backplane.fold(new Snapshot(21_000, Listing.complete(21_000, List.of(), List.of()), Map.of()));
        assertThat(frame(backplane.frames(21_000), "streams").rows()).isZero();
        assertThat(frame(backplane.frames(21_000), "consumers").rows()).isZero();
    }

    @Test
    void listThatFailed_keepsWhatIsKnown() {
        polled(20_000, stream(1, 7), consumer(5, 5, 0, 2));
        backplane.fold(new Snapshot(21_000, Listing.silent(21_000), Map.of()));
        assertThat(figure(21_000, "worker", "pending_messages")).isEqualTo(2);
        assertThat(frame(backplane.frames(21_000), "consumers").at()).isEqualTo(20_000);
    }

    @Test
    void cluster_leaderChanges_count_andNoLeaderIsSaid() {
        Stream s = stream(1, 7);
        s.cluster = cluster("n1", true, 0, 1_000_000);
        polled(20_000, s);
        assertThat(streamFigure(20_000, "has_leader")).isEqualTo(1);
        assertThat(streamFigure(20_000, "replicas_offline")).isZero();
        s.cluster = cluster("n2", true, 17, 5_000_000_001L);
        polled(21_000, s);
        assertThat(streamFigure(21_000, "leader_changes_total")).isEqualTo(1);
        assertThat(streamFigure(21_000, "replicas_offline")).isEqualTo(1);
        assertThat(streamFigure(21_000, "replica_lag")).isEqualTo(17);
        backplane.fold(
                new Snapshot(22_000, new Listing<>(22_000, List.of(), Set.of(Given.STREAM), Set.of(), true), Map.of()));
        assertThat(streamFigure(22_000, "has_leader")).isZero();
        assertThat(streamFigure(22_000, "messages")).isEqualTo(7);
    }

    @Test
    void singleServer_hasNoFiguresOfAcluster() {
        polled(20_000, stream(1, 7));
        for (String figure : List.of("has_leader", "replica_lag", "replicas_offline", "leader_changes_total")) {
            assertThat(streamFigure(20_000, figure)).as(figure).isNaN();
        }
    }

    @Test
    void stream_figures() {
        Stream s = stream(11, 60);
        s.firstTime = 12_000;
        s.lastTime = 19_000;
        s.maxMessages = 200;
        s.maxBytes = 10_000;
        s.discard = "new";
        polled(20_000, s);
        assertThat(streamFigure(20_000, "messages")).isEqualTo(50);
        assertThat(streamFigure(20_000, "age_seconds")).isEqualTo(8);
        assertThat(streamFigure(20_000, "last_sequence_total")).isEqualTo(60);
        assertThat(streamFigure(20_000, "limit_used_ratio")).isEqualTo(0.5);
        assertThat(streamFigure(20_000, "discards_new")).isEqualTo(1);
    }

    @Test
    void answerThatIsOlder_changesNothing() {
        polled(20_000, stream(1, 7), consumer(5, 5, 0, 2));
        polled(19_000, stream(1, 3), consumer(1, 1, 0, 2));
        assertThat(streamFigure(20_000, "messages")).isEqualTo(7);
        assertThat(figure(20_000, "worker", "pending_messages")).isEqualTo(2);
    }

    private static StreamInfo.Cluster cluster(String leader, boolean current, long lag, long active) {
        return new StreamInfo.Cluster(
                "lab",
                leader,
                List.of(
                        new StreamInfo.Replica("n8", current, false, active, lag),
                        new StreamInfo.Replica("n9", true, false, 1_000_000, 0)));
    }
}
