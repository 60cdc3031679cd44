package io.mistersmith.backplane.monitor.traffic;

/**
 * How long to wait until streams are listed again: soon enough to notice new ones, at most one request a second, longer where
 * JetStream is slow to answer, and longer after each failure. One thread.
 */
final class PollPace {

    private static final long USUAL_MILLIS = 2000;
    /** A list of many streams is work for the server: new ones are noticed a little later there. */
    private static final long MILLIS_A_STREAM = 50;

    /** While sequences are what counts. */
    private static final long COUNTING_MILLIS = 1000;

    /** After the first failure: a server that has just started is not yet ready. */
    private static final long SOON_MILLIS = 500;

    private static final long LONGEST_MILLIS = 10_000;
    private static final int PAGE = 256;
    private static final int ANSWER_TIMES = 10;

    private int failures;
    private long leastMillis;
    private long usualMillis = USUAL_MILLIS;
    private long lastTookMillis;

    void answered(long tookMillis, int streams) {
        failures = 0;
        usualMillis = Math.max(USUAL_MILLIS, streams * MILLIS_A_STREAM);
        // one slow answer is a pause of somebody's, two are a server that is busy
        leastMillis = Math.max((streams / PAGE + 1) * 1000L, Math.min(tookMillis, lastTookMillis) * ANSWER_TIMES);
        lastTookMillis = tookMillis;
    }

    void failed() {
        failures++;
    }

    /** There is a new connection. */
    void reset() {
        failures = 0;
        leastMillis = 0;
        usualMillis = USUAL_MILLIS;
    }

    /** In a row. */
    int failures() {
        return failures;
    }

    long delayMillis(boolean counting) {
        if (failures > 0) {
            return Math.min(LONGEST_MILLIS, SOON_MILLIS << Math.min(failures - 1, 5));
        }
        return Math.min(LONGEST_MILLIS, Math.max(counting ? COUNTING_MILLIS : usualMillis, leastMillis));
    }
}
