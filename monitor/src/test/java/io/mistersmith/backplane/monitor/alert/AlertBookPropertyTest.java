package io.mistersmith.backplane.monitor.alert;

import static io.mistersmith.backplane.monitor.alert.Violations.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.config.AlertsConfig.Route;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever violations do, receivers end up knowing what is true. */
class AlertBookPropertyTest {

    private static final List<String> RECEIVERS = List.of("chat", "pager");

    /** A step picks one of four things, what becomes of it (nothing, or a severity), and how long it takes until the next. */
    @Property(tries = 300)
    void whatReceiversKnow_isTrueInTheEnd(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 4 * 4 * 40 - 1) Integer> steps) {
        World world = new World();
        Instant now = START;
        for (int step : steps) {
            world.change("thing-" + step % 4, step / 4 % 4, now);
            now = now.plusSeconds(step / 16);
            world.hear(world.book.due(now));
        }

        world.hear(world.book.due(now.plusSeconds(70)));

        for (String receiver : RECEIVERS) {
            for (int i = 0; i < 4; i++) {
                String thing = "thing-" + i;
                Optional<Severity> truth = Optional.ofNullable(world.open.get(thing))
                        .flatMap(Violation::severity)
                        .filter(severity -> concerns(receiver, severity));
                assertThat(Optional.ofNullable(world.known.get(receiver + thing)))
                        .as("%s about %s", receiver, thing)
                        .isEqualTo(truth);
            }
        }
        assertThat(world.book.due(now.plusSeconds(140)).notifications()).isEmpty();
    }

    private static boolean concerns(String receiver, Severity severity) {
        return severity == Severity.ERROR || receiver.equals(severity == Severity.WARNING ? "chat" : "pager");
    }

    /** Plays violations to a book, and remembers what each receiver heard. */
    private static final class World {
        private final AlertBook book = AlertBookTest.book(
                new Route(Set.of("warning"), Set.of(), Map.of(), List.of("chat")),
                new Route(Set.of("error"), Set.of(), Map.of(), List.of("chat", "pager")),
                new Route(Set.of("critical"), Set.of(), Map.of(), List.of("pager")));
        /** Receiver and thing → the severity that it was last told; absent: not told, or told of the end. */
        private final Map<String, Severity> known = new HashMap<>();

        private final Map<String, Integer> lives = new HashMap<>();
        private final Map<String, Violation> open = new HashMap<>();

        /** @param what 0: it is over; 1…3: a severity */
        private void change(String thing, int what, Instant now) {
            Optional<Violation> before = Optional.ofNullable(open.get(thing));
            Optional<Severity> severity = what == 0 ? Optional.empty() : Optional.of(Severity.values()[what - 1]);
            if (before.flatMap(Violation::severity).equals(severity)) {
                return;
            }
            if (before.isEmpty()) {
                int life = lives.merge(thing, 1, Integer::sum);
                Violation opened = Violations.opened(thing + "#" + life, severity.orElseThrow());
                open.put(thing, opened);
                book.observe(opened, now);
                return;
            }
            Violation was = before.get();
            Severity last = was.severity().orElseThrow();
            if (severity.isEmpty()) {
                open.remove(thing);
                book.observe(Violations.resolved(was.id(), was.revision() + 1, last), now);
            } else {
                Violation changed = Violations.changed(was.id(), was.revision() + 1, last, severity.get());
                open.put(thing, changed);
                book.observe(changed, now);
            }
        }

        private void hear(AlertBook.Step step) {
            for (Notification notification : step.notifications()) {
                for (Alert alert : notification.alerts()) {
                    String thing = alert.violation().id().replaceFirst("#.*", "");
                    String key = notification.receiver() + thing;
                    Optional<Severity> told = alert.violation().severity();
                    // a new life may be told of in the same breath as the end of the one before, in order
                    assertThat(Optional.ofNullable(known.get(key)))
                            .as("news to %s", key)
                            .isNotEqualTo(told);
                    told.ifPresentOrElse(severity -> known.put(key, severity), () -> known.remove(key));
                }
            }
        }
    }
}
