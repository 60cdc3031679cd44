package io.mistersmith.backplane.monitor.nats;

/**
 * How much may wait to be taken; what comes beyond it is dropped and counted.
 *
 * @param maxMessages messages
 * @param maxBytes their payload, headers and subjects
 */
public record PendingLimits(int maxMessages, long maxBytes) {

    /** What the client's objects around a message take, about. */
    private static final long OVERHEAD_BYTES = 400;

    /** For what is in the messages so much of the heap, and as much for what is around them. */
    private static final long HEAP_SHARE = 8;

    private static final int MOST_MESSAGES = 1_000_000;

    /** What fills a heap of so many bytes to a quarter at most. */
    public static PendingLimits ofHeap(long heapBytes) {
        long share = heapBytes / HEAP_SHARE;
        return new PendingLimits(
                (int) Math.min(MOST_MESSAGES, Math.max(1, share / OVERHEAD_BYTES)), Math.max(1, share));
    }
}
