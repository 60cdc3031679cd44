package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.baseline.LevelState.Sight;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one rule knows of one thing that breaks it, or did a moment ago. The worst of its active thresholds is its severity.
 *
 * <p>In each evaluation: {@link #begin}, then what is known of each threshold, then {@link #step}.
 */
final class Thing {

    private static final long NEVER = Long.MIN_VALUE;

    final Labels labels;
    final Rule rule;
    /** The mildest first. */
    private final LevelState[] levels;

    private final @Nullable History[] histories;
    /** A bit for each track that told a figure in this evaluation. */
    private int remembered;
    /** A bit for each track that found it broken in this evaluation. */
    private int broken;

    private String kind;
    private long startedAt;
    private long steppedAt;
    private long observedAt;
    private Optional<String> cause = Optional.empty();
    private @Nullable Severity severity;

    private boolean isMember;
    private @Nullable Violation told;

    private boolean unseen;
    private long unseenUntil = NEVER;
    private double carried;
    private long carriedUntil = NEVER;

    /** @param tracks how many different figures the rule judges */
    Thing(Rule rule, int tracks, Labels labels, String kind, long now) {
        this.rule = rule;
        this.labels = labels;
        this.kind = kind;
        this.startedAt = now;
        this.steppedAt = now;
        this.histories = new History[tracks];
        this.levels = rule.levels().entrySet().stream()
                .map(level -> new LevelState(level.getKey(), level.getValue(), rule.clear()))
                .toArray(LevelState[]::new);
    }

    /**
     * Goes on where another process stopped: open at this severity, not seen yet by this one.
     *
     * @param message the latest of its own violation; empty for a member of a group
     * @param track whose figures the severity rests on
     */
    void restore(Severity open, Optional<Violation> message, int track, long now) {
        severity = open;
        unseen = true;
        told = message.orElse(null);
        isMember = message.isEmpty();
        message.ifPresent(v -> {
            startedAt = v.startedAt().toEpochMilli();
            v.evidence().values().forEach(value -> remember(track, value));
        });
        LevelState level = level(open);
        level.activate();
        message.ifPresent(v -> {
            level.restore(v.value(), v.threshold(), v.unit());
            level.level().selector().growthOver().ifPresent(window -> {
                carried = v.value();
                carriedUntil = now + window.toMillis();
            });
        });
    }

    /** An increase that the process before counted and that is still within the window. */
    double carriedGrowth(long now) {
        return now < carriedUntil ? carried : 0;
    }

    /**
     * Begins an evaluation.
     *
     * @param isKindKnown whether there is a Frame of this thing's kind that may be told
     */
    void begin(boolean isKindKnown, long now) {
        if (isKindKnown && unseen && unseenUntil == NEVER) {
            unseenUntil = now + rule.patience().toMillis();
        }
        boolean patient = unseen && now < unseenUntil;
        Sight otherwise = isKindKnown && !patient ? Sight.ABSENT : Sight.UNKNOWN;
        for (LevelState level : levels) {
            level.begin(otherwise);
        }
        remembered = 0;
        broken = 0;
    }

    void foundBroken(int track) {
        broken |= 1 << track;
    }

    /** Whether this track has said already, in this evaluation, that it is broken. */
    boolean isFoundBroken(int track) {
        return (broken & 1 << track) != 0;
    }

    /** So many evaluations that ended at {@code now} found the same as the last that was gone through. */
    void repeat(int times, long now) {
        steppedAt = Math.max(steppedAt, now);
        for (int track = 0; track < histories.length; track++) {
            if ((remembered & 1 << track) != 0) {
                history(track).repeat(times);
            }
        }
    }

    /** There is a row in a Frame of this kind. */
    void seen(String frameKind, long rowObservedAt, Optional<String> rowCause) {
        kind = frameKind;
        unseen = false;
        observedAt = rowObservedAt;
        cause = rowCause;
    }

    /** The state of the rule's threshold at {@code position}, the mildest first. */
    LevelState level(int position) {
        return levels[position];
    }

    /** The state of a threshold that the rule has. */
    LevelState level(Severity of) {
        for (LevelState level : levels) {
            if (level.severity() == of) {
                return level;
            }
        }
        throw new IllegalArgumentException("rule " + rule.name() + " has no threshold for " + of.word());
    }

    void remember(int track, double value) {
        history(track).add(value);
        remembered |= 1 << track;
    }

    /** The same between two evaluations: the newest figure takes the place of the one before. */
    void amend(int track, double value) {
        history(track).amend(value);
    }

    private History history(int track) {
        History history = histories[track];
        if (history == null) {
            history = new History();
            histories[track] = history;
        }
        return history;
    }

    /** Ends the evaluation. */
    void step(long now) {
        long elapsed = Math.max(0, now - steppedAt);
        steppedAt = now;
        boolean judged = false;
        Severity worst = null;
        Severity worstBroken = null;
        for (LevelState level : levels) {
            judged |= level.step(elapsed, now);
            worst = level.isActive() ? level.severity() : worst;
            worstBroken = level.isBroken() && isBelow(level.severity(), severity) ? level.severity() : worstBroken;
        }
        if (!judged) {
            return;
        }
        // on its way down a violation rests on every threshold that is still broken, however short
        if (worstBroken != null && isBelow(worst, severity) && isBelow(worst, worstBroken)) {
            level(worstBroken).activate();
            worst = worstBroken;
        }
        severity = worst;
    }

    private static boolean isBelow(@Nullable Severity one, @Nullable Severity other) {
        return other != null && (one == null || one.compareTo(other) < 0);
    }

    /** Nothing is left to remember. */
    boolean isHealthy() {
        boolean broken = false;
        for (LevelState level : levels) {
            broken |= level.isBroken();
        }
        return severity == null && !broken;
    }

    /** Whether it stays as it is for as long as the same figures are told of it. */
    boolean isSettled() {
        boolean settled = !unseen;
        for (LevelState level : levels) {
            settled &= level.isSettled();
        }
        return settled;
    }

    /** Whether this evaluation found no row of it. */
    boolean isGone() {
        return Arrays.stream(levels).allMatch(LevelState::isAbsent);
    }

    Optional<Severity> severity() {
        return Optional.ofNullable(severity);
    }

    List<Double> evidence(int track) {
        History history = histories[track];
        return history == null ? List.of() : history.values();
    }

    String kind() {
        return kind;
    }

    long startedAt() {
        return startedAt;
    }

    /**
     * When the datum that broke the threshold of {@code basis} was received. An age breaks its threshold not when the datum came,
     * but when the datum is so old.
     */
    long observedAt(Severity basis, long now) {
        LevelState level = level(basis);
        boolean isAge = level.level().selector().inUnitsOf().isPresent();
        return isAge && level.isBroken() ? Math.min(now, observedAt + Math.round(level.limit())) : observedAt;
    }

    Optional<String> cause() {
        return cause;
    }

    boolean isMember() {
        return isMember;
    }

    /** Whether anybody heard that it breaks the rule: by a violation of its own, or in a group. */
    boolean isTold() {
        return isMember || told != null;
    }

    void join() {
        isMember = true;
    }

    /** The latest message of the violation of its own that is open. */
    Optional<Violation> told() {
        return Optional.ofNullable(told);
    }

    void tell(Violation message) {
        told = message;
    }

    /** Whether its violation, told without a cause, has one now; from here on {@link #told} has it, too. */
    boolean learnCause() {
        if (told == null || told.cause().isPresent() || cause.isEmpty()) {
            return false;
        }
        told = told.because(cause.get());
        return true;
    }

    /** Its violation is over, or its membership; what breaks from now on is another life. */
    void endLife(long now) {
        told = null;
        isMember = false;
        startedAt = now;
    }
}
