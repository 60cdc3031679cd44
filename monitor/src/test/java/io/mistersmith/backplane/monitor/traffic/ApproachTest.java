package io.mistersmith.backplane.monitor.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.nats.StreamInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApproachTest {

    private static StreamInfo stream(String retention, List<String> subjects, long maxConsumers, int consumers) {
        return new StreamInfo(
                new StreamInfo.Config(
                        "S", subjects, retention, "old", maxConsumers, -1, -1, 0, -1, 1, false, "", Map.of()),
                Instant.EPOCH,
                new StreamInfo.State(0, 0, 0, Instant.EPOCH, 0, Instant.EPOCH, consumers, 0),
                StreamInfo.Cluster.NONE);
    }

    @Test
    void limitsStream_takesAConsumer_alsoAsAMirror() {
        assertThat(Approach.of(stream("limits", List.of("s.>"), -1, 7), false, true, true))
                .isEqualTo(Approach.HEADERS);
        assertThat(Approach.of(stream("limits", List.of(), -1, 7), false, true, true))
                .isEqualTo(Approach.HEADERS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"interest", "workqueue", "somethingNew"})
    void otherRetention_neverTakesAConsumer(String retention) {
        assertThat(Approach.of(stream(retention, List.of("s.>"), -1, 0), false, true, true))
                .isEqualTo(Approach.SUBJECTS);
        assertThat(Approach.of(stream(retention, List.of(), -1, 0), false, true, true))
                .isEqualTo(Approach.SEQUENCES);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0, false, SUBJECTS",
        "3, 0, false, HEADERS",
        "3, 1, true, HEADERS",
        "3, 1, false, SUBJECTS",
        "3, 2, true, SUBJECTS",
        "10, 7, false, HEADERS",
        "10, 8, false, SUBJECTS",
        "10, 8, true, HEADERS",
        "0, 1000, false, HEADERS"
    })
    void lastTwoPlaces_stayTheApplications(long max, int consumers, boolean ours, Approach expected) {
        assertThat(Approach.of(stream("limits", List.of("s.>"), max, consumers), ours, true, true))
                .isEqualTo(expected);
    }

    @Test
    void refusedConsumer_isDoneWithout() {
        assertThat(Approach.of(stream("limits", List.of("s.>"), -1, 0), false, false, true))
                .isEqualTo(Approach.SUBJECTS);
    }

    @Test
    void refusedSubscription_leavesTheSequences() {
        assertThat(Approach.of(stream("workqueue", List.of("s.>"), -1, 0), false, true, false))
                .isEqualTo(Approach.SEQUENCES);
        assertThat(Approach.of(stream("limits", List.of("s.>"), -1, 0), false, true, false))
                .isEqualTo(Approach.HEADERS);
    }

    @Test
    void account_keepsItsLastTwoPlaces() {
        assertThat(Approach.accountHasRoom(3, 1)).isTrue();
        assertThat(Approach.accountHasRoom(2, 1)).isFalse();
        assertThat(Approach.accountHasRoom(2, 0)).isTrue();
        assertThat(Approach.accountHasRoom(1, 0)).isFalse();
    }
}
