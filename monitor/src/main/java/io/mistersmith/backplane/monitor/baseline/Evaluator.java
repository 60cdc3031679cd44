package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Judges the newest Frames by the rules, and tells what opens, escalates, de-escalates and resolves.
 *
 * <p>Deterministic: the same Frames and the same clock in the same order give the same messages (and the same ids from the same
 * random numbers). What is not known, because a figure is NaN or a Frame too old, changes nothing. A thing whose row is missing in
 * a new Frame is gone, and so is its violation. Not thread-safe.
 */
public final class Evaluator {

    private final Frames frames = new Frames();
    private final Messages messages;
    private final List<RuleJudge> judges;
    private final List<Violation> orphans = new ArrayList<>();
    private boolean changed;
    /** Members of groups came and went since what is open was last said to have changed. */
    private boolean changedSilently;

    /**
     * @param rules in the order in which they are judged
     * @param monitor the id under which violations go out
     * @param evaluateEvery the time between evaluations, as violations tell it
     * @param random for the ids
     */
    public Evaluator(List<Rule> rules, String monitor, Duration evaluateEvery, RandomGenerator random) {
        this.messages = new Messages(monitor, evaluateEvery.toMillis(), random);
        this.judges = rules.stream().map(rule -> new RuleJudge(rule, messages)).toList();
    }

    /** Takes the place of the Frame of the same kind. */
    public void accept(Frame frame) {
        Optional<Frame> previous = frames.replace(frame);
        boolean hasSameColumns = previous.filter(frame::hasColumnsOf).isPresent();
        for (RuleJudge judge : judges) {
            judge.accept(previous, hasSameColumns, frame);
        }
    }

    /**
     * Judges what is known at {@code now}, epoch ms.
     *
     * @return what happened, in the order of the rules, and within a rule in the order in which its things were first found broken
     */
    public List<Violation> evaluate(long now) {
        List<Violation> out = new ArrayList<>();
        for (Violation orphan : orphans) {
            out.add(messages.ofOrphan(orphan, now));
        }
        orphans.clear();
        changed = changedSilently || !out.isEmpty();
        changedSilently = false;
        for (RuleJudge judge : judges) {
            changed |= judge.evaluate(frames, now, out);
        }
        return out;
    }

    /**
     * Takes what has changed since the newest whole Frame of this kind; see {@link Frame#CHANGES}. Rows from before that Frame, or
     * in other columns, say nothing.
     *
     * @return whether these say something
     */
    public boolean change(Frame changes) {
        return frames.change(changes);
    }

    /**
     * Takes what has changed, and judges it at once; nothing is concluded about the rest.
     *
     * @return as {@link #evaluate}
     */
    public List<Violation> judge(Frame changes, long now) {
        List<Violation> out = new ArrayList<>();
        if (change(changes)) {
            for (RuleJudge judge : judges) {
                changedSilently |= judge.judge(frames, changes, now, out);
            }
        }
        changed = !out.isEmpty();
        changedSilently &= !changed;
        return out;
    }

    /**
     * Whether the latest evaluation changed what {@link #open} says: there were messages, or a group's members changed; that alone
     * waits for the next evaluation of all.
     */
    public boolean hasChanged() {
        return changed;
    }

    /** The latest message of each open violation, of a group with its members of now. */
    public List<Violation> open() {
        List<Violation> out = new ArrayList<>(orphans);
        judges.forEach(judge -> judge.open(out));
        return out;
    }

    /** What the next process needs to go on. */
    public EvaluatorSnapshot snapshot() {
        List<EvaluatorSnapshot.Open> out = new ArrayList<>();
        orphans.forEach(v -> out.add(new EvaluatorSnapshot.Open(v, "", List.of())));
        judges.forEach(judge -> judge.save(out));
        return new EvaluatorSnapshot(out);
    }

    /**
     * Goes on where another process stopped; before the first evaluation. What was open stays so until Frames say otherwise; what
     * no rule judges any more resolves with the first evaluation.
     */
    public void restore(EvaluatorSnapshot snapshot, long now) {
        for (EvaluatorSnapshot.Open open : snapshot.open()) {
            judges.stream()
                    .filter(judge -> judge.judges(open.violation()))
                    .findFirst()
                    .ifPresentOrElse(judge -> judge.restore(open, now), () -> orphans.add(open.violation()));
        }
    }
}
