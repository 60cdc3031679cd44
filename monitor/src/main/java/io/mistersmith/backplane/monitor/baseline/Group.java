package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Many things that broke one rule at once, told as one fact. Its members are Things with lives, but without a voice. */
final class Group {

    final Rule rule;
    private final long startedAt;
    private final History counts = new History();
    private @Nullable Severity severity;
    private @Nullable Violation told;
    private int peak;
    private long observedAt;

    Group(Rule rule, long startedAt) {
        this.rule = rule;
        this.startedAt = startedAt;
    }

    static Group restored(Rule rule, Violation last) {
        Group group = new Group(rule, last.startedAt().toEpochMilli());
        last.evidence().values().forEach(group.counts::add);
        group.peak = (int) last.value();
        group.tell(last);
        return group;
    }

    /**
     * How many members there are, and the receive time of the newest datum behind them.
     *
     * @param isEvaluation whether it is the next of the counts to be told, or the newest takes the place of the one before
     */
    void count(int members, long newestDatum, boolean isEvaluation) {
        if (isEvaluation) {
            counts.add(members);
        } else {
            counts.amend(members);
        }
        peak = Math.max(peak, members);
        observedAt = newestDatum;
    }

    /** In the next evaluation nothing is otherwise. */
    void countAgain() {
        counts.repeat(1);
    }

    void tell(Violation message) {
        told = message;
        severity = message.severity().orElse(null);
    }

    Optional<Severity> severity() {
        return Optional.ofNullable(severity);
    }

    Optional<Violation> told() {
        return Optional.ofNullable(told);
    }

    /** The most members that were found at once. */
    int peak() {
        return peak;
    }

    long startedAt() {
        return startedAt;
    }

    long observedAt() {
        return observedAt;
    }

    List<Double> evidence() {
        return counts.values();
    }
}
