package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.nats.ConsumerInfo;

/** How many messages limits removed before one consumer had them. Not thread-safe. */
final class Unseen {

    private long evicted;
    private long upTo = -1;

    /**
     * A poll; the stream has taken its own in before.
     *
     * @param redelivering whether anything may have been delivered again since the poll before
     */
    void observe(ConsumerInfo before, ConsumerInfo now, boolean redelivering, StreamState stream) {
        long first = stream.state().firstSequence();
        if (upTo >= 0 && first - 1 > upTo) {
            Evictions evictions = stream.evictions();
            long delivered = now.delivered().stream();
            long never = evictions.count(Math.max(upTo, delivered) + 1, first - 1);
            // of what went while the consumer passed by: as many as it did not deliver
            long passed =
                    evictions.count(Math.max(upTo, before.delivered().stream()) + 1, Math.min(delivered, first - 1));
            Progress p = Progress.between(before, now, redelivering, stream.state(), stream.isLimits());
            evicted += never + Math.min(passed, p.skipped());
        }
        upTo = Math.max(upTo, first - 1);
    }

    /** What is gone before a consumer made anew is no loss of its own. */
    void startAfresh() {
        upTo = -1;
    }

    long evicted() {
        return evicted;
    }
}
