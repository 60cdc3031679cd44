package io.mistersmith.backplane.monitor.agent;

import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.HeartbeatBuffer;
import io.mistersmith.backplane.monitor.wire.HeartbeatSender;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** All that is known of one agent. Owned by its {@link Fleet}; not thread-safe. */
final class Agent extends Wheel.Entry {

    /** How long ago its last heartbeat is, in its intervals; the worse the later. */
    enum State {
        /** In time. */
        UP(0),
        /** 1.5 intervals without a heartbeat. */
        LATE(1),
        /** 3 intervals without a heartbeat. */
        DOWN(2),
        /** It said goodbye. */
        STOPPED(3);

        private final int code;

        State(int code) {
            this.code = code;
        }

        /** As a figure. */
        int code() {
            return code;
        }

        /** As in the label {@code state}. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    final String id;
    final HeartbeatSender sender;
    final Lives lives = new Lives();
    final Operations operations = new Operations();

    /** Its place on the {@link Roll}. */
    int row;
    /** How many {@link Deadlines} its silence has passed. */
    int passed;
    /** Whether {@link Liveness} has to tell of it. */
    boolean isChanged;

    private int type;
    private Labels labels = Labels.NONE;

    private State state = State.UP;
    private long intervalMillis;
    private boolean saysInterval;
    /** Whether the interval became shorter since its latest heartbeat. */
    private boolean comesSooner;
    /** Of one that does not say its interval. */
    private @Nullable Rhythm rhythm;
    /** Of one that is silent, once servers were asked for it. */
    private @Nullable Absence absence;

    private long lastReceived;
    private long changedAt;

    private double memoryMb = Double.NaN;
    private double cpuPercent = Double.NaN;
    private double queueDepth = Double.NaN;

    private double lastReconnects;
    double reconnects;
    double restarts;
    double missed;
    double late;

    /** @param intervalMillis how often it is expected to beat while nothing better is known */
    Agent(String id, long intervalMillis) {
        this.id = id;
        this.sender = new HeartbeatSender(id);
        this.intervalMillis = intervalMillis;
    }

    /**
     * What is kept of it over a restart of the monitor.
     *
     * @param typeName of {@link #type}
     * @param received {@link #lastReceived} by the wall clock, epoch ms
     * @param operationNames by number
     */
    KeptAgent kept(String typeName, long received, IntFunction<String> operationNames) {
        List<KeptAgent.Operation> said = new ArrayList<>();
        for (long rest = operations.known(); rest != 0; rest &= rest - 1) {
            int operation = Long.numberOfTrailingZeros(rest);
            said.add(new KeptAgent.Operation(
                    operationNames.apply(operation),
                    operations.lastCount(operation),
                    operations.lastErrors(operation)));
        }
        return new KeptAgent(
                id, typeName, state, intervalMillis, saysInterval, received, lives.kept(), lastReconnects, said);
    }

    /**
     * Goes on with an agent that was known before the monitor was away; gauges are not known until it speaks.
     *
     * @param received when it was last heard, ms
     */
    void resume(KeptAgent before, long received) {
        state = before.state();
        intervalMillis = before.intervalMillis();
        saysInterval = before.saysInterval();
        lastReceived = received;
        changedAt = received;
        lastReconnects = before.reconnects();
        lives.resume(before.life());
    }

    int type() {
        return type;
    }

    /** Its identity on every figure; another type is another identity. */
    void identify(int newType, String typeName) {
        type = newType;
        labels = Labels.of("agent_id", id, "agent_type", typeName);
    }

    Labels labels() {
        return labels;
    }

    State state() {
        return state;
    }

    /** Receive time of the latest heartbeat, ms. */
    long lastReceived() {
        return lastReceived;
    }

    long intervalMillis() {
        return intervalMillis;
    }

    /** When something else than its age last changed, ms. */
    long changedAt() {
        return changedAt;
    }

    /**
     * Whether the latest gauges may be told: not of one that said goodbye, which has none any more. Those of a silent one are
     * what its latest heartbeat said; the age beside them says how long ago.
     */
    boolean isPresent() {
        return state != State.STOPPED;
    }

    double memoryMb() {
        return memoryMb;
    }

    double cpuPercent() {
        return cpuPercent;
    }

