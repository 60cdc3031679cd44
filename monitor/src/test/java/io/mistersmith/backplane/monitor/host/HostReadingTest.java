package io.mistersmith.backplane.monitor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mistersmith.backplane.monitor.frame.Frame;
import org.junit.jupiter.api.Test;

class HostReadingTest {

    @Test
    void reading_becomesPercents() {
        Frame frame = new HostReading(0.25, 6_000, 8_000, 1.5).frame(7, 15_000);

        assertThat(frame.value(0, "system_cpu_utilization_percent")).isEqualTo(25);
        assertThat(frame.value(0, "system_memory_utilization_percent")).isEqualTo(25);
        assertThat(frame.value(0, "system_load_average_1m")).isEqualTo(1.5);
    }

    @Test
    void figures_thatTheSystemDoesNotHave_areUnknown() {
        Frame frame = new HostReading(-1, 0, 0, -1).frame(7, 15_000);

        assertThat(frame.value(0, "system_cpu_utilization_percent")).isNaN();
        assertThat(frame.value(0, "system_memory_utilization_percent")).isNaN();
        assertThat(frame.value(0, "system_load_average_1m")).isNaN();
    }

    @Test
    void machine_isReadTwice_andSaysWhatIsPossible() {
        Machine machine = new Machine();
        machine.read();
        HostReading reading = machine.read();

        assertThat(reading.cpuLoad()).isBetween(0.0, 1.0);
        assertThat(reading.availableBytes()).isBetween(1L, reading.totalBytes());
        assertThat(reading.loadAverage())
                .isCloseTo(
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                                .getSystemLoadAverage(),
                        within(1.0));
    }
}
