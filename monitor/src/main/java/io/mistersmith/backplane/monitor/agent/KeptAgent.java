package io.mistersmith.backplane.monitor.agent;

import java.util.List;

/**
 * What is kept of an agent over a restart of the monitor: who it is, how it was, and the numbers from which what comes next is
 * counted. Its sums are not: counters begin anew with the process.
 *
 * @param type as it said
 * @param intervalMillis how often it beats
 * @param saysInterval whether it said so itself
 * @param lastReceived of its latest heartbeat, epoch ms
 * @param reconnects as it said last
 */
record KeptAgent(
        String id,
        String type,
        Agent.State state,
        long intervalMillis,
        boolean saysInterval,
        long lastReceived,
        Life life,
        double reconnects,
        List<Operation> operations) {

    KeptAgent {
        operations = List.copyOf(operations);
    }

    /**
     * Its present life; times are ms of its own clock.
     *
     * @param highest number of a heartbeat
     * @param start {@link Lives#UNKNOWN}: never said
     */
    record Life(long highest, long start, long firstTimestamp, long lastTimestamp) {}

    /** What it said last of one kind of operation. */
    record Operation(String name, double count, double errors) {}
}
