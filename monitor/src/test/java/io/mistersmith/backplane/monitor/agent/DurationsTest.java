package io.mistersmith.backplane.monitor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.frame.Histogram;
import io.mistersmith.backplane.monitor.wire.HeartbeatDecoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DurationsTest {

    private final HeartbeatDecoder decoder = new HeartbeatDecoder();

    /** What is on a bound counts in its bucket, what is beyond by however little in the next. */
    @Test
    void duration_counts_in_the_first_bucket_whose_bound_it_does_not_exceed() {
        Histogram bounds = histogramOf(1);
        for (int i = 0; i < bounds.size(); i++) {
            assertThat(bucketOf(bounds.bound(i))).isEqualTo(i);
            assertThat(bucketOf(Math.nextUp(bounds.bound(i)))).isEqualTo(i + 1);
            assertThat(bucketOf(Math.nextDown(bounds.bound(i)))).isEqualTo(i);
        }
        assertThat(bucketOf(0)).isZero();
        assertThat(bucketOf(Double.MIN_VALUE)).isZero();
        assertThat(bucketOf(HeartbeatDecoder.MAX_DURATION_MILLIS)).isEqualTo(bounds.size());
    }

    private int bucketOf(double millis) {
        Histogram histogram = histogramOf(millis);
        return IntStream.rangeClosed(0, histogram.size())
                .filter(i -> histogram.count(i) == 1)
                .findFirst()
                .orElseThrow();
    }

    private Histogram histogramOf(double millis) {
        String text =
                "{\"agent_id\":\"a\",\"timestamp\":0,\"sequence\":0,\"operations\":{\"task\":{\"count\":1,\"durations_ms\":["
                        + millis + "]}}}";
        assertThat(decoder.decode(text.getBytes(StandardCharsets.UTF_8), "a")).isEmpty();
        Durations durations = new Durations(1, 1);
        durations.record(decoder.heartbeat(), 0, 0, "task", 0, "worker", 0);
        return durations.distribution(0).orElseThrow().histogram();
    }
}
