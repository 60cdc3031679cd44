package io.mistersmith.backplane.monitor.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

class ServerAnswerReaderTest {

    private static final String CONSUMER = """
            {"stream_name":"ORDERS","name":"worker","created":"2026-11-26T10:20:21.5Z","config":{"durable_name":"worker",\
            "description":"ships \\u003eorders\\u003c","deliver_policy":"by_start_time","opt_start_seq":3,\
            "opt_start_time":"2026-11-26T10:00:00Z","ack_policy":"all","ack_wait":30000000000,"max_deliver":-1,\
            "backoff":[1,2],"filter_subjects":["orders.\\u003e","returns.*"],"replay_policy":"instant","sample_freq":"50%",\
            "max_waiting":512,"max_ack_pending":1000,"deliver_subject":"push.here","inactive_threshold":5000000000,\
            "num_replicas":0,"metadata":{"io.nats.monitor.lag-critical":"5","owner":"Zoë"}},\
            "delivered":{"consumer_seq":7,"stream_seq":9,"last_active":"2026-11-26T10:21:21.123456789Z"},\
            "ack_floor":{"consumer_seq":5,"stream_seq":6},"num_ack_pending":2,"num_redelivered":1,"num_waiting":4,\
            "num_pending":91,"cluster":{"name":"C","raft_group":"C-R3F-x","leader":"n2","replicas":[{"name":"n1",\
            "current":true,"active":12345,"peer":"abc"},{"name":"n3","current":false,"offline":true,"active":6000000000,\
            "lag":17}]},"push_bound":true,"paused":true,"priority_groups":[{"group":"a"}],"ts":"2026-11-26T10:25:18.25Z"}""";

    private static final String ANSWER = """
            {"server":{"name":"n2","host":"127.0.0.1","id":"NB4E","ver":"2.15.1","jetstream":true,"flags":7,"seq":41,\
            "time":"2026-11-26T10:25:18Z"},"data":{"name":"APP","id":"APP","memory":0,"stream_detail":[{"name":"ORDERS",\
            "created":"2026-11-26T10:20:18Z","cluster":{"name":"C","leader":"n2"},"config":{"name":"ORDERS",\
            "subjects":["orders.\\u003e"],"retention":"limits","max_msgs":-1,"num_replicas":3},"state":{"messages":100,\
            "bytes":14000,"first_seq":1,"first_ts":"2026-11-26T10:20:19Z","last_seq":100,"last_ts":"2026-11-26T10:20:20Z",\
            "num_subjects":1,"consumer_count":1,"num_deleted":3},"consumer_detail":[%s,{"stream_name":"ORDERS","name":"idle"}],\
            "stream_raft_group":"x"},{"name":"EMPTY","created":"2026-11-26T10:20:18Z","consumer_detail":null}],\
            "meta_cluster":{"name":"C","leader":"n1","cluster_size":3}}}""".formatted(CONSUMER);

    private static ServerAnswer read(String json) throws IOException {
        return ServerAnswerReader.read(json.getBytes(StandardCharsets.UTF_8), 5, new KnownStreams());
    }

    @Test
    void consumer_isReadWithAllThatIsTold() throws IOException {
        ServersJetStream.Server told = read(ANSWER).told();
        assertThat(told.name()).isEqualTo("n2");
        ConsumerInfo consumer = told.streams().get(0).consumers().get(0);
        assertThat(consumer)
                .isEqualTo(new ConsumerInfo(
                        "ORDERS",
                        "worker",
                        Instant.parse("2026-11-26T10:20:21.5Z"),
                        new ConsumerInfo.Config(
                                "worker",
                                "push.here",
                                "by_start_time",
                                3,
                                Instant.parse("2026-11-26T10:00:00Z"),
                                "all",
                                30_000_000_000L,
                                -1,
                                1000,
                                "",
                                List.of("orders.>", "returns.*"),
                                5_000_000_000L,
                                "50%",
                                "ships >orders<",
                                Map.of("io.nats.monitor.lag-critical", "5", "owner", "Zoë")),
                        new ConsumerInfo.Position(7, 9, Instant.parse("2026-11-26T10:21:21.123456789Z")),
                        new ConsumerInfo.Position(5, 6, null),
                        2,
                        1,
                        4,
                        91,
                        true,
                        true,
                        new StreamInfo.Cluster(
                                "C",
                                "n2",
                                List.of(
                                        new StreamInfo.Replica("n1", true, false, 12_345, 0),
                                        new StreamInfo.Replica("n3", false, true, 6_000_000_000L, 17)),
                                "C-R3F-x"),
                        Instant.parse("2026-11-26T10:25:18.25Z"),
                        false));
        assertThat(consumer.isConfigured()).isTrue();
    }

