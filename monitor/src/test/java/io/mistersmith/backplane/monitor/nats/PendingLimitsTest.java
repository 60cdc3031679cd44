package io.mistersmith.backplane.monitor.nats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PendingLimitsTest {

    /** Whether they are many or large: what waits never fills more than a quarter of the heap. */
    @ParameterizedTest
    @ValueSource(longs = {16 << 20, 64 << 20, 1L << 30, 1L << 40})
    void waiting_messages_leave_the_heap_to_others(long heap) {
        PendingLimits limits = PendingLimits.ofHeap(heap);
        assertThat(limits.maxMessages() * 400.0 + limits.maxBytes()).isLessThanOrEqualTo(heap / 4.0);
        assertThat(limits.maxMessages()).isPositive();
        assertThat(limits.maxBytes()).isPositive();
    }
}
