package io.mistersmith.backplane.monitor.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.ServersJetStream;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import io.mistersmith.backplane.monitor.nats.StreamInfo.Cluster;
import io.mistersmith.backplane.monitor.nats.StreamInfo.Replica;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CensusTest {

    private static final long HEARD = 500_000_000L;
    private static final long SILENT = 9_000_000_000L;

    private final Census census = new Census(name -> true);

    private static Cluster ledBy(String leader, long active) {
        return new Cluster(
                "test",
                leader,
                List.of(new Replica("x", true, false, active, 0), new Replica("y", true, false, active, 0)),
                "");
    }

    /** A server's view of the stream with one consumer, {@code pending} messages pending. */
    private static ServersJetStream.Server view(String server, Cluster stream, Cluster consumer, long pending) {
        Given.Stream s = Given.stream(1, pending);
        s.cluster = stream;
        Given.Consumer c = Given.consumer(0, 0, 0, pending);
        c.cluster = consumer;
        return new ServersJetStream.Server(
                server, List.of(new ServersJetStream.Stream(Given.STREAM, s.info(), true, List.of(c.info()))));
    }

    private Census.Result take(boolean complete, ServersJetStream.Server... servers) {
        return census.take(
                new ServersJetStream(List.of(servers), servers.length > 1 || !complete, complete, 2000),
                1000,
                List.of(Given.STREAM),
                n -> List.of("worker"));
    }

    private static Listing<ConsumerInfo> consumers(Census.Result result) {
        return result.snapshot().consumers().getOrDefault(Given.STREAM, Listing.silent(0));
    }

    @Test
    void figures_ofSeveralServers_areEachLeadersOwn() {
        Cluster stream = ledBy("n1", HEARD);
        Cluster consumer = ledBy("n3", HEARD);

        Census.Result result = take(
                true,
                view("n1", stream, consumer, 10),
                view("n2", stream, consumer, 9),
                view("n3", stream, consumer, 7));

        assertThat(result.snapshot().streams().items())
                .extracting(s -> s.state().lastSequence())
                .containsExactly(10L);
        assertThat(consumers(result).items()).extracting(ConsumerInfo::pending).containsExactly(7L);
        assertThat(result.complete()).isTrue();
    }

    @Test
    void consumer_whoseLeaderDoesNotAnswer_isMissing() {
        Cluster stream = ledBy("n1", HEARD);

        Census.Result result = take(false, view("n1", stream, ledBy("n3", HEARD), 10));

        assertThat(result.snapshot().streams().items()).hasSize(1);
        assertThat(consumers(result).items()).isEmpty();
        assertThat(consumers(result).missing()).containsExactly("worker");
        assertThat(consumers(result).complete()).isFalse();
        assertThat(result.complete()).isFalse();
    }

    @Test
    void leader_thatHearsOfNoMajority_leadsNothing() {
        Cluster alone = ledBy("n1", SILENT);

        Census.Result result = take(false, view("n1", alone, alone, 10));

        assertThat(result.snapshot().streams().missing()).containsExactly(Given.STREAM);
        assertThat(consumers(result).missing()).containsExactly("worker");
    }

    @Test
    void server_thatHasJustStarted_andKnowsOfNoClusterYet_leadsNothing() {
        Cluster led = ledBy("n1", HEARD);

        Census.Result result = take(true, view("n1", led, led, 10), view("n2", led, Cluster.NONE, 3));

        assertThat(consumers(result).items()).extracting(ConsumerInfo::pending).containsExactly(10L);
    }

    @Test
    void leadership_thatTwoClaim_isNobodys() {
        Cluster first = ledBy("n1", HEARD);
        Cluster second = ledBy("n2", HEARD);
        Cluster third = ledBy("n3", HEARD);

        Census.Result result =
                take(true, view("n1", first, first, 10), view("n2", second, second, 9), view("n3", third, third, 8));

        assertThat(result.snapshot().streams().items()).isEmpty();
        assertThat(consumers(result).items()).isEmpty();
        assertThat(consumers(result).missing()).containsExactly("worker");
    }

    @Test
    void stream_thatNobodyInAClusterTellsOf_isAskedForBeforeItIsGone() {
        ServersJetStream.Server nothing = new ServersJetStream.Server("n1", List.of());

        Census.Result result = take(true, nothing, new ServersJetStream.Server("n2", List.of()));

        assertThat(result.unseen().streams()).containsExactly(Given.STREAM);
        assertThat(result.snapshot().streams().missing()).containsExactly(Given.STREAM);
    }

    @Test
    void stream_thatASingleServerDoesNotTellOf_isGone() {
        Census.Result result = take(true, new ServersJetStream.Server("n1", List.of()));

        assertThat(result.unseen()).isEqualTo(Census.Unseen.NOTHING);
        assertThat(result.snapshot().streams().missing()).isEmpty();
        assertThat(result.snapshot().streams().complete()).isTrue();
    }

    @Test
    void configuration_ofAnEarlierPoll_servesUntilTheConsumerIsMadeAnew() {
        take(true, view("n1", Cluster.NONE, Cluster.NONE, 10));

        assertThat(consumers(take(true, bare(Given.CREATED))).items())
                .extracting(c -> c.config().durable())
                .containsExactly("worker");

        Census.Result anew = take(true, bare(Given.CREATED.plusSeconds(5)));
        assertThat(anew.unconfigured()).isTrue();
        assertThat(consumers(anew).items()).isEmpty();
    }

    /** A single server's view without configurations. */
    private static ServersJetStream.Server bare(java.time.Instant created) {
        Given.Consumer c = Given.consumer(0, 0, 0, 10);
        c.created = created;
        ConsumerInfo full = c.info();
        ConsumerInfo info = new ConsumerInfo(
                full.stream(),
                full.name(),
                full.created(),
                null,
                full.delivered(),
                full.ackFloor(),
                0,
                0,
                0,
                10,
                false,
                false,
                null,
                null,
                false);
        StreamInfo stream = Given.stream(1, 10).info();
        return new ServersJetStream.Server(
                "n1",
                List.of(new ServersJetStream.Stream(
                        Given.STREAM,
                        new StreamInfo(null, stream.created(), stream.state(), null),
                        false,
                        List.of(info))));
    }

    @Test
    void streams_thatAreNotWatched_areNotCounted() {
        Census picky = new Census(name -> false);

        Census.Result result = picky.take(
                new ServersJetStream(List.of(view("n1", Cluster.NONE, Cluster.NONE, 10)), false, true, 2000),
                1000,
                List.of(),
                n -> List.of());

        assertThat(result.snapshot().consumers()).isEqualTo(Map.of());
        assertThat(result.complete()).isTrue();
    }
}
