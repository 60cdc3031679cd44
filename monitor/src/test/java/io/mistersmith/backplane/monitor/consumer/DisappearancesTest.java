package io.mistersmith.backplane.monitor.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DisappearancesTest {

    private final Disappearances disappearances = new Disappearances();

    @Test
    void singleServer_knowsWhatItHas() {
        assertThat(disappearances.gone(List.of("a", "b"), 0, false)).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void cluster_deniedForLong_isGone() {
        assertThat(disappearances.gone(List.of("a"), 1_000, true)).isEmpty();
        assertThat(disappearances.gone(List.of("a", "b"), 4_999, true)).isEmpty();
        assertThat(disappearances.gone(List.of("a", "b"), 5_000, true)).containsExactly("a");
        assertThat(disappearances.gone(List.of("a"), 5_001, true))
                .as("another of that name")
                .isEmpty();
    }

    @Test
    void cluster_seenInBetween_isThere() {
        disappearances.gone(List.of("a"), 1_000, true);
        disappearances.seen("a");
        assertThat(disappearances.gone(List.of("a"), 6_000, true)).isEmpty();
    }
}
