/**
 * The wire contract: subjects, heartbeats and violations as records, their decoders and encoders, JSON Schemas. The simulator
 * speaks it too.
 *
 * <p>Pure: no Vert.x, no NATS, no clock, no thread, no I/O.
 */
@NullMarked
package io.mistersmith.backplane.monitor.wire;

import org.jspecify.annotations.NullMarked;
