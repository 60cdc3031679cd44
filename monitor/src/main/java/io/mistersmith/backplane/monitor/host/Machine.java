package io.mistersmith.backplane.monitor.host;

import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HardwareAbstractionLayer;

/** Reads this host. Slow to make (it loads native code) and it blocks: not for an event loop. One thread at a time. */
final class Machine {

    private final CentralProcessor processor;
    private final GlobalMemory memory;
    private long[] ticks;

    Machine() {
        HardwareAbstractionLayer hardware = new SystemInfo().getHardware();
        this.processor = hardware.getProcessor();
        this.memory = hardware.getMemory();
        this.ticks = processor.getSystemCpuLoadTicks();
    }

    /** The CPU load is that since the reading before, or since this was made. */
    HostReading read() {
        long[] now = processor.getSystemCpuLoadTicks();
        double load = processor.getSystemCpuLoadBetweenTicks(ticks, now);
        ticks = now;
        return new HostReading(
                load, memory.getAvailable(), memory.getTotal(), processor.getSystemLoadAverage(1)[0]);
    }
}
