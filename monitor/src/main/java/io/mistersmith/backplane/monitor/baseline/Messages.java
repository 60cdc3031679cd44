package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import io.mistersmith.backplane.monitor.wire.Violation.Event;
import io.mistersmith.backplane.monitor.wire.Violation.Evidence;
import io.mistersmith.backplane.monitor.wire.Violation.Members;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Makes the messages of violations' lives: ids, revisions and words. */
final class Messages {

    private final String monitor;
    private final long intervalMillis;
    private final RandomGenerator random;

    /**
     * @param monitor the id under which messages go out
     * @param intervalMillis between evaluations
     */
    Messages(String monitor, long intervalMillis, RandomGenerator random) {
        this.monitor = monitor;
        this.intervalMillis = intervalMillis;
        this.random = random;
    }

    /**
     * What happened to one thing.
     *
     * @param before its severity when last told of
     * @param after its severity now; one of the two is present
     * @param track whose figures are the evidence
     */
    Violation ofThing(Thing thing, Optional<Severity> before, Optional<Severity> after, int track, long now) {
        Rule rule = thing.rule;
        Event event = event(before, after);
        Severity basis = after.or(() -> before).orElseThrow();
        LevelState level = thing.level(basis);
        Optional<Violation> last = thing.told();
        List<Double> evidence = thing.evidence(track);
        boolean over = event == Event.RESOLVED;
        return new Violation(
                last.map(Violation::id).orElseGet(() -> UuidV7.of(now, random)),
                last.map(Violation::revision).orElse(0) + 1,
                event,
                rule.name(),
                after,
                before,
                rule.metric(),
                thing.labels,
                level.value(),
                level.limit(),
                rule.comparison(),
                level.unit(),
                Instant.ofEpochMilli(thing.startedAt()),
                Instant.ofEpochMilli(now),
                summary(thing, level, basis, over),
                over ? Optional.empty() : thing.cause(),
                over ? Optional.empty() : next(rule, thing.labels),
                new Evidence(evidence.isEmpty() ? List.of(level.value()) : evidence, intervalMillis),
                Optional.empty(),
                monitor,
                thing.observedAt(basis, now));
    }

    private static Event event(Optional<Severity> before, Optional<Severity> after) {
        if (before.isEmpty()) {
            return Event.OPENED;
        }
        if (after.isEmpty()) {
            return Event.RESOLVED;
        }
        return after.get().compareTo(before.get()) > 0 ? Event.ESCALATED : Event.DEESCALATED;
    }

    private static String summary(Thing thing, LevelState state, Severity severity, boolean over) {
        Level level = state.level();
        String metric = level.selector().metric();
        String value = Wording.figure(state.value(), state.unit(), metric);
        String limit = Wording.figure(state.limit(), state.unit(), metric);
        String template = level.says().isEmpty() ? metric + "{labels} is {value}" : level.says();
        String says = Wording.fill(template, value, thing.labels);
        String side = severity.word() + " " + side(state) + " " + limit;
        if (over && thing.isGone()) {
            return "no longer there: " + says + ", when last seen; " + side;
        }
        if (over) {
            return template.contains("{value}") ? "back from " + side + ": " + says : "over: " + says;
        }
        return says + "; " + side;
    }

    private static String side(LevelState state) {
        String word = state.level().comparison().word();
        return state.isInclusive() ? "at or " + word : word;
    }

    private static Optional<String> next(Rule rule, Labels labels) {
        boolean folded =
                labels.get("consumer_name").filter(n -> n.startsWith("(")).isPresent();
        return (folded ? Optional.of("nats consumer report {stream_name}") : rule.next())
                .flatMap(template -> Wording.command(template, labels));
    }

    /** What happened to a group. */
    Violation ofGroup(
            Group group, Optional<Severity> before, Optional<Severity> after, List<Labels> members, long now) {
        Rule rule = group.rule;
        Optional<Violation> last = group.told();
        int count = members.size();
        String things = count == 1 ? "1 thing breaks " : count + " things break ";
        String summary = after.isEmpty()
                ? "none of the " + group.peak() + " things that broke " + rule.name() + " together breaks it any more"
                : things + rule.name() + " at once, the worst as " + after.get().word() + "; such as "
                        + members.stream().findFirst().map(Labels::toString).orElse("");
        return new Violation(
                last.map(Violation::id).orElseGet(() -> UuidV7.of(now, random)),
                last.map(Violation::revision).orElse(0) + 1,
                event(before, after),
                rule.name(),
                after,
                before,
                rule.metric(),
                Labels.of("group", rule.name()),
                count,
                rule.groupAt(),
                Comparison.ABOVE,
                "",
                Instant.ofEpochMilli(group.startedAt()),
                Instant.ofEpochMilli(now),
                summary,
                Optional.empty(),
                Optional.empty(),
                new Evidence(group.evidence(), intervalMillis),
                Optional.of(new Members(members)),
                monitor,
                group.observedAt());
    }

    /** The latest message of a group, which covers {@code members} now. */
    Violation withMembers(Violation last, Members members) {
        return new Violation(
                last.id(),
                last.revision(),
                last.event(),
                last.rule(),
                last.severity(),
                last.previousSeverity(),
                last.metric(),
                last.labels(),
                members.count(),
                last.threshold(),
                last.comparison(),
                last.unit(),
                last.startedAt(),
                last.at(),
                last.summary(),
                last.cause(),
                last.next(),
                last.evidence(),
                Optional.of(members),
                last.monitor(),
                last.observedAt());
    }

    /** The end of what was open under a rule, or a threshold, that is not there any more. */
    Violation ofOrphan(Violation last, long now) {
        return new Violation(
                last.id(),
                last.revision() + 1,
                Event.RESOLVED,
                last.rule(),
                Optional.empty(),
                last.severity(),
                last.metric(),
                last.labels(),
                last.value(),
                last.threshold(),
                last.comparison(),
                last.unit(),
                last.startedAt(),
                Instant.ofEpochMilli(now),
                "the rule " + last.rule() + " does not judge this any more; last: " + last.summary(),
                Optional.empty(),
                Optional.empty(),
                last.evidence(),
                last.members(),
                monitor,
                now);
    }
}
