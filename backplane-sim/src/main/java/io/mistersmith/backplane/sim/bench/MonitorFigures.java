package io.mistersmith.backplane.sim.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** What a monitor tells of the heartbeats of {@link HeartbeatFrames} that it heard. */
final class MonitorFigures {

    private static final long START_SECONDS = 30;

    /**
     * @param taken heartbeats that were taken in: each tells so many durations, and the monitor counts these one by one
     * @param dropped that nobody took in time
     * @param rejected that were not believed, or repeated
     * @param allocated bytes, as of the last garbage collection
     */
    record Counts(double taken, double dropped, double rejected, double allocated) {
        Counts minus(Counts before) {
            return new Counts(
                    taken - before.taken,
                    dropped - before.dropped,
                    rejected - before.rejected,
                    allocated - before.allocated);
        }
    }

    private final Page page;

    MonitorFigures(Page page) {
        this.page = page;
    }

    /** Until the monitor shows its figures of a fleet that it could hear. */
    void awaitReady(Child monitor) throws IOException, InterruptedException {
        for (long began = System.nanoTime();
                page.text().filter(t -> t.contains("\nsystem_active_agents ")).isEmpty(); ) {
            if (!monitor.isAlive() || System.nanoTime() - began > TimeUnit.SECONDS.toNanos(START_SECONDS)) {
                throw new IOException("the monitor tells nothing of a fleet; its log says why");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    Counts counts() throws IOException, InterruptedException {
        String text = page.text().orElseThrow(() -> new IOException("the monitor answers no more; its log says why"));
        return new Counts(
                Page.sum(text, "agent_operation_duration_ms_count{") / HeartbeatFrames.DURATIONS,
                Page.sum(text, "backplane_monitor_messages_dropped_total{source=\"agents\"}"),
                Page.sum(text, "backplane_monitor_heartbeats_rejected_total")
                        + Page.sum(text, "backplane_monitor_heartbeats_duplicate_total"),
                Page.sum(text, "jvm_gc_memory_allocated_bytes_total"));
    }

    /** The counts once they have stood still so long. */
    Counts awaitAll(long quietSeconds) throws IOException, InterruptedException {
        Counts counts = counts();
        for (long changed = System.nanoTime(); System.nanoTime() - changed < TimeUnit.SECONDS.toNanos(quietSeconds); ) {
            TimeUnit.MILLISECONDS.sleep(500);
            Counts now = counts();
            if (now.taken() != counts.taken() || now.dropped() != counts.dropped()) {
                counts = now;
                changed = System.nanoTime();
            }
        }
        return counts;
    }
}
