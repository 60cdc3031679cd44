package io.mistersmith.backplane.monitor.traffic;

import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * What the messages of one source come to. One thread at a time writes, the one that delivers; one other reads. Without a lock,
 * a clock or an object for a message.
 */
final class Meter {

    private final SingleWriterRecorder sizes = new SingleWriterRecorder(SizeWindow.SIGNIFICANT_DIGITS);
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong signs = new AtomicLong();

    /** A message of {@code size} payload bytes. */
    void message(long size) {
        sizes.recordValue(size);
        bytes.setOpaque(bytes.getPlain() + size);
        messages.setOpaque(messages.getPlain() + 1);
        sign();
    }

    /** A message of {@code size} payload bytes that has this sequence in its stream. */
    void message(long size, long streamSequence) {
        reached(streamSequence);
        message(size);
    }

    /** The server says that it is there, and how far it has told us the stream. */
    void alive(long streamSequence) {
        reached(streamSequence);
        sign();
    }

    private void reached(long streamSequence) {
        if (streamSequence > sequence.getPlain()) {
            sequence.setOpaque(streamSequence);
        }
    }

    private void sign() {
        signs.setOpaque(signs.getPlain() + 1);
    }

    /** Messages measured since the start. */
    long messages() {
        return messages.getOpaque();
    }

    /** Payload bytes of them. */
    long bytes() {
        return bytes.getOpaque();
    }

    /** The highest sequence heard of; 0 before the first. */
    long sequence() {
        return sequence.getOpaque();
    }

    /** Changes with everything that is heard. */
    long signs() {
        return signs.getOpaque();
    }

    /**
     * The sizes since the last call.
     *
     * @param reused what an earlier call returned; its content goes
     */
    Histogram takeSizes(Histogram reused) {
        return sizes.getIntervalHistogram(reused);
    }

    Histogram takeSizes() {
        return sizes.getIntervalHistogram();
    }
}
