/**
 * The NATS connection: options, credentials and TLS, endless reconnects, JetStream requests as {@code Future}s with deadline,
 * budget and typed errors, and what the server lets us do ({@link io.mistersmith.backplane.monitor.nats.Features}).
 *
 * <p>The only package that touches jnats connections. Its objects are safe to use from any thread.
 */
@NullMarked
package io.mistersmith.backplane.monitor.nats;

import org.jspecify.annotations.NullMarked;
