package io.mistersmith.backplane.monitor.consumer;

import static io.mistersmith.backplane.monitor.consumer.Given.consumer;
import static io.mistersmith.backplane.monitor.consumer.Given.frame;
import static io.mistersmith.backplane.monitor.consumer.Given.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.consumer.Given.Consumer;
import io.mistersmith.backplane.monitor.consumer.Given.Stream;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Streams and consumers that have leaders: those that change, do not know yet, forget already, or are not there. */
class ClusterLifeTest extends PolledBackplane {

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
        assertThat(streamFigure(21_000, "replicas_offline"))
                .as("its first answer waits for a second")
                .isZero();
        assertThat(backplane.isAwaited()).isTrue();
        polled(21_100, s);
        assertThat(backplane.isAwaited()).isFalse();
        assertThat(streamFigure(21_100, "replicas_offline")).isEqualTo(1);
        assertThat(streamFigure(21_100, "replica_lag")).isEqualTo(17);
        backplane.fold(
                new Snapshot(22_000, new Listing<>(22_000, List.of(), Set.of(Given.STREAM), Set.of(), true), Map.of()));
        assertThat(streamFigure(22_000, "has_leader")).isZero();
        assertThat(streamFigure(22_000, "messages")).isEqualTo(7);
    }

    @Test
    void newLeaderOfAConsumer_thatHasNotCaughtUp_isNotBelieved() {
        Consumer c = consumer(5, 5, 0, 2);
        c.cluster = cluster("n1", true, 0, 1_000_000);
        polled(20_000, stream(1, 7), c);
        Consumer behind = consumer(0, 0, 0, 7);
        behind.cluster = cluster("n2", true, 0, 1_000_000);
        polled(21_000, stream(1, 7), behind);
        polled(21_100, stream(1, 7), behind);
        assertThat(figure(21_100, "worker", "pending_messages")).isEqualTo(2);
        c.cluster = cluster("n2", true, 0, 1_000_000);
        c.pending = 1;
        polled(21_200, stream(1, 7), c);
        assertThat(figure(21_200, "worker", "pending_messages")).isEqualTo(1);
    }

    @Test
    void newLeaderOfAConsumer_thatForgotWhatIsOpen_isNotBelieved() {
        Consumer c = consumer(5, 3, 2, 2);
        c.cluster = cluster("n1", true, 0, 1_000_000);
        polled(20_000, stream(1, 7), c);
        c.cluster = cluster("n2", true, 0, 1_000_000);
        c.ackPending = 0;
        polled(21_000, stream(1, 7), c);
        polled(21_100, stream(1, 7), c);
        assertThat(figure(21_100, "worker", "ack_pending")).isEqualTo(2);
        c.floorStream = 5;
        polled(21_200, stream(1, 7), c);
        assertThat(figure(21_200, "worker", "ack_pending")).isZero();
    }

    @Test
    void newLeaderOfAConsumer_thatTellsAnotherTimeOfItsMaking_isNoOtherConsumer() {
        Consumer c = consumer(5, 3, 2, 2);
        c.created = Instant.ofEpochMilli(1_010);
        c.cluster = cluster("n1", true, 0, 1_000_000);
        polled(20_000, stream(1, 7), c);
        Consumer behind = consumer(0, 0, 0, 7);
        behind.created = Instant.ofEpochMilli(1_000);
        behind.cluster = cluster("n2", true, 0, 1_000_000);
        polled(21_000, stream(1, 7), behind);
        polled(21_100, stream(1, 7), behind);
        assertThat(figure(21_100, "worker", "ack_pending")).isEqualTo(2);
        behind.created = Instant.ofEpochMilli(21_150);
        polled(21_200, stream(1, 7), behind);
        assertThat(figure(21_200, "worker", "ack_pending")).as("made anew").isZero();
    }

    @Test
    void cluster_whatIsDeniedForAMoment_isNotGone_whatIsDeniedForLong_is() {
        Stream s = stream(1, 7);
        s.cluster = cluster("n1", true, 0, 1_000_000);
        polled(20_000, s, consumer(5, 5, 0, 2));
        Listing<StreamInfo> none = Listing.complete(21_000, List.of(), List.of());
        backplane.fold(new Snapshot(21_000, none, Map.of()));
        assertThat(backplane.streams()).containsExactly(Given.STREAM);
        assertThat(streamFigure(21_000, "has_leader")).as("who knows?").isNaN();
        polled(21_500, s);
        assertThat(backplane.consumers(Given.STREAM)).as("not in the list").containsExactly("worker");
        assertThat(streamFigure(21_500, "has_leader")).isEqualTo(1);
        polled(25_500, s);
        assertThat(backplane.consumers(Given.STREAM)).isEmpty();
        backplane.fold(new Snapshot(26_000, Listing.complete(26_000, List.of(), List.of()), Map.of()));
        backplane.fold(new Snapshot(30_000, Listing.complete(30_000, List.of(), List.of()), Map.of()));
        assertThat(backplane.streams()).isEmpty();
    }

    @Test
    void replicaThatItsLeaderNeverHeardOf_isAway_andHowFarItIsBehindIsNotKnown() {
        Stream s = stream(1, 7);
        s.cluster = cluster("n1", false, 1_000_000, 0);
        polled(20_000, s);
        assertThat(streamFigure(20_000, "replicas_offline")).isEqualTo(1);
        assertThat(streamFigure(20_000, "replica_lag")).isZero();
    }

    @Test
    void infos_tellWhatMayChange() {
        Stream s = stream(1, 7);
        s.cluster = cluster("n1", true, 0, 1_000_000);
        Consumer c = consumer(5, 5, 0, 2);
        c.cluster = s.cluster;
        polled(20_000, s, c);
        assertThat(frame(backplane.infos(), "stream-info").labels(0).asMap())
                .containsEntry("leader", "n1")
                .containsEntry("raft_group", "S-R3F-x")
                .containsEntry("cluster", "lab");
        assertThat(frame(backplane.infos(), "consumer-info").labels(0).asMap())
                .containsEntry("leader", "n1")
                .containsEntry("raft_group", "S-R3F-x")
                .containsEntry("type", "pull");
    }

    @Test
    void singleServer_hasNoFiguresOfAcluster() {
        polled(20_000, stream(1, 7));
        for (String figure : List.of("has_leader", "replica_lag", "replicas_offline", "leader_changes_total")) {
            assertThat(streamFigure(20_000, figure)).as(figure).isNaN();
        }
    }

    private static StreamInfo.Cluster cluster(String leader, boolean current, long lag, long active) {
        return new StreamInfo.Cluster(
                "lab",
                leader,
                List.of(
                        new StreamInfo.Replica("n8", current, false, active, lag),
                        new StreamInfo.Replica("n9", true, false, 1_000_000, 0)),
                "S-R3F-x");
    }
}