    @Test
    void consumer_thatDoesNotTellItsTime_hasTheServers() throws IOException {
        ConsumerInfo idle = read(ANSWER).told().streams().get(0).consumers().get(1);
        assertThat(idle.name()).isEqualTo("idle");
        assertThat(idle.time()).isEqualTo(Instant.parse("2026-11-26T10:25:18Z"));
        assertThat(idle.timeOfAnswer()).isTrue();
        assertThat(idle.isConfigured()).isFalse();
        assertThat(idle.delivered()).isEqualTo(new ConsumerInfo.Position(0, 0, null));
    }

    /** Servers have ever new names where they are made anew: what they told must not pile up. */
    @Test
    void servers_thatAreAway_areForgotten() throws IOException {
        KnownStreams known = new KnownStreams();
        for (int i = 0; i < 1_000; i++) {
            for (String name : List.of("n1", "n2", "pod-" + i / 10)) {
                ServerAnswerReader.read(
                        ANSWER.replace("\"name\":\"n2\",\"host\"", "\"name\":\"" + name + "\",\"host\"")
                                .getBytes(StandardCharsets.UTF_8),
                        0,
                        known);
            }
        }
        assertThat(known.servers()).isBetween(3, 6);
    }

    @Test
    void stream_isReadWithItsState_andWhetherItIsConfigured() throws IOException {
        ServerAnswer answer = read(ANSWER);
        assertThat(answer.clusterSize()).isEqualTo(3);
        assertThat(answer.received()).isEqualTo(5);
        ServersJetStream.Stream orders = answer.told().streams().get(0);
        assertThat(orders.configured()).isTrue();
        assertThat(orders.info().config().subjects()).containsExactly("orders.>");
        assertThat(orders.info().state().deleted()).isEqualTo(3);
        assertThat(orders.info().cluster().leader()).isEqualTo("n2");
        ServersJetStream.Stream empty = answer.told().streams().get(1);
        assertThat(empty.name()).isEqualTo("EMPTY");
        assertThat(empty.configured()).isFalse();
        assertThat(empty.consumers()).isEmpty();
    }

    /** As lists, and questions for one, tell it. */
    @Test
    void stream_ofTheApi_isReadWithAllThatIsTold() throws IOException {
        byte[] json = """
                {"type":"io.nats.jetstream.api.v1.stream_info_response","total":0,"config":{"name":"ORDERS","description":"all",\
                "subjects":["orders.\\u003e","returns"],"retention":"workqueue","max_consumers":5,"max_msgs":10,"max_bytes":11,\
                "max_age":12,"max_msgs_per_subject":13,"max_msg_size":-1,"discard":"new","storage":"file","num_replicas":3,\
                "allow_direct":true,"metadata":{"owner":"Zoë"}},"created":"2026-11-26T10:20:18Z","state":{"messages":100,\
                "bytes":14000,"first_seq":4,"first_ts":"2026-11-26T10:20:19Z","last_seq":103,"last_ts":"2026-11-26T10:20:20Z",\
                "num_subjects":1,"num_deleted":3,"consumer_count":2},"cluster":{"name":"C","leader":"n1"},"ts":"x"}""".getBytes(StandardCharsets.UTF_8);
        StreamInfo stream = JsonCursor.read(json, in -> new StreamReader(in).stream());
        assertThat(stream)
                .isEqualTo(new StreamInfo(
                        new StreamInfo.Config(
                                "ORDERS",
                                List.of("orders.>", "returns"),
                                "workqueue",
                                "new",
                                5,
                                10,
                                11,
                                12,
                                13,
                                3,
                                true,
                                "all",
                                Map.of("owner", "Zoë")),
                        Instant.parse("2026-11-26T10:20:18Z"),
                        new StreamInfo.State(
                                100,
                                14_000,
                                4,
                                Instant.parse("2026-11-26T10:20:19Z"),
                                103,
                                Instant.parse("2026-11-26T10:20:20Z"),
                                2,
                                3),
                        new StreamInfo.Cluster("C", "n1", List.of(), "")));
    }

