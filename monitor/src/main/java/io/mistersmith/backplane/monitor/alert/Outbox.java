package io.mistersmith.backplane.monitor.alert;

import java.util.List;
import java.util.Optional;

/**
 * What one receiver is to be told and has not taken yet, in order.
 *
 * <p>The seam for durability: an outbox that writes what it is given hands it out again after a {@code kill -9}. Everything
 * but {@link #size()} is called on the alert verticle's context.
 */
interface Outbox {

    /**
     * Adds to the end.
     *
     * @return what was let go to make room, the oldest ones; never the head, which may be on its way
     */
    List<Notification> add(Notification notification);

    /** What to send now. */
    Optional<Notification> head();

    /** The head was taken, or refused for good. */
    void removeHead();

    /** Notifications, the one on its way included; any thread may ask. */
    int size();
}
