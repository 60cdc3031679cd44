package io.mistersmith.backplane.monitor.exposition;

import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * When the monitor is ready to be asked. Both are asked on an event loop, and must not wait.
 *
 * @param connected whether NATS is there now
 * @param kinds the kinds of Frames of which the first must have come; which they are depends on what the server can do
 */
public record Readiness(BooleanSupplier connected, Supplier<Set<String>> kinds) {}
