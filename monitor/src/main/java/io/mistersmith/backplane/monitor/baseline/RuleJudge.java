package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.mistersmith.backplane.monitor.wire.Violation.Members;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One rule and everything that breaks it, or did a moment ago. */
final class RuleJudge {

    final Rule rule;
    private final Messages messages;
    private final List<Track> tracks;
    private final Map<Severity, Integer> trackOf = new EnumMap<>(Severity.class);
    /** In the order in which they were first found broken. */
    private final Map<Labels, Thing> things = new LinkedHashMap<>();

    /** Looked at since the last step. */
    private final Set<Thing> touched = new LinkedHashSet<>();
    /** What breaks the rule, but nobody has heard of yet. */
    private final Set<Thing> openers = new LinkedHashSet<>();

    private @Nullable Group group;
    /** Violations of their own that opened since the last evaluation. */
    private int openedAtOnce;

    private boolean isEvaluation;

    private final Rest rest = new Rest();

    RuleJudge(Rule rule, Messages messages) {
        this.rule = rule;
        this.messages = messages;
        List<Selector> selectors =
                rule.levels().values().stream().map(Level::selector).distinct().toList();
        this.tracks = Stream.iterate(0, i -> i + 1)
                .limit(selectors.size())
                .map(i -> new Track(rule, i, selectors.get(i)))
                .toList();
        rule.levels().forEach((severity, level) -> trackOf.put(severity, selectors.indexOf(level.selector())));
    }

    /** See {@link Track#accept}. */
    void accept(Optional<Frame> previous, boolean hasSameColumns, Frame frame) {
        tracks.forEach(track -> track.accept(previous, hasSameColumns, frame));
    }

    /** What breaks the rule, or did a moment ago. */
    Collection<Thing> things() {
        return things.values();
    }

    Optional<Thing> thing(Labels labels) {
        return Optional.ofNullable(things.get(labels));
    }

    Thing newThing(Labels labels, String kind, long now) {
        Thing thing = new Thing(rule, tracks.size(), labels, kind, now);
        thing.begin(true, now);
        things.put(labels, thing);
        return thing;
    }

    /** It has been looked at. */
    void touch(Thing thing) {
        touched.add(thing);
    }

    void remember(Thing thing, int track, double value) {
        if (isEvaluation) {
            thing.remember(track, value);
        } else {
            thing.amend(track, value);
        }
    }

    /**
     * Judges all that is known.
     *
     * @param out receives the messages, in the order in which their things were first found broken, the group's last
     * @return whether {@link #open} says something else than before
     */
    boolean evaluate(Frames frames, long now, List<Violation> out) {
        isEvaluation = true;
        if (rest.isSettled() && tracks.stream().allMatch(track -> track.isUnchanged(frames, now))) {
            rest.skip(now);
            openedAtOnce = 0;
            if (group != null) {
                group.countAgain();
            }
            return false;
        }
        String kind = "";
        boolean isKindKnown = false;
        for (Thing thing : things.values()) {
            rest.tell(thing);
            if (!thing.kind().equals(kind)) {
                kind = thing.kind();
                isKindKnown = frames.isKnown(kind, now);
            }
            thing.begin(isKindKnown, now);
        }
        rest.end();
        for (Track track : tracks) {
            track.scan(this, frames, now);
        }
        touched.clear();
        boolean changed = step(List.copyOf(things.values()), now, out);
        openedAtOnce = 0;
        tracks.forEach(track -> track.evaluated(frames, now));
        rest.begin(openers.isEmpty() && things.values().stream().allMatch(Thing::isSettled));
        return changed;
    }

    /**
     * Judges, between two evaluations, what these rows say. What breaks the rule anew is told at once, but for a crowd: when it is
     * more than half of what makes a group, the rest of it waits until it is a group, or for the next evaluation.
     *
     * @return as {@link #evaluate}
     */
    boolean judge(Frames frames, Frame changes, long now, List<Violation> out) {
        isEvaluation = false;
        if (tracks.stream().noneMatch(track -> track.judges(changes))) {
            return false;
        }
        things.values().forEach(rest::tell);
        rest.end();
        for (Track track : tracks) {
            track.scan(this, frames, changes, now);
        }
        if (touched.isEmpty()) {
            return false;
        }
        List<Thing> seen = List.copyOf(touched);
        touched.clear();
        return step(seen, now, out);
    }

    private boolean step(List<Thing> seen, long now, List<Violation> out) {
        int told = out.size();
        boolean changed = false;
        for (Thing thing : seen) {
            Optional<Severity> before = thing.severity();
            thing.step(now);
            Optional<Severity> after = thing.severity();
            if (after.isPresent() && !thing.isTold()) {
                openers.add(thing);
            } else if (before.isPresent() && after.isEmpty() && !thing.isTold()) {
                openers.remove(thing);
                thing.endLife(now);
            } else if (before.isPresent() && after.isEmpty() && thing.isMember()) {
                thing.endLife(now);
                changed = true;
            } else if (!before.equals(after) && !thing.isMember()) {
                out.add(tell(thing, before, now));
            } else {
                changed |= thing.learnCause();
            }
            if (thing.isHealthy()) {
                things.remove(thing.labels);
            }
        }
        changed |= open(now, out);
        // counting a large crowd after each of its agents would be dear: only what makes it worse is told between
        // evaluations
        if (isEvaluation || seen.stream().anyMatch(this::makesGroupWorse)) {
            judgeGroup(now, out);
        }
        return changed || out.size() > told;
    }

