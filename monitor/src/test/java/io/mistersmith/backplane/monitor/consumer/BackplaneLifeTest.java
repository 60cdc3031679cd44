package io.mistersmith.backplane.monitor.consumer;

import static io.mistersmith.backplane.monitor.consumer.Given.consumer;
import static io.mistersmith.backplane.monitor.consumer.Given.frame;
import static io.mistersmith.backplane.monitor.consumer.Given.row;
import static io.mistersmith.backplane.monitor.consumer.Given.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.config.ConsumersConfig;
import io.mistersmith.backplane.monitor.config.Globs;
import io.mistersmith.backplane.monitor.consumer.Given.Consumer;
import io.mistersmith.backplane.monitor.consumer.Given.Stream;
import io.mistersmith.backplane.monitor.frame.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Streams and consumers that come, go, hide or are nobody's business, and what their limits take. */
class BackplaneLifeTest extends PolledBackplane {

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

    /** As an update of its configuration without a durable name does, or with one again. */
    @Test
    void consumer_thatBecomesEphemeral_andDurableAgain_movesNobodyElsesFigures() {
        Consumer a = consumer(10, 10, 0, 1);
        a.name = "a";
        Consumer x = consumer(10, 10, 0, 2);
        x.name = "x";
        Consumer b = consumer(10, 10, 0, 3);
        b.name = "b";
        Consumer ephemeral = consumer(10, 10, 0, 4);
        ephemeral.name = "e";
        ephemeral.durable = false;
        for (int poll = 0; poll < 4; poll++) {
            long now = 20_000 + 1000L * poll;
            x.durable = poll % 2 == 0;
            polled(now, stream(1, 15), a, x, b, ephemeral);
            assertThat(figure(now, "a", "pending_messages")).isEqualTo(1);
            assertThat(figure(now, "b", "pending_messages")).isEqualTo(3);
            assertThat(figure(now, "(ephemeral)", "pending_messages")).isEqualTo(x.durable ? 4 : 6);
            assertThat(row(frame(backplane.frames(now), "consumers"), "x") >= 0).isEqualTo(x.durable);
        }
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

    /** Whether it stands still after a pause is seen after the pause, not from what was not done in it. */
    @Test
    void consumer_behindAPause_isJudgedFromItsEnd() {
        Consumer consumer = consumer(10, 10, 0, 5);
        consumer.waiting = 1;
        consumer.paused = true;
        long now = 20_000;
        for (int poll = 0; poll < 60; poll++, now += 1_000) {
            polled(now, stream(1, 15), consumer);
            assertThat(figure(now, "worker", "state")).isEqualTo(Verdict.State.PAUSED.figure());
        }
        consumer.paused = false;
        polled(now, stream(1, 15), consumer);
        assertThat(figure(now, "worker", "state")).isNotEqualTo(Verdict.State.STALLED.figure());
        for (int poll = 0; poll < 60; poll++) {
            now += 1_000;
            polled(now, stream(1, 15), consumer);
        }
        assertThat(figure(now, "worker", "state")).isEqualTo(Verdict.State.STALLED.figure());
    }
}
