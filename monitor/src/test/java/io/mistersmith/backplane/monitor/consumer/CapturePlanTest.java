package io.mistersmith.backplane.monitor.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.consumer.Advisory.Kind;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapturePlanTest {

    private static final String DEAD = "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>";
    private static final String NAKS = "$JS.EVENT.ADVISORY.CONSUMER.MSG_NAKED.>";

    private static StreamInfo stream(
            String name, String retention, long maxConsumers, int consumers, String... subjects) {
        return new StreamInfo(
                new StreamInfo.Config(
                        name, List.of(subjects), retention, "old", maxConsumers, -1, -1, 0, -1, 1, false, "", Map.of()),
                Given.CREATED,
                new StreamInfo.State(0, 0, 0, null, 0, null, consumers, 0),
                null);
    }

    private static CapturePlan plan(StreamInfo... streams) {
        return CapturePlan.of(List.of(streams), Map.of());
    }

    @Test
    void nobodyElse_allIsCapturedByUs() {
        CapturePlan plan = plan(stream("ORDERS", "limits", -1, 0, "orders.>"));
        assertThat(plan.own()).hasSize(7).contains(DEAD, NAKS);
        assertThat(plan.readers()).singleElement().satisfies(r -> {
            assertThat(r.stream()).isEqualTo(CapturePlan.STREAM);
            assertThat(r.kinds()).containsExactly(Kind.MAX_DELIVERIES, Kind.TERMINATED, Kind.NAK);
        });
        assertThat(plan.heard()).isEmpty();
    }

    @Test
    void ourOwn_isNoRival() {
        assertThat(plan(stream(CapturePlan.STREAM, "limits", -1, 1, DEAD)).own())
                .hasSize(7);
    }

    @ParameterizedTest
    @CsvSource({
        // retention, max_consumers, consumers, subject, read?
        "limits, -1, 50, $JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>, true",
        "limits, 3, 0, $JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>, true",
        "limits, 3, 1, $JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>, false",
        "limits, 2, 0, $JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>, false",
        "workqueue, -1, 0, $JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>, false",
        "interest, -1, 0, $JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>, false",
        "limits, -1, 0, $JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.ORDERS.*, false"
    })
    void operatorsCapture_isRead_whereThatDoesNoHarm(
            String retention, long maxConsumers, int consumers, String subject, boolean read) {
        CapturePlan plan = plan(stream("DLQ", retention, maxConsumers, consumers, subject));
        assertThat(plan.own()).doesNotContain(DEAD).contains(NAKS);
        assertThat(plan.isCaptured(Kind.MAX_DELIVERIES)).isEqualTo(read);
        assertThat(plan.heard().containsKey(Kind.MAX_DELIVERIES)).isEqualTo(!read);
        assertThat(plan.isCaptured(Kind.NAK)).isTrue();
    }

    @Test
    void operatorsCaptureOfAll_leavesNothingForUs() {
        CapturePlan plan = plan(stream("ALL", "limits", 5, 0, "$JS.EVENT.>"));
        assertThat(plan.own()).isEmpty();
        assertThat(plan.readers()).extracting(CapturePlan.Reader::stream).containsOnly("ALL");
        assertThat(plan.readers()).as("one consumer a kind").hasSize(3);
    }

    @Test
    void lastTwoPlaces_areNotTaken_ourPresentOnesCount() {
        StreamInfo tight = stream("ALL", "limits", 4, 0, "$JS.EVENT.>");
        assertThat(plan(tight).readers()).hasSize(2);
        StreamInfo withOurs = stream("ALL", "limits", 4, 2, "$JS.EVENT.>");
        assertThat(CapturePlan.of(List.of(withOurs), Map.of("ALL", 2L)).readers())
                .hasSize(2);
        StreamInfo withAnother = stream("ALL", "limits", 4, 3, "$JS.EVENT.>");
        assertThat(CapturePlan.of(List.of(withAnother), Map.of("ALL", 2L)).readers())
                .as("an application came: we leave a place")
                .hasSize(1);
    }

    @Test
    void streamThatCannotBeRead_isHeardAndSaid() {
        CapturePlan plan = plan().without(CapturePlan.STREAM, "maximum number of streams reached");
        assertThat(plan.readers()).isEmpty();
        assertThat(plan.words())
                .isEqualTo("heard as they come, not captured: max deliveries, terminations, naks"
                        + " (maximum number of streams reached)");
    }
}
