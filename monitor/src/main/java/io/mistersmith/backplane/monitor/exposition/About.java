package io.mistersmith.backplane.monitor.exposition;

import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the monitor is. The suppliers are asked from any thread, and must not wait.
 *
 * @param version of this build
 * @param startedAt when the process began
 * @param natsServer the version of the server that we are connected to; empty while it is not known
 * @param leader whether this replica is the one that judges and alerts
 */
public record About(String version, Instant startedAt, Supplier<String> natsServer, BooleanSupplier leader) {}
