package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.StreamInfo;

/**
 * What a consumer did between two polls, by exact counts.
 *
 * @param delivered messages delivered for the first time; NaN where it cannot be known
 * @param resolved messages acknowledged, terminated or given up; NaN where it cannot be known
 * @param backlog by how much pending and ack pending together grew
 * @param skipped sequences that the consumer passed without delivering them; 0 where it cannot be known
 * @param happened whether anything was delivered for the first time or resolved at all
 * @param redeliveries how often something was delivered again, at least
 */
record Progress(double delivered, double resolved, double backlog, long skipped, boolean happened, long redeliveries) {

    /**
     * @param redelivering whether anything may have been delivered again in between
     * @param stream the state of the stream at the later poll
     * @param limits whether only limits remove messages from the stream
     */
    static Progress between(
            ConsumerInfo before, ConsumerInfo now, boolean redelivering, StreamInfo.State stream, boolean limits) {
        long sequences = now.delivered().stream() - before.delivered().stream();
        long deliveries = now.delivered().consumer() - before.delivered().consumer();
        long ackPending = now.ackPending() - before.ackPending();
        double backlog = (double) now.pending() + now.ackPending() - before.pending() - before.ackPending();
        boolean happened = sequences > 0 || ackPending < 0 || now.ackFloor().stream() > before.ackFloor().stream();
        if (sequences < 0 || deliveries < 0) {
            // another leader took over from an older state
            return new Progress(Double.NaN, Double.NaN, backlog, 0, happened, 0);
        }
        double first = Double.NaN;
        boolean all = now.config().filters().isEmpty() && (!limits || stream.deleted() == 0);
        if (all && stream.firstSequence() <= before.delivered().stream() + 1) {
            // every sequence was there to be delivered
            first = sequences;
        } else if (!redelivering) {
            // also counts what was redelivered and resolved between two polls: the server tells that to nobody
            first = Math.min(deliveries, sequences);
        }
        long skipped = redelivering ? 0 : Math.max(0, sequences - deliveries);
        long again = Math.max(0, deliveries - sequences);
        return new Progress(first, Math.max(0, first - ackPending), backlog, skipped, happened, again);
    }
}
