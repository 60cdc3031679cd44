package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.mistersmith.backplane.monitor.wire.Violation.Members;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private @Nullable Group group;

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

    boolean hasThings() {
        return !things.isEmpty();
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

    /**
     * Judges the newest Frames.
     *
     * @param out receives the messages, in the order in which their things were first found broken, the group's last
     * @return whether {@link #open} says something else than before
     */
    boolean evaluate(Frames frames, long now, List<Violation> out) {
        int told = out.size();
        for (Thing thing : things.values()) {
            boolean isKindKnown =
                    frames.ofKind(thing.kind()).filter(f -> f.isValid(now)).isPresent();
            thing.begin(isKindKnown, now);
        }
        for (Track track : tracks) {
            track.scan(this, frames, now);
        }
        List<Thing> openers = new ArrayList<>();
        boolean membersChanged = false;
        for (Iterator<Thing> i = things.values().iterator(); i.hasNext(); ) {
            Thing thing = i.next();
            Optional<Severity> before = thing.severity();
            thing.step(now);
            Optional<Severity> after = thing.severity();
            if (before.isEmpty() && after.isPresent()) {
                openers.add(thing);
            } else if (before.isPresent() && after.isEmpty() && thing.isMember()) {
                thing.endLife(now);
                membersChanged = true;
            } else if (!before.equals(after) && !thing.isMember()) {
                out.add(tell(thing, before, now));
            }
            if (thing.isHealthy()) {
                i.remove();
            }
        }
        if (group != null || openers.size() > rule.groupAt()) {
            openers.forEach(Thing::join);
            membersChanged |= !openers.isEmpty();
        } else {
            openers.forEach(thing -> out.add(tell(thing, Optional.empty(), now)));
        }
        judgeGroup(now, out);
        return membersChanged || out.size() > told;
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
        group.count(members, members == 0 ? now : newestDatum);
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
    }
}
