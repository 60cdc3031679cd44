package io.mistersmith.backplane.monitor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {

    private Instant wall = Instant.parse("2026-11-23T22:52:00.123456Z");
    private long nanos = -77_000_777;
    private final SteadyClock clock = new SteadyClock(() -> wall, () -> nanos);

    private void pass(long millis) {
        wall = wall.plusMillis(millis);
        nanos += millis * 1_000_000;
    }

    @Test
    void millis_clockUntouched_areTheWallClocks() {
        pass(5000);
        assertThat(clock.millis()).isEqualTo(wall.toEpochMilli());
        assertThat(clock.wallAhead()).isZero();
    }

    @Test
    void millis_clockSetBack_passOn() {
        long before = clock.millis();
        pass(10);
        wall = wall.minusSeconds(3600);
        pass(10);
        assertThat(clock.millis()).isEqualTo(before + 20);
        assertThat(clock.wallAhead()).isEqualTo(-3_600_000);
        assertThat(clock.millis() + clock.wallAhead()).isEqualTo(wall.toEpochMilli());
    }
}
