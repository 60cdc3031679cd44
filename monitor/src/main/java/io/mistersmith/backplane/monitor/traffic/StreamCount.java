package io.mistersmith.backplane.monitor.traffic;

/**
 * How many messages a stream has taken in, up to a constant: only differences count. Exact, whether every message is heard,
 * some are, or none.
 *
 * <p>Where sequences are heard with the messages, the highest one known is the count. Where messages are heard without (plain
 * subscription), they are counted while all are heard, and the polled sequence counts while they are not.
 */
final class StreamCount {

    private final boolean sequenced;
    private long total;
    private long polledSequence = -1;
    private long polledTotal;
    private long countedMessages;

    /** @param sequenced whether messages come with their sequence */
    StreamCount(boolean sequenced) {
        this.sequenced = sequenced;
    }

    /** The count while every message is heard. */
    long heard(Meter meter) {
        if (sequenced) {
            total = Math.max(total, meter.sequence());
        } else {
            long messages = meter.messages();
            total += messages - countedMessages;
            countedMessages = messages;
        }
        return total;
    }

    /**
     * The count by what a poll just said.
     *
     * @param hearing whether every message has been heard since the poll before, and none of them was dropped
     */
    long polled(long lastSequence, Meter meter, boolean hearing) {
        if (sequenced) {
            total = Math.max(total, Math.max(lastSequence, meter.sequence()));
        } else {
            heard(meter);
            if (!hearing && polledSequence >= 0) {
                // what was heard is a part of it
                total = Math.max(total, polledTotal + lastSequence - polledSequence);
            }
        }
        polledSequence = lastSequence;
        polledTotal = total;
        return total;
    }

    /** NATS was away: what the next poll finds came in a time of which no rate is told. */
    void restart() {
        polledSequence = -1;
    }
}
