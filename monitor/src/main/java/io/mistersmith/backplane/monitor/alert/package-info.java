/**
 * Who is told of violations: on NATS ({@link io.mistersmith.backplane.monitor.alert.ViolationPublisherVerticle}), and people
 * through receivers ({@link io.mistersmith.backplane.monitor.alert.AlertVerticle}).
 *
 * <pre>
 * Violation ─► AlertBook (who is owed what, when; pure) ─► Outbox (one a receiver) ─► Delivery (retries) ─► Receiver
 * </pre>
 *
 * <p>The book compares what a receiver was told with what is true now, so that what came and went between two notifications
 * says nothing. An outbox holds what was decided and not yet taken by the receiver.
 */
@NullMarked
package io.mistersmith.backplane.monitor.alert;

import org.jspecify.annotations.NullMarked;
