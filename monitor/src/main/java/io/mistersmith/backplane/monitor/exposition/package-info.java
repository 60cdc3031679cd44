/**
 * What the monitor tells over HTTP: {@code /metrics}, {@code /health} and {@code /api/violations}, from memory alone. A Frame
 * is written to a scrape as it is; no structure lies between.
 *
 * <p>All but {@code ExpositionVerticle} is free of Vert.x, and knows the time by argument only.
 */
@NullMarked
package io.mistersmith.backplane.monitor.exposition;

import org.jspecify.annotations.NullMarked;
