package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.StreamInfo;

/**
 * Whether the oldest open message of a consumer is the next after its ack floor. A purge sets the floor to where it purged:
 * servers before 2.10 forget what is open then, and some later ones leave the floor there, whatever is acknowledged, until
 * nothing is open. Not thread-safe.
 */
final class AckFloor {

    private boolean seen;
    private boolean mistaken;
    private long purges;

    /**
     * A poll.
     *
     * @param before of the same consumer; at the first poll of it {@code now}
     * @param purges how often the stream was purged, as far as polls saw it
     * @param limits whether only limits, purges and deletions remove messages from the stream
     */
    void observe(ConsumerInfo before, ConsumerInfo now, long purges, StreamInfo.State stream, boolean limits) {
        long since = now.delivered().consumer() - now.ackFloor().consumer();
        if (now.ackPending() <= 0) {
            // nothing is open, and then it is where the last delivery is
            mistaken = now.delivered().consumer() > 0 && now.ackFloor().stream() < now.delivered().stream();
        } else if (now.ackPending() > since) {
            // more is open than was delivered after it
            mistaken = true;
        } else if (!seen) {
            // what happened before is not known
            mistaken = limits
                    && now.ackFloor().consumer() > 0
                    && stream.firstSequence() > 1
                    && now.ackFloor().stream() < stream.firstSequence();
        } else if (purges != this.purges) {
            mistaken = true;
        } else if (now.ackFloor().stream() != before.ackFloor().stream()) {
            // an acknowledgement moved it: it is right again
            mistaken = false;
        }
        seen = true;
        this.purges = purges;
    }

    /** Forgets a consumer of the same name that is gone. */
    void startAfresh() {
        seen = false;
        mistaken = false;
    }

    boolean isMistaken() {
        return mistaken;
    }
}
