package io.mistersmith.backplane.monitor.nats;

import io.nats.client.Connection;

/** An interest in subjects that outlives the connection that serves it. */
interface Resubscribable extends AutoCloseable {

    /** Subscribes at a new connection, before anything else is said on it; a second call with the same one does nothing. */
    void attach(Connection connection);

    @Override
    void close();
}
