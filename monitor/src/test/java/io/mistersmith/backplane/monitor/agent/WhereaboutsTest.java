package io.mistersmith.backplane.monitor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.nats.ServersConnections.Client;
import io.mistersmith.backplane.monitor.nats.ServersConnections.Closing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WhereaboutsTest {

    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

    private static Client open(int number, int lastActivity) {
        return new Client(
                "a", "n1", number, NOON.plusMillis(60_500), 0, NOON.plusSeconds(lastActivity), Optional.empty());
    }

    private static Client closed(int number, int lastActivity, int stop, long aheadMillis) {
        return new Client(
                "a",
                "n2",
                number,
                NOON.plusSeconds(60),
                aheadMillis,
                NOON.plusSeconds(lastActivity),
                Optional.of(new Closing(NOON.plusSeconds(stop).plusNanos(123_456_789), "Stale Connection")));
    }

    private static Optional<String> words(boolean complete, int lastHeartbeat, Client... named) {
        return Whereabouts.of(
                        List.of(named),
                        complete,
                        NOON.plusSeconds(lastHeartbeat).toEpochMilli())
                .map(Whereabouts::words);
    }

    @Test
    void openConnection_isOfAProcessThatIsWedged() {
        assertThat(words(true, 40, open(17, 48)))
                .contains(
                        "silent, but still connected to server n1 as client 17 at 2026-11-26T12:01:00Z (last activity 12 s"
                                + " before): the process is wedged or does not beat any more, or its host went and the server has not"
                                + " noticed yet");
        assertThat(words(false, 40, open(17, 48)))
                .as("what was seen is so, whoever else did not answer")
                .isPresent();
    }

    @Test
    void connectionClosedAfterTheLastHeartbeat_isOfOneThatIsGone() {
        assertThat(words(true, 40, closed(17, 40, 50, 0)))
                .contains("gone: server n2 closed its connection at 2026-11-26T12:00:50.123Z (Stale Connection)");
    }

    @Test
    void connectionClosedBeforeTheLastHeartbeat_saysNothing() {
        assertThat(words(true, 50, closed(17, 40, 41, 0))).isEmpty();
        assertThat(words(true, 42, closed(17, 40, 41, 0)))
                .as("the heartbeat was on its way for a moment")
                .isPresent();
    }

    @Test
    void closing_isTakenByOurClock() {
        assertThat(words(true, 40, closed(17, 90, 100, 90_000))).isEmpty();
        assertThat(words(true, 40, closed(17, 90, 100, 50_000))).isPresent();
        assertThat(words(true, 40, closed(17, 0, 1, -50_000))).isPresent();
    }

    @Test
    void nobodyIsGone_whileAServerHasNotAnswered() {
        assertThat(words(false, 40, closed(17, 40, 50, 0))).isEmpty();
    }

    @Test
    void ofSeveral_theOneWithTheLatestActivityCounts() {
        assertThat(words(true, 40, closed(17, 40, 45, 0), open(18, 46)).orElseThrow())
                .startsWith("silent");
        assertThat(words(true, 40, open(16, 20), closed(17, 40, 45, 0)).orElseThrow())
                .startsWith("gone");
        assertThat(words(true, 40, closed(17, 40, 45, 0), open(17, 40)).orElseThrow())
                .as("told as open, and as closed a moment later")
                .startsWith("gone");
    }

    @Test
    void withoutAnyOfItsName_nothingIsKnown() {
        assertThat(words(true, 40)).isEmpty();
    }
}
