package io.mistersmith.backplane.monitor.traffic;

import io.mistersmith.backplane.monitor.nats.StreamInfo;

/** How a stream can be measured without changing it. */
enum Approach {
    /** A headers-only consumer: exact sizes, and no payload is transferred. Without effect on a {@code limits} stream only. */
    HEADERS,
    /** A plain subscription to its subjects; payload is transferred. */
    SUBJECTS,
    /** Its sequences only: exact counts, no sizes. */
    SEQUENCES;

    /** So many places under a {@code max_consumers} stay free for the applications. */
    private static final long PLACES_LEFT = 2;

    /**
     * @param ours whether one of its consumers is ours
     * @param consumerMayBe whether the account, and our permissions, leave room for a consumer of ours
     * @param subscriptionMayBe whether our permissions let us subscribe to its subjects
     */
    static Approach of(StreamInfo stream, boolean ours, boolean consumerMayBe, boolean subscriptionMayBe) {
        if (stream.config().isLimits() && consumerMayBe && hasRoom(stream, ours)) {
            return HEADERS;
        }
        return stream.config().subjects().isEmpty() || !subscriptionMayBe ? SEQUENCES : SUBJECTS;
    }

    private static boolean hasRoom(StreamInfo stream, boolean ours) {
        long max = stream.config().maxConsumers();
        long others = (long) stream.state().consumers() - (ours ? 1 : 0);
        return max <= 0 || max - others - 1 >= PLACES_LEFT;
    }

    /** Whether the account takes {@code wanted} consumers more of ours and still has room for the applications. */
    static boolean accountHasRoom(long freePlaces, long wanted) {
        return freePlaces - wanted >= PLACES_LEFT;
    }
}
