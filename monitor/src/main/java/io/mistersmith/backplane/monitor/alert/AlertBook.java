package io.mistersmith.backplane.monitor.alert;

import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides who is told what, and when.
 *
 * <p>It keeps, for each violation, what is true and what each receiver was told. What a receiver is owed is the difference,
 * looked at when the receiver's group (one a rule) is due: {@code group-wait} after the first change in a quiet group, and no
 * sooner than {@code group-interval} after the group was last told of. What is critical waits for {@code group-wait} only. So
 * what is resolved before it was told is never told, and a flap between two notifications says nothing. What stays open is
 * told again every {@code repeat-interval}.
 *
 * <p>Told means: handed over in a {@link Step}. Not thread-safe; the same calls give the same steps.
 */
final class AlertBook {

    /** More go in several notifications: receivers limit the size of a body. */
    static final int MAX_ALERTS = 100;

    private final Routes routes;
    private final Duration groupWait;
    private final Duration groupInterval;
    private final Duration repeatInterval;

    private final Map<String, Life> lives = new HashMap<>();
    private final Map<GroupKey, Group> groups = new LinkedHashMap<>();
    /** What was told and is open, the longest ago first. */
    private final Map<Told, Instant> reminders = new LinkedHashMap<>();

    AlertBook(Routes routes, Duration groupWait, Duration groupInterval, Duration repeatInterval) {
        this.routes = routes;
        this.groupWait = groupWait;
        this.groupInterval = groupInterval;
        this.repeatInterval = repeatInterval;
    }

    /**
     * What comes of a moment.
     *
     * @param notifications in the order in which they were first owed
     * @param suppressed the receiver of each alert that was over before it was told
     */
    record Step(List<Notification> notifications, List<String> suppressed) {}

    /** Takes a violation's latest message in. */
    void observe(Violation violation, Instant now) {
        Life known = lives.get(violation.id());
        if (known == null) {
            known = new Life(violation);
            lives.put(violation.id(), known);
            if (violation.severity().isEmpty()) {
                // opened before this book was: whoever its severity concerned may have been told, and is told of its
                // end
                Severity last = violation.previousSeverity().orElse(Severity.WARNING);
                for (String receiver : routes.receivers(violation)) {
                    known.told.put(receiver, last);
                }
            }
        }
        Life life = known;
        life.latest = violation;
        Set<String> concerned = new LinkedHashSet<>(life.audience);
        life.audience = violation.severity().isEmpty() ? List.of() : routes.receivers(violation);
        concerned.addAll(life.audience);
        concerned.addAll(life.told.keySet());
        concerned.forEach(receiver -> await(receiver, life, now));
        forgetIfOver(life);
    }

    /** When {@link #due} has something to do next; empty while nothing is told and nothing waits. */
    Optional<Instant> nextDue() {
        Stream<Instant> waiting = groups.values().stream().flatMap(group -> group.due.stream());
        Stream<Instant> reminder = reminders.values().stream().limit(1).map(told -> told.plus(repeatInterval));
        return Stream.concat(waiting, reminder).min(Instant::compareTo);
    }

    /** What is due at {@code now}. */
    Step due(Instant now) {
        return step(now, now);
    }

    /** Everything that waits, whenever it would be due; reminders only if they are. */
    Step flush(Instant now) {
        return step(now, Instant.MAX);
    }

    private void await(String receiver, Life life, Instant now) {
        Group group = groups.computeIfAbsent(new GroupKey(receiver, life.latest.rule()), key -> new Group());
        group.waiting.add(life.latest.id());
        life.awaited.add(receiver);
        Instant due = now.plus(groupWait);
        boolean critical =
                life.latest.severity().filter(Severity.CRITICAL::equals).isPresent();
        Instant interval = group.toldAt.map(told -> told.plus(groupInterval)).orElse(due);
        Instant soonest = critical || interval.isBefore(due) ? due : interval;
        group.due = Optional.of(group.due.filter(d -> d.isBefore(soonest)).orElse(soonest));
    }

    private Step step(Instant now, Instant until) {
        Map<String, List<Alert>> owed = new LinkedHashMap<>();
        List<String> suppressed = new ArrayList<>();
        groups.forEach((key, group) -> {
            if (group.due.filter(due -> !due.isAfter(until)).isPresent()) {
                tell(key.receiver, group, now, owed, suppressed);
            }
        });
        remind(now, owed);
        List<Notification> notifications = new ArrayList<>();
        owed.forEach((receiver, alerts) -> {
            for (int from = 0; from < alerts.size(); from += MAX_ALERTS) {
                notifications.add(
                        new Notification(receiver, alerts.subList(from, Math.min(from + MAX_ALERTS, alerts.size()))));
            }
        });
        return new Step(notifications, suppressed);
    }

