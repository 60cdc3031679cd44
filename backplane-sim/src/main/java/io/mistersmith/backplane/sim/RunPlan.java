package io.mistersmith.backplane.sim;

import io.mistersmith.backplane.sim.fault.FaultSchedule;
import io.mistersmith.backplane.sim.fleet.FleetPlan;
import io.mistersmith.backplane.sim.load.LoadPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A whole run.
 *
 * @param duration zero: until it is stopped
 * @param httpPort 0: any that is free
 * @param truthFile where the truth is written at the end
 * @param printEvery zero: never
 * @param keep leave the streams at the end
 */
record RunPlan(
        long seed,
        FleetPlan fleet,
        LoadPlan load,
        FaultSchedule faults,
        Duration duration,
        String httpHost,
        int httpPort,
        Optional<Path> truthFile,
        Duration printEvery,
        boolean keep) {}