    /** Whether anything joined the group. */
    private boolean open(long now, List<Violation> out) {
        if (openers.isEmpty()) {
            return false;
        }
        int crowd = openedAtOnce + openers.size();
        boolean isGroup = group != null || crowd > rule.groupAt();
        if (isGroup) {
            openers.forEach(Thing::join);
        } else if (isEvaluation || crowd <= rule.groupAt() / 2) {
            openers.forEach(thing -> out.add(tell(thing, Optional.empty(), now)));
            openedAtOnce = crowd;
        } else {
            return false;
        }
        openers.clear();
        return isGroup;
    }

    private Violation tell(Thing thing, Optional<Severity> before, long now) {
        Optional<Severity> after = thing.severity();
        int track = trackOf.getOrDefault(after.or(() -> before).orElseThrow(), 0);
        Violation message = messages.ofThing(thing, before, after, track, now);
        if (after.isPresent()) {
            thing.tell(message);
        } else {
            thing.endLife(now);
        }
        return message;
    }

    private boolean makesGroupWorse(Thing thing) {
        Optional<Severity> now = thing.isMember() ? thing.severity() : Optional.empty();
        Optional<Severity> before = group == null ? Optional.empty() : group.severity();
        return now.isPresent() && (before.isEmpty() || now.get().compareTo(before.get()) > 0);
    }

    private void judgeGroup(long now, List<Violation> out) {
        int members = 0;
        long newestDatum = Long.MIN_VALUE;
        long startedAt = now;
        Optional<Severity> worst = Optional.empty();
        for (Thing thing : things.values()) {
            Optional<Severity> severity = thing.isMember() ? thing.severity() : Optional.empty();
            if (severity.isPresent()) {
                members++;
                startedAt = Math.min(startedAt, thing.startedAt());
                newestDatum = Math.max(newestDatum, thing.observedAt(severity.get(), now));
                worst = worst.isEmpty() || severity.get().compareTo(worst.get()) > 0 ? severity : worst;
            }
        }
        if (group == null) {
            if (members == 0) {
                return;
            }
            group = new Group(rule, startedAt);
        }
        group.count(members, members == 0 ? now : newestDatum, isEvaluation);
        if (!worst.equals(group.severity())) {
            Violation message = messages.ofGroup(group, group.severity(), worst, labels(members()), now);
            group.tell(message);
            out.add(message);
        }
        if (worst.isEmpty()) {
            group = null;
        }
    }

    private List<Thing> members() {
        return things.values().stream().filter(Thing::isMember).toList();
    }

    private static List<Labels> labels(List<Thing> members) {
        return members.stream().map(m -> m.labels).toList();
    }

    /** The latest message of each open violation; of the group with its members of now. */
    void open(List<Violation> out) {
        for (Thing thing : things.values()) {
            thing.told().ifPresent(out::add);
        }
        if (group != null) {
            group.told().ifPresent(last -> out.add(messages.withMembers(last, new Members(labels(members())))));
        }
    }

    /** What must survive a restart. */
    void save(List<EvaluatorSnapshot.Open> out) {
        for (Thing thing : things.values()) {
            thing.told().ifPresent(v -> out.add(new EvaluatorSnapshot.Open(v, thing.kind(), List.of())));
        }
        if (group != null) {
            List<Thing> members = members();
            String kind = members.stream().map(Thing::kind).findFirst().orElse("");
            group.told().ifPresent(v -> out.add(new EvaluatorSnapshot.Open(v, kind, labels(members))));
        }
    }

    /** Whether what is open rests on a threshold of this rule. */
    boolean judges(Violation open) {
        return rule.name().equals(open.rule())
                && open.severity().filter(rule.levels()::containsKey).isPresent();
    }

    /** Goes on with what was open in another process; it is left alone until Frames know its things. */
    void restore(EvaluatorSnapshot.Open open, long now) {
        Violation last = open.violation();
        Severity severity = last.severity().orElseThrow();
        int track = trackOf.getOrDefault(severity, 0);
        if (last.isGroup()) {
            group = Group.restored(rule, last);
            for (Labels member : open.members()) {
                restored(member, open.kind(), severity, Optional.empty(), track, now);
            }
        } else {
            restored(last.labels(), open.kind(), severity, Optional.of(last), track, now);
        }
    }

    private void restored(
            Labels labels, String kind, Severity severity, Optional<Violation> message, int track, long now) {
        Thing thing = new Thing(rule, tracks.size(), labels, kind, now);
        thing.restore(severity, message, track, now);
        things.put(labels, thing);
        rest.begin(false);
    }
}
