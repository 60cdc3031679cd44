package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.wire.Severity;

/**
 * One threshold on one thing: broken since, active once its {@code for} has passed, back since, inactive once {@code clear} has
 * passed.
 */
final class LevelState {

    private static final long NEVER = Long.MIN_VALUE;

    /** What an evaluation knows of the figure. */
    enum Sight {
        /** There is no such row. */
        ABSENT,
        /** Nothing is known: frozen. */
        UNKNOWN,
        /** The rule does not apply at the moment. */
        IDLE,
        KNOWN
    }

    private final Severity severity;
    private final Level level;
    private final Rule.Clear clear;
    private Sight sight = Sight.UNKNOWN;
    private double value = Double.NaN;
    private double limit = Double.NaN;
    private String unit = "";
    private boolean inclusive;
    private long brokenSince = NEVER;
    private long backSince = NEVER;
    private boolean active;

    LevelState(Severity severity, Level level, Rule.Clear clear) {
        this.severity = severity;
        this.level = level;
        this.clear = clear;
        this.inclusive = level.inclusive();
    }

    /** What this evaluation knows until it hears better. */
    void begin(Sight otherwise) {
        sight = otherwise;
    }

    void unknown() {
        sight = Sight.UNKNOWN;
    }

    /**
     * @param applies whether the rule applies at the moment; what is NaN leaves the last known figure
     * @param isOwn whether the limit is the thing's own: reaching it is a break
     */
    void known(boolean applies, double newValue, double newLimit, boolean isOwn, String newUnit) {
        unit = newUnit;
        inclusive = isOwn || level.inclusive();
        sight = applies ? Sight.KNOWN : Sight.IDLE;
        value = Double.isNaN(newValue) ? value : newValue;
        limit = Double.isNaN(newLimit) ? limit : newLimit;
    }

    /**
     * Moves on to {@code now}. Time in which nothing is known does not count.
     *
     * @param elapsed ms since the evaluation before
     * @return whether anything was known
     */
    boolean step(long elapsed, long now) {
        switch (sight) {
            case UNKNOWN -> {
                brokenSince += brokenSince == NEVER ? 0 : elapsed;
                backSince += backSince == NEVER ? 0 : elapsed;
            }
            case ABSENT -> {
                active = false;
                brokenSince = NEVER;
            }
            case IDLE -> judge(false, true, now);
            case KNOWN ->
                judge(
                        level.breaks(value, limit, inclusive),
                        level.cleared(value, limit, inclusive, clear.percent()),
                        now);
        }
        return sight != Sight.UNKNOWN;
    }

    private void judge(boolean breaks, boolean back, long now) {
        brokenSince = !breaks ? NEVER : brokenSince == NEVER ? now : brokenSince;
        if (active) {
            backSince = !back ? NEVER : backSince == NEVER ? now : backSince;
            active = !back || now - backSince < clear.holdFor().toMillis();
        } else if (breaks && now - brokenSince >= level.holdFor().toMillis()) {
            activate();
        }
    }

    /** The thing's violation rests on this threshold, however short it has been broken. */
    void activate() {
        active = true;
        backSince = NEVER;
    }

    /** Takes the figures of the last message before a restart. */
    void restore(double lastValue, double lastLimit, String lastUnit) {
        unit = lastUnit;
        value = lastValue;
        limit = lastLimit;
    }

    Severity severity() {
        return severity;
    }

    Level level() {
        return level;
    }

    boolean isActive() {
        return active;
    }

    boolean isBroken() {
        return brokenSince != NEVER;
    }

    /** Whether the same figure at a later time changes nothing. */
    boolean isSettled() {
        return sight != Sight.UNKNOWN && (active ? backSince == NEVER : brokenSince == NEVER);
    }

    boolean isAbsent() {
        return sight == Sight.ABSENT;
    }

    /** The last known figure; NaN before there is one. */
    double value() {
        return value;
    }

    /** The threshold in the figure's unit; NaN before it is known. */
    double limit() {
        return limit;
    }

    /** Whether the threshold itself is a break. */
    boolean isInclusive() {
        return inclusive;
    }

    /** Of figure and threshold. */
    String unit() {
        return unit;
    }
}
