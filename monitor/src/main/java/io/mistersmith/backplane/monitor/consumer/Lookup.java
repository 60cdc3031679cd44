package io.mistersmith.backplane.monitor.consumer;

import java.time.Instant;
import java.util.List;

/**
 * A question to a stream: which is the first message at or after {@code from} that matches one of {@code filters}, and when
 * was it taken in?
 *
 * @param created of the consumer for which it is asked, so that an answer for one that was made anew since is not taken
 * @param filters {@code >} for every message; never empty
 * @param width how far lag can be off without the answer, ms; {@link Long#MAX_VALUE}: lag is not known at all
 */
record Lookup(String stream, String consumer, Instant created, long from, List<String> filters, long width) {
    Lookup {
        filters = List.copyOf(filters);
    }

    /**
     * An answer.
     *
     * @param time at which the stream took it in, epoch ms
     */
    record Found(long sequence, long time) {}
}
