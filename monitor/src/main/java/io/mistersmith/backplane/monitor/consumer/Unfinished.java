package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.nats.ConsumerInfo;
import io.mistersmith.backplane.monitor.nats.StreamInfo;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Where the oldest message lies that a consumer has not finished with.
 *
 * <p>The ack floor alone lies in five ways: before the first ack it is 0 whatever the consumer's start; a message that was
 * given up after {@code max_deliver} pins it, and hides what was acknowledged behind it; what it points at may be deleted;
 * it may lie in a gap; and after a purge it may stay behind. So this is a range, and a word on whether the first message in it is the one.
 *
 * @param from it has this sequence or a larger one
 * @param to it has this sequence or a smaller one; {@link Long#MAX_VALUE}: not known
 * @param first the first message that there is at or after {@code from}, and matches the consumer's filters, is the one
 * @param notBefore it is not older than this, epoch ms; 0: not known
 */
record Unfinished(long from, long to, boolean first, long notBefore) {

    /**
     * What earlier polls and advisories told of a consumer.
     *
     * @param start first sequence that the consumer was to look at, where a poll saw it before its first delivery
     * @param dead sequences given up after {@code max_deliver}; may be a view
     * @param allDeadKnown whether {@code dead} has every one that may still pin the ack floor
     * @param floorMistaken whether the ack floor stays behind, as after a purge
     */
    record History(OptionalLong start, Set<Long> dead, boolean allDeadKnown, boolean floorMistaken) {
        static final History NONE = new History(OptionalLong.empty(), Set.of(), false, false);
    }

    /**
     * The same, once {@code dead}, the first message of the range, is known to have been given up: what was acknowledged
     * after it the server does not tell any more.
     */
    Unfinished after(long dead) {
        long next = Math.max(from, dead + 1);
        return new Unfinished(next, to < next ? Long.MAX_VALUE : to, to == next, notBefore);
    }

    /** Empty when the consumer has finished with everything. */
    static Optional<Unfinished> of(ConsumerInfo c, StreamInfo stream, History history) {
        if (c.pending() <= 0 && c.ackPending() <= 0) {
            return Optional.empty();
        }
        // delivered is as good as finished where nobody acknowledges
        return Optional.of(
                c.ackPending() <= 0 || c.config().ackPolicy().equals("none")
                        ? undelivered(c, stream.state())
                        : unacknowledged(c, stream.state(), stream.config().isWorkQueue(), history));
    }

    private static Unfinished undelivered(ConsumerInfo c, StreamInfo.State stream) {
        long next = Math.max(c.delivered().stream(), c.ackFloor().stream()) + 1;
        long from = Math.max(next, stream.firstSequence());
        boolean gapless = c.config().filters().isEmpty() && stream.deleted() == 0 && stream.messages() > 0;
        // delivers the newest of each subject only: what comes next need not be the next that matches
        boolean skips = c.config().deliverPolicy().equals("last_per_subject");
        return new Unfinished(from, gapless && !skips ? from : Long.MAX_VALUE, !skips, 0);
    }

    /**
     * @param queue whether what is acknowledged is removed: what there is, is unfinished
     */
    private static Unfinished unacknowledged(ConsumerInfo c, StreamInfo.State stream, boolean queue, History history) {
        OptionalLong start =
                c.ackFloor().consumer() > 0 ? OptionalLong.of(c.ackFloor().stream() + 1) : start(c, history);
        long from = Math.max(start.orElse(earliestStart(c, stream)), stream.firstSequence());
        if (!queue && start.isPresent() && start.getAsLong() < stream.firstSequence() && !isAllOpen(c)) {
            // what pinned the floor is gone, and the server has not taken note yet
            return new Unfinished(from, nextUndelivered(c, stream, from), false, 0);
        }
        boolean pinned = history.dead().contains(from);
        while (history.dead().contains(from)) {
            from++;
        }
        // so many different messages, none beyond the last delivered, are open
        long to = c.delivered().stream() - c.ackPending() + 1;
        boolean floorTells = (queue || !history.floorMistaken())
                && (c.config().maxDeliver() <= 0 || (history.allDeadKnown() && !pinned));
        boolean first = to == from || (start.isPresent() && floorTells);
        return new Unfinished(from, to < from ? Long.MAX_VALUE : to, first, start.isPresent() ? 0 : notBefore(c));
    }

    /** Whether nothing that was delivered since the floor was acknowledged: then the first that is left of it is open. */
    private static boolean isAllOpen(ConsumerInfo c) {
        return c.ackPending() == c.delivered().consumer() - c.ackFloor().consumer();
    }

    /** The first message that was not delivered, which is unfinished for certain; {@link Long#MAX_VALUE}: not known. */
    private static long nextUndelivered(ConsumerInfo c, StreamInfo.State stream, long from) {
        boolean gapless = c.config().filters().isEmpty() && stream.deleted() == 0;
        return c.pending() > 0 && gapless ? Math.max(from, c.delivered().stream() + 1) : Long.MAX_VALUE;
    }

    /** The first sequence that the consumer was to look at; it has acknowledged nothing yet. */
    private static OptionalLong start(ConsumerInfo c, History history) {
        if (history.start().isPresent()) {
            return history.start();
        }
        return switch (c.config().deliverPolicy()) {
            case "all" -> OptionalLong.of(1);
            case "by_start_sequence" -> OptionalLong.of(c.config().startSequence());
            default -> OptionalLong.empty();
        };
    }

    /** Without gaps and filters it cannot have begun earlier than its number of deliveries before the last one. */
    private static long earliestStart(ConsumerInfo c, StreamInfo.State stream) {
        boolean gapless = c.config().filters().isEmpty() && stream.deleted() == 0;
        return gapless ? Math.max(1, c.delivered().stream() - c.delivered().consumer() + 1) : 1;
    }

    private static long notBefore(ConsumerInfo c) {
        return switch (c.config().deliverPolicy()) {
            case "new" -> c.created().toEpochMilli();
            case "by_start_time" -> c.config().startTime().toEpochMilli();
            default -> 0;
        };
    }
}
