package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** An evaluator with a clock that tests turn, and Frames in one line. Everything that was told is kept. */
final class Judging {

    static final long START = 1_700_000_000_000L;
    static final String KIND = "things";

    final List<Violation> told = new ArrayList<>();
    Evaluator evaluator;
    long now = START;
    /** Of all rows from now on. */
    Optional<String> cause = Optional.empty();

    Judging(List<Rule> rules) {
        this.evaluator = evaluator(rules, 1);
    }

    static Judging of(Rule... rules) {
        return new Judging(List.of(rules));
    }

    /** Another process with the same rules or others, which goes on from what this one saved. */
    void restart(Rule... rules) {
        byte[] state = evaluator.snapshot().toJson();
        evaluator = evaluator(List.of(rules), 2);
        evaluator.restore(EvaluatorSnapshot.fromJson(state), now);
    }

    private static Evaluator evaluator(List<Rule> rules, long seed) {
        return new Evaluator(rules, "monitor-0", Duration.ofSeconds(1), new SplittableRandom(seed));
    }

    /** A Frame of now with one column. */
    Judging frame(Metric metric, Map<String, Double> valuesByThing) {
        evaluator.accept(build(metric, valuesByThing));
        return this;
    }

    /** These things have changed by now, and are judged. */
    List<Violation> changes(Metric metric, Map<String, Double> valuesByThing) {
        List<Violation> messages = evaluator.judge(build(metric, valuesByThing), now);
        told.addAll(messages);
        return messages;
    }

    Frame build(Metric metric, Map<String, Double> valuesByThing) {
        Frame.Builder frame = Frame.of(KIND, now, 10_000, List.of(Frame.column(metric)));
        new TreeMap<>(valuesByThing).forEach((id, value) -> {
            frame.row(Labels.of("id", id)).set(0, value);
            cause.ifPresent(frame::cause);
        });
        return frame.build();
    }

    Judging frame(Metric metric, double value) {
        return frame(metric, Map.of("x", value));
    }

    /** Judges now, and says what happened. */
    List<Violation> judge() {
        List<Violation> messages = evaluator.evaluate(now);
        told.addAll(messages);
        return messages;
    }

    /** A Frame with one thing, judged once. */
    List<Violation> judge(Metric metric, double value) {
        return frame(metric, value).judge();
    }

    Judging pass(double seconds) {
        now += Math.round(seconds * 1000);
        return this;
    }

    /** What happened, in short: {@code opened/error}. */
    static List<String> words(List<Violation> messages) {
        return messages.stream()
                .map(v -> v.event().word() + "/" + v.severityWord())
                .toList();
    }
}
