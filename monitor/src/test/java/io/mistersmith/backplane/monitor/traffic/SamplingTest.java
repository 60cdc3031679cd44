package io.mistersmith.backplane.monitor.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.traffic.Sampling.Cost;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SamplingTest {

    private final Sampling sampling = new Sampling(5e6, 5000);

    @Test
    void bytes_ofPlainSubscriptions_haveTheirOwnBudget() {
        sampling.decide(Map.of("QUEUE", new Cost(100, 9e6), "SMALL", new Cost(100, 1e6), "LIMITS", new Cost(3000, 0)));

        assertThat(sampling.duty("QUEUE")).isPresent();
        assertThat(sampling.duty("SMALL")).isEmpty();
        assertThat(sampling.duty("LIMITS")).isEmpty();
    }

    @Test
    void messages_ofThoseSampledForBytes_countNoMore() {
        sampling.decide(Map.of("QUEUE", new Cost(3000, 9e6), "LIMITS", new Cost(3000, 0)));

        assertThat(sampling.duty("QUEUE")).isPresent();
        assertThat(sampling.duty("LIMITS")).isEmpty();
    }

    @Test
    void stream_thatIsGone_isSampledNoMore() {
        sampling.decide(Map.of("HOT", new Cost(9000, 0)));
        assertThat(sampling.isAnySampled()).isTrue();

        sampling.decide(Map.of());
        assertThat(sampling.isAnySampled()).isFalse();
    }
}
