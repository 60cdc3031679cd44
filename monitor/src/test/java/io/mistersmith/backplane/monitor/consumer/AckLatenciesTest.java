package io.mistersmith.backplane.monitor.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AckLatenciesTest {

    private static final Labels ROW = Labels.of("stream_name", "T2", "consumer_name", "X");

    private final AckLatencies latencies = new AckLatencies();

    private void take(String consumer, long nanos, long now) {
        latencies.take(
                ("{\"type\":\"io.nats.jetstream.metric.v1.consumer_ack\",\"stream\":\"T2\",\"consumer\":\"" + consumer
                                + "\",\"consumer_seq\":1,\"stream_seq\":1,\"ack_time\":" + nanos + ",\"deliveries\":1}")
                        .getBytes(UTF_8),
                now);
    }

    @Test
    void quantiles_areOverTheWindow() {
        latencies.watch(Map.of(new AckLatencies.Key("T2", "X"), ROW));
        for (int ms = 1; ms <= 100; ms++) {
            take("X", ms * 1_000_000L, 1_000);
        }
        Frame frame = latencies.frame(2_000, 3_000);
        assertThat(frame.labels(0)).isEqualTo(ROW);
        assertThat(frame.value(0, 0)).isCloseTo(50, withinPercentage(2));
        assertThat(frame.value(0, 2)).isCloseTo(99, withinPercentage(2));
        assertThat(frame.value(0, 3)).isEqualTo(100);
        assertThat(latencies.frame(70_000, 3_000).rows()).as("a minute later").isZero();
    }

    @Test
    void others_andGarbage_doNotCount() {
        latencies.watch(Map.of(new AckLatencies.Key("T2", "X"), ROW));
        take("Y", 5_000_000, 1_000);
        latencies.take("{".getBytes(UTF_8), 1_000);
        assertThat(latencies.frame(1_000, 3_000).rows()).isZero();
    }

    @Test
    void whoIsNoLongerSampled_isForgotten() {
        latencies.watch(Map.of(new AckLatencies.Key("T2", "X"), ROW));
        take("X", 5_000_000, 1_000);
        latencies.watch(Map.of());
        assertThat(latencies.frame(1_000, 3_000).rows()).isZero();
        assertThat(latencies.isEmpty()).isTrue();
    }
}