    private void tell(
            String receiver, Group group, Instant now, Map<String, List<Alert>> owed, List<String> suppressed) {
        for (String id : group.waiting) {
            Life life = lives.get(id);
            if (life == null) {
                continue;
            }
            boolean untold = !life.told.containsKey(receiver);
            Optional<Alert> change = change(life, receiver, now);
            change.ifPresent(alert -> {
                owed.computeIfAbsent(receiver, r -> new ArrayList<>()).add(alert);
                group.toldAt = Optional.of(now);
            });
            if (change.isEmpty() && untold) {
                suppressed.add(receiver);
            }
            life.awaited.remove(receiver);
            forgetIfOver(life);
        }
        group.waiting.clear();
        group.due = Optional.empty();
    }

    private void remind(Instant now, Map<String, List<Alert>> owed) {
        List<Told> due = new ArrayList<>();
        for (Iterator<Map.Entry<Told, Instant>> i = reminders.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<Told, Instant> oldest = i.next();
            if (oldest.getValue().plus(repeatInterval).isAfter(now)) {
                break;
            }
            due.add(oldest.getKey());
            i.remove();
        }
        for (Told told : due) {
            Life life = lives.get(told.id);
            if (life == null) {
                continue;
            }
            Alert alert = change(life, told.receiver, now).orElse(Alert.reminder(life.latest));
            owed.computeIfAbsent(told.receiver, r -> new ArrayList<>()).add(alert);
            if (life.told.containsKey(told.receiver)) {
                reminders.put(told, now);
            }
        }
    }

    /** What {@code receiver} has to hear to know what is true; from here on it counts as told. */
    private Optional<Alert> change(Life life, String receiver, Instant now) {
        Told key = new Told(life.latest.id(), receiver);
        Optional<Severity> told = Optional.ofNullable(life.told.get(receiver));
        Optional<Severity> owed = life.audience.contains(receiver) ? life.latest.severity() : Optional.empty();
        if (told.equals(owed)) {
            return Optional.empty();
        }
        reminders.remove(key);
        if (owed.isPresent()) {
            life.told.put(receiver, owed.get());
            reminders.put(key, now);
            return Optional.of(Alert.of(life.latest));
        }
        life.told.remove(receiver);
        return Optional.of(Alert.of(life.latest.severity().isEmpty() ? life.latest : handedOn(life, told)));
    }

    /** The end of a violation for those whom its new severity does not concern: to them it is resolved. */
    private static Violation handedOn(Life life, Optional<Severity> told) {
        Violation v = life.latest;
        String whom = life.audience.isEmpty() ? "nobody" : String.join(", ", life.audience);
        String cause = "not over: it is now " + v.severityWord() + ", of which " + whom + " is told";
        return new Violation(
                v.id(),
                v.revision(),
                Violation.Event.RESOLVED,
                v.rule(),
                Optional.empty(),
                told,
                v.metric(),
                v.labels(),
                v.value(),
                v.threshold(),
                v.comparison(),
                v.unit(),
                v.startedAt(),
                v.at(),
                v.summary(),
                Optional.of(cause),
                v.next(),
                v.evidence(),
                v.members(),
                v.monitor(),
                v.observedAt());
    }

    private void forgetIfOver(Life life) {
        if (life.latest.severity().isEmpty() && life.told.isEmpty() && life.awaited.isEmpty()) {
            lives.remove(life.latest.id());
        }
    }

    private record GroupKey(String receiver, String rule) {}

    private record Told(String id, String receiver) {}

    private static final class Group {
        /** Ids of violations that changed. */
        final Set<String> waiting = new LinkedHashSet<>();

        Optional<Instant> due = Optional.empty();
        Optional<Instant> toldAt = Optional.empty();
    }

    private static final class Life {
        Violation latest;
        List<String> audience = List.of();
        /** Receiver → the severity that it knows. */
        final Map<String, Severity> told = new LinkedHashMap<>();
        /** Receivers in whose groups this waits. */
        final Set<String> awaited = new HashSet<>();

        Life(Violation latest) {
            this.latest = latest;
        }
    }
}
