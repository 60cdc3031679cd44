package io.mistersmith.backplane.monitor.nats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Answers as servers 2.9 to 2.15 give them. */
class ConnectionsAnswerTest {

    private static final Instant TIME = Instant.parse("2026-11-26T11:39:11.649Z");

    private static ConnectionsAnswer read(String server, String data) throws IOException {
        String answer = "{'server':{'name':'" + server + "','time':'" + TIME + "'},'data':" + data + "}";
        return ConnectionsAnswer.read(
                answer.replace('\'', '"').getBytes(UTF_8), Set.of("a", "b"), TIME.toEpochMilli() - 500);
    }

    private static String data(int total, String... connections) {
        return "{'num_connections':" + connections.length + ",'total':" + total + ",'limit':9,'connections':["
                + String.join(",", connections) + "]}";
    }

    @Test
    void connections_ofThoseWhoAreLookedFor_areTold() throws IOException {
        ConnectionsAnswer open = read(
                "n1",
                data(
                        3,
                        "{'cid':8,'name':'a','last_activity':'2026-11-26T11:39:09.75146857Z','ip':'10.0.0.1'}",
                        "{'cid':9,'name':'other','last_activity':'2026-11-26T11:39:09Z'}",
                        "{'cid':10,'last_activity':'2026-11-26T11:39:09Z'}"));
        ConnectionsAnswer closed = read(
                "n1",
                data(
                        9,
                        "{'cid':5,'name':'b','last_activity':'2026-11-26T11:39:01Z','stop':'2026-11-26T11:39:02Z',"
                                + "'reason':'Client Closed'}"));
        ServersConnections all = ServersConnections.of(List.of(open), List.of(closed), 1);
        assertThat(all.complete()).as("of the closed there may be more").isTrue();
        assertThat(all.clients())
                .containsExactly(
                        new ServersConnections.Client(
                                "a",
                                "n1",
                                8,
                                TIME,
                                500,
                                Instant.parse("2026-11-26T11:39:09.75146857Z"),
                                Optional.empty()),
                        new ServersConnections.Client(
                                "b",
                                "n1",
                                5,
                                TIME,
                                500,
                                Instant.parse("2026-11-26T11:39:01Z"),
                                Optional.of(new ServersConnections.Closing(
                                        Instant.parse("2026-11-26T11:39:02Z"), "Client Closed"))));
    }

    @Test
    void answersAreIncomplete_whereAServerIsMissing_orToldNotAll_orHadNothingToSay() throws IOException {
        ConnectionsAnswer whole = read("n1", data(0));
        assertThat(ServersConnections.of(List.of(whole), List.of(), 2).complete())
                .isFalse();
        assertThat(ServersConnections.of(List.of(whole, whole), List.of(), 2).complete())
                .as("one that answers twice is one")
                .isFalse();
        ConnectionsAnswer part = read("n2", data(2, "{'cid':8,'name':'a'}"));
        assertThat(ServersConnections.of(List.of(whole, part), List.of(), 2).complete())
                .isFalse();
        ConnectionsAnswer refused = read("n2", "null,'error':{'code':500,'description':'no'}");
        assertThat(ServersConnections.of(List.of(whole, refused), List.of(), 2).complete())
                .isFalse();
        ConnectionsAnswer none = read("n2", "{'num_connections':0,'total':0,'connections':null}");
        assertThat(ServersConnections.of(List.of(whole, none), List.of(), 2).complete())
                .isTrue();
    }

    @Test
    void whatIsNoAnswer_isSaidToBeNone() {
        assertThatThrownBy(() -> read("n1", "[]")).isInstanceOf(IOException.class);
    }
}
