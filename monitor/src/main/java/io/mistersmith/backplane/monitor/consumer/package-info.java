/**
 * JetStream streams and consumers: what waits, how old the oldest of it is, how fast it is worked off, and whether anybody
 * works at all. {@link io.mistersmith.backplane.monitor.consumer.Backplane} is the pure state; the verticle and its poller
 * ask and publish.
 */
@NullMarked
package io.mistersmith.backplane.monitor.consumer;

import org.jspecify.annotations.NullMarked;
