package io.mistersmith.backplane.monitor.wire;

import java.util.Arrays;

/**
 * One decoded heartbeat, in arrays that the next one uses again: valid until its {@link HeartbeatDecoder} decodes another.
 * What the agent did not say is NaN, or negative where the field is an integer. Not thread-safe.
 */
public final class HeartbeatBuffer {

    String agentId = "";
    String agentType = "";
    long timestamp;
    long sequence;
    long intervalMillis;
    double uptimeSeconds;
    double cpuPercent;
    double memoryMb;
    long queueDepth;
    long reconnects;
    boolean goodbye;

    private int operations;
    private String[] names = new String[8];
    private long[] counts = new long[8];
    private long[] errors = new long[8];
    private int[] durationsEnd = new int[8];
    private int[] bucketsEnd = new int[8];

    private int durations;
    private double[] duration = new double[256];
    private int buckets;
    private double[] bucketUpper = new double[64];
    private long[] bucketCount = new long[64];

    HeartbeatBuffer() {
        clear("");
    }

    /** The agent, as the subject says and the body confirms. */
    public String agentId() {
        return agentId;
    }

    /** The type; empty where none is said. */
    public String agentType() {
        return agentType;
    }

    /** When it was sent, epoch ms of the agent's clock. */
    public long timestamp() {
        return timestamp;
    }

    public long sequence() {
        return sequence;
    }

    /** How often this agent beats, ms; negative where it does not say. */
    public long intervalMillis() {
        return intervalMillis;
    }

    /** Since the agent's process started, s; NaN where it does not say. */
    public double uptimeSeconds() {
        return uptimeSeconds;
    }

    /** 0…100 × cores, or NaN. */
    public double cpuPercent() {
        return cpuPercent;
    }

    /** MB, or NaN. */
    public double memoryMb() {
        return memoryMb;
    }

    /** Messages that wait inside the agent, or negative. */
    public long queueDepth() {
        return queueDepth;
    }

    /** Its own NATS reconnects since it started, or negative. */
    public long reconnects() {
        return reconnects;
    }

    /** Whether its status says that no more will follow: {@code stopping}, {@code terminated} or {@code offline}. */
    public boolean isGoodbye() {
        return goodbye;
    }

    /** How many operations it tells of; several may be named {@link Name#OTHER}. */
    public int operations() {
        return operations;
    }

    public String operation(int i) {
        return names[i];
    }

    /** Since the agent started. */
    public long count(int i) {
        return counts[i];
    }

    /** Of {@link #count}, failed. */
    public long errors(int i) {
        return errors[i];
    }

    /** How many single durations operation {@code i} tells. */
    public int durations(int i) {
        return durationsEnd[i] - (i == 0 ? 0 : durationsEnd[i - 1]);
    }

    /** Duration {@code j} of operation {@code i}, ms. */
    public double duration(int i, int j) {
        return duration[(i == 0 ? 0 : durationsEnd[i - 1]) + j];
    }

    /** How many buckets operation {@code i} tells. */
    public int buckets(int i) {
        return bucketsEnd[i] - (i == 0 ? 0 : bucketsEnd[i - 1]);
    }

    /** The upper bound of bucket {@code j}, inclusive, ms, rising with {@code j}; +∞ for what lies above all. */
    public double bucketUpper(int i, int j) {
        return bucketUpper[(i == 0 ? 0 : bucketsEnd[i - 1]) + j];
    }

    /** How many durations lie in bucket {@code j}. */
    public long bucketCount(int i, int j) {
        return bucketCount[(i == 0 ? 0 : bucketsEnd[i - 1]) + j];
    }

    void clear(String id) {
        agentId = id;
        agentType = "";
        timestamp = -1;
        sequence = -1;
        intervalMillis = -1;
        uptimeSeconds = Double.NaN;
        cpuPercent = Double.NaN;
        memoryMb = Double.NaN;
        queueDepth = -1;
        reconnects = -1;
        goodbye = false;
        operations = 0;
        durations = 0;
        buckets = 0;
    }

    /** Ends the operation to which the durations and buckets since the last call belong. */
    void endOperation(String name, long count, long errorCount) {
        int i = operations++;
        if (i == names.length) {
            names = Arrays.copyOf(names, i * 2);
            counts = Arrays.copyOf(counts, i * 2);
            errors = Arrays.copyOf(errors, i * 2);
            durationsEnd = Arrays.copyOf(durationsEnd, i * 2);
            bucketsEnd = Arrays.copyOf(bucketsEnd, i * 2);
        }
        names[i] = name;
        counts[i] = count;
        errors[i] = errorCount;
        durationsEnd[i] = durations;
        bucketsEnd[i] = buckets;
    }

    void addDuration(double millis) {
        if (durations == duration.length) {
            duration = Arrays.copyOf(duration, durations * 2);
        }
        duration[durations++] = millis;
    }

    void addBucket(double upper, long count) {
        if (buckets == bucketUpper.length) {
            bucketUpper = Arrays.copyOf(bucketUpper, buckets * 2);
            bucketCount = Arrays.copyOf(bucketCount, buckets * 2);
        }
        bucketUpper[buckets] = upper;
        bucketCount[buckets++] = count;
    }
}