    @Test
    void answer_withAnError_isReadAsOneWithoutStreams() throws IOException {
        ServerAnswer answer = read("""
                {"server":{"name":"n1","jetstream":false},"error":{"code":404,"description":"no account"}}""");
        assertThat(answer.hasJetStream()).isFalse();
        assertThat(answer.told().streams()).isEmpty();
    }

    /** Whatever came over the wire: nothing but an {@link IOException}, and never without an end. */
    @Test
    void answer_thatIsCutOrMutated_isReadOrRefused() {
        byte[] sound = ANSWER.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < sound.length; length++) {
            byte[] cut = Arrays.copyOf(sound, length);
            assertThatThrownBy(() -> ServerAnswerReader.read(cut, 0, new KnownStreams()))
                    .isInstanceOf(IOException.class);
        }
        Random random = new Random(7);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] mutated = sound.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            try {
                ServerAnswerReader.read(mutated, 0, new KnownStreams()).told();
                read++;
            } catch (IOException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
            }
        }
        // within names and texts a letter more or less is as good as another
        assertThat(read).isBetween(1_000, 19_000);
    }

    /** What is known in the same words is not read again: nobody may see a difference. */
    @Test
    void answer_afterOthers_isReadLikeTheFirst() throws IOException {
        Random random = new Random(11);
        KnownStreams known = new KnownStreams();
        List<StringBuilder> consumers = new ArrayList<>();
        int told = 0;
        for (int poll = 0; poll < 500; poll++) {
            switch (random.nextInt(8)) {
                case 0 -> consumers.add(random.nextInt(consumers.size() + 1), new StringBuilder("0"));
                case 1 -> {
                    if (!consumers.isEmpty()) {
                        consumers.remove(random.nextInt(consumers.size()));
                    }
                }
                case 2, 3, 4 -> {
                    if (!consumers.isEmpty()) {
                        consumers.get(random.nextInt(consumers.size())).append(random.nextInt(10));
                    }
                }
                default -> {}
            }
            byte[] answer = polled(consumers, poll, random).getBytes(StandardCharsets.UTF_8);
            ServersJetStream.Server again =
                    ServerAnswerReader.read(answer, 0, known).told();
            assertThat(again)
                    .isEqualTo(ServerAnswerReader.read(answer, 0, new KnownStreams())
                            .told());
            told += again.streams().get(0).consumers().size();
        }
        assertThat(told).isPositive();
    }

    private static String polled(List<StringBuilder> consumers, int poll, Random random) {
        StringJoiner told = new StringJoiner(",");
        for (int i = 0; i < consumers.size(); i++) {
            String digits = consumers.get(i).toString();
            String end = switch (random.nextInt(4)) {
                case 0 -> "}";
                case 1 -> ",\"ts\":\"2026-11-26T10:25:18.%03dZ\",\"priority_groups\":[]}".formatted(poll);
                default -> ",\"ts\":\"2026-11-26T10:25:18.%03dZ\"}".formatted(poll);
            };
            told.add("{\"stream_name\":\"S\",\"name\":\"c%d\",\"num_pending\":%s%s"
                    .formatted(i, digits.substring(digits.length() - Math.min(digits.length(), 9)), end));
        }
        return "{\"server\":{\"name\":\"n%d\",\"jetstream\":true},\"data\":{\"stream_detail\":[{\"name\":\"S\",\"consumer_detail\":[%s]}]}}"
                .formatted(random.nextInt(2), told);
    }
}
