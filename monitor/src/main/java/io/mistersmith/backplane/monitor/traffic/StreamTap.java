package io.mistersmith.backplane.monitor.traffic;

import io.vertx.core.Future;

/** Something that hears a stream's messages and writes them into a {@link Meter}; opened once, closed once. */
interface StreamTap {

    /** Succeeds once every message from now on is heard. */
    Future<Void> open();

    /** Succeeds once nothing of it is left on the server; may be tried again when it failed. */
    Future<Void> close();

    /** Whether the server has told by now that our user may not hear this; it may tell so at any time after the opening. */
    boolean isDenied();

    /** How long it may hear nothing at all before it is taken for lost, ms. */
    long patienceMillis();
}
