package io.mistersmith.backplane.monitor;

import io.mistersmith.backplane.monitor.config.MonitorConfig;

/** The composition root: makes everything, wires it, and waits for the end. */
final class Monitor {

    private Monitor() {}

    /**
     * Runs until the process is asked to end.
     *
     * @return the exit status: 0 done, 1 failed
     */
    static int run(MonitorConfig config) {
        return 0;
    }
}
