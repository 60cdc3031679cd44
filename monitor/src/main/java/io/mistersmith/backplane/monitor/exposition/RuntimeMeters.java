package io.mistersmith.backplane.monitor.exposition;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The monitor's own process and JVM as {@code process_*} and {@code jvm_*}; among them {@code process_cpu_seconds_total} and
 * {@code process_resident_memory_bytes}, which everybody's dashboards know. To be bound before any other meter is made: it
 * also says what no meter may be. Closing stops listening to the garbage collector.
 */
public final class RuntimeMeters implements MeterBinder, AutoCloseable {

    private static final Path STATUS = Path.of("/proc/self/status");

    private static final String[] METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE"};

    private final JvmGcMetrics gc = new JvmGcMetrics();

    @Override
    public void bindTo(MeterRegistry registry) {
        // the host's figures are the host source's, in its words
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("system."));
        // process.cpu.seconds says the same in the usual unit
        registry.config().meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"));
        // whoever can reach the port may invent methods, and each would be a series for ever
        registry.config().meterFilter(MeterFilter.replaceTagValues("method", m -> "other", METHODS));
        List.of(
                        gc,
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new ProcessorMetrics(),
                        new UptimeMetrics(),
                        new FileDescriptorMetrics())
                .forEach(binder -> binder.bindTo(registry));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean os) {
            FunctionCounter.builder("process.cpu.seconds", os, o -> o.getProcessCpuTime() / 1e9)
                    .description("Processor time that the process has used since it began.")
                    .register(registry);
        }
        if (Files.isReadable(STATUS)) {
            Gauge.builder("process.resident.memory.bytes", RuntimeMeters::residentBytes)
                    .description("Physical memory that the process holds now.")
                    .register(registry);
        }
    }

    @Override
    public void close() {
        gc.close();
    }

    /** Linux tells it in kibibytes; NaN where it does not. */
    private static double residentBytes() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