    double queueDepth() {
        return queueDepth;
    }

    /** A life begins; how often it beats until it says so, or shows it. */
    void beginLife(long configuredMillis) {
        saysInterval = false;
        rhythm = null;
        comesSooner |= configuredMillis < intervalMillis;
        intervalMillis = configuredMillis;
    }

    /**
     * Takes liveness and gauges of its latest heartbeat; a gauge that it does not say is not known any more.
     *
     * @param beatMillis how long after the one before it was received; negative where one was missed, or nobody listened meanwhile
     * @return whether its deadlines come sooner than before
     */
    boolean hear(HeartbeatBuffer heartbeat, long beatMillis, long now) {
        State heard = heartbeat.isGoodbye() ? State.STOPPED : State.UP;
        if (heard != state || saysOtherwise(heartbeat)) {
            changedAt = now;
        }
        state = heard;
        absence = null;
        lastReceived = now;
        long before = intervalMillis;
        takeInterval(heartbeat.intervalMillis(), beatMillis);
        boolean sooner = comesSooner || intervalMillis < before;
        comesSooner = false;
        memoryMb = heartbeat.memoryMb();
        cpuPercent = heartbeat.cpuPercent();
        queueDepth = heartbeat.queueDepth() < 0 ? Double.NaN : heartbeat.queueDepth();
        return sooner;
    }

    private void takeInterval(long said, long beatMillis) {
        if (said > 0) {
            saysInterval = true;
            rhythm = null;
            intervalMillis = said;
        } else if (!saysInterval && beatMillis >= 0) {
            Rhythm own = rhythm == null ? new Rhythm(intervalMillis) : rhythm;
            rhythm = own;
            intervalMillis = own.interval(beatMillis, intervalMillis);
        }
    }

    private boolean saysOtherwise(HeartbeatBuffer heartbeat) {
        double depth = heartbeat.queueDepth() < 0 ? Double.NaN : heartbeat.queueDepth();
        return Double.compare(memoryMb, heartbeat.memoryMb()) != 0
                || Double.compare(cpuPercent, heartbeat.cpuPercent()) != 0
                || Double.compare(queueDepth, depth) != 0;
    }

    /** Whether it is expected to beat, and does not. */
    boolean isSilent() {
        return state == State.LATE || state == State.DOWN;
    }

    /** What was learnt of its present silence. */
    Optional<Absence> absence() {
        return Optional.ofNullable(absence);
    }

    /** Servers are asked for it, for the first time since it fell silent. */
    Absence beginAbsence() {
        Absence begun = new Absence();
        absence = begun;
        return begun;
    }

    /** Something that it counts has grown. */
    void touch(long now) {
        changedAt = now;
    }

    /** Whether anything in a heartbeat is less than was said before in this life. */
    boolean wouldFall(Said said) {
        boolean fell = wouldFall(said.reconnects());
        for (long rest = said.operations(); rest != 0; rest &= rest - 1) {
            int operation = Long.numberOfTrailingZeros(rest);
            fell |= operations.wouldFall(operation, said.count(operation), said.errors(operation));
        }
        return fell;
    }

    private boolean wouldFall(long saidReconnects) {
        return saidReconnects >= 0 && saidReconnects < lastReconnects;
    }

    /** Takes its own count of reconnects in this life; returns how many are new. */
    double sayReconnects(long said, boolean newLife) {
        if (newLife || wouldFall(said)) {
            lastReconnects = 0;
        }
        if (said < 0) {
            return 0;
        }
        double added = said - lastReconnects;
        lastReconnects = said;
        reconnects += added;
        return added;
    }

    /**
     * Time passes: the state gets worse by itself, better only by a heartbeat.
     *
     * @param heard until when we have heard all
     * @param seeingSince before which nobody listened; what was not heard then was not missing
     */
    void age(long heard, long seeingSince) {
        if (state == State.STOPPED) {
            return;
        }
        long silence = heard - Math.max(lastReceived, seeingSince);
        State aged = Deadlines.isDownAfter(silence, intervalMillis)
                ? State.DOWN
                : Deadlines.isLateAfter(silence, intervalMillis) ? State.LATE : State.UP;
        if (aged.compareTo(state) > 0) {
            state = aged;
            changedAt = heard;
        }
    }
}
