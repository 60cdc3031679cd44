package io.mistersmith.backplane.monitor.consumer;

import java.time.Instant;
import java.util.List;

/**
 * A consumer's wish to know where its oldest unfinished message is.
 *
 * @param created of the consumer for which it is asked, so that an answer for one that was made anew since is not taken
 * @param lag as far as it is known, ms; NaN: it is not
 * @param width how far lag can be off without the answer, ms; {@link Long#MAX_VALUE}: lag is not known at all
 * @param first nothing was ever asked for this consumer
 * @param removals the stream's count of removals when it is asked
 */
record Lookup(
        Question question, String consumer, Instant created, double lag, long width, boolean first, long removals) {

    /**
     * A question to a stream: which is the first message at or after {@code from} that matches one of {@code filters}, and
     * when was it taken in? Consumers that share it share the answer.
     *
     * @param filters {@code >} for every message; never empty
     * @param gaps whether messages in the middle of the stream were removed
     * @param headersOnly its messages are large: only their headers may be transferred
     */
    record Question(String stream, long from, List<String> filters, boolean gaps, boolean headersOnly) {
        Question {
            filters = List.copyOf(filters);
        }

        Question(String stream, long from, List<String> filters, boolean gaps) {
            this(stream, from, filters, gaps, false);
        }
    }

    /** The same, for large messages. */
    Lookup byHeaders() {
        Question small = new Question(question.stream(), question.from(), question.filters(), question.gaps(), true);
        return new Lookup(small, consumer, created, lag, width, first, removals);
    }

    /**
     * An answer.
     *
     * @param time at which the stream took it in, epoch ms
     */
    record Found(long sequence, long time) {}

    String stream() {
        return question.stream();
    }

    long from() {
        return question.from();
    }

    /** Whether the true lag may lie on either side of {@code edge}, ms. */
    boolean straddles(double edge) {
        return lag - width <= edge && edge <= lag + width;
    }
}
