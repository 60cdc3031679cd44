package io.mistersmith.backplane.monitor.alert;

import static io.mistersmith.backplane.monitor.alert.Violations.RULE;
import static io.mistersmith.backplane.monitor.alert.Violations.START;
import static io.mistersmith.backplane.monitor.alert.Violations.changed;
import static io.mistersmith.backplane.monitor.alert.Violations.opened;
import static io.mistersmith.backplane.monitor.alert.Violations.resolved;
import static io.mistersmith.backplane.monitor.wire.Severity.CRITICAL;
import static io.mistersmith.backplane.monitor.wire.Severity.ERROR;
import static io.mistersmith.backplane.monitor.wire.Severity.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.config.AlertsConfig;
import io.mistersmith.backplane.monitor.config.AlertsConfig.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** group-wait 10 s, group-interval 60 s, repeat-interval 4 h; warnings to chat, errors to chat and pager, critical to pager. */
class AlertBookTest {

    private final AlertBook book = book(
            new Route(Set.of("warning"), Set.of(), Map.of(), List.of("chat")),
            new Route(Set.of("error"), Set.of(), Map.of(), List.of("chat", "pager")),
            new Route(Set.of("critical"), Set.of(), Map.of(), List.of("pager")));

    static AlertBook book(Route... routes) {
        Duration wait = Duration.ofSeconds(10);
        Duration interval = Duration.ofSeconds(60);
        Duration repeat = Duration.ofHours(4);
        AlertsConfig config = new AlertsConfig(wait, interval, repeat, List.of(routes), Map.of(), List.of());
        return new AlertBook(new Routes(config), wait, interval, repeat);
    }

    @Test
    void opened_isToldAfterGroupWait() {
        book.observe(opened("a", WARNING), at(0));

        assertThat(book.nextDue()).contains(at(10));
        assertThat(told(9.999)).isEmpty();
        assertThat(told(10)).containsExactly("chat: opened a warning");
        assertThat(told(11)).isEmpty();
    }

    @Test
    void resolvedWithinGroupWait_isNeverTold() {
        book.observe(opened("a", ERROR), at(0));
        book.observe(resolved("a", 2, ERROR), at(9));

        AlertBook.Step step = book.due(at(10));

        assertThat(step.notifications()).isEmpty();
        assertThat(step.suppressed()).containsExactlyInAnyOrder("chat", "pager");
        assertThat(book.nextDue()).isEmpty();
    }

    @Test
    void resolvedAfterItWasTold_isToldToThoseWhoHeard() {
        book.observe(opened("a", ERROR), at(0));
        book.due(at(10));
        book.observe(resolved("a", 2, ERROR), at(200));

        assertThat(told(210)).containsExactly("chat: resolved a resolved", "pager: resolved a resolved");
        assertThat(book.nextDue()).isEmpty();
    }

    @Test
    void changesOfOneRule_goTogetherAndNotWithinGroupInterval() {
        book.observe(opened("a", WARNING), at(0));
        book.observe(opened("b", WARNING), at(4));
        assertThat(told(10)).containsExactly("chat: opened a warning, opened b warning");

        book.observe(opened("c", WARNING), at(11));
        assertThat(book.nextDue()).contains(at(70));
        assertThat(told(69)).isEmpty();
        assertThat(told(70)).containsExactly("chat: opened c warning");
    }

    @Test
    void anotherRule_isAnotherGroup() {
        book.observe(opened("a", WARNING), at(0));
        book.due(at(10));
        book.observe(opened("b", "agent-cpu", WARNING), at(11));

        assertThat(told(21)).containsExactly("chat: opened b warning");
    }

    @Test
    void critical_doesNotWaitForGroupInterval() {
        book.observe(opened("a", ERROR), at(0));
        book.due(at(10));
        book.observe(opened("b", CRITICAL), at(11));

        assertThat(told(21)).containsExactly("pager: opened b critical");
    }

    @Test
    void escalation_isRoutedAnew_andFormerReceiversHearTheEnd() {
        book.observe(opened("a", WARNING), at(0));
        book.due(at(10));
        book.observe(changed("a", 2, WARNING, CRITICAL), at(100));

        List<Notification> told = book.due(at(110)).notifications();

        assertThat(words(told)).containsExactly("chat: resolved a resolved", "pager: escalated a critical");
        assertThat(told.get(0).alerts().get(0).violation().cause())
                .contains("not over: it is now critical, of which pager is told");
        assertThat(told.get(0).alerts().get(0).violation().previousSeverity()).contains(WARNING);
    }

    @Test
    void escalationWithinGroupWait_isToldAsWhatItIsNow() {
        book.observe(opened("a", WARNING), at(0));
        book.observe(changed("a", 2, WARNING, ERROR), at(5));

        assertThat(told(10)).contains("chat: escalated a error");
        assertThat(told(15)).containsExactly("pager: escalated a error");
    }

    @Test
    void escalationAndBackBetweenTwoNotifications_saysNothing() {
        book.observe(opened("a", WARNING), at(0));
        book.due(at(10));
        book.observe(changed("a", 2, WARNING, ERROR), at(12));
        book.observe(changed("a", 3, ERROR, WARNING), at(14));

        assertThat(told(70)).isEmpty();
    }

    @Test
    void whatStaysOpen_isRepeated() {
        book.observe(opened("a", WARNING), at(0));
        book.due(at(10));

        assertThat(book.nextDue()).contains(at(10).plus(Duration.ofHours(4)));
        assertThat(told(10 + 4 * 3600 - 1)).isEmpty();
        assertThat(told(10 + 4 * 3600)).containsExactly("chat: reminded a warning");
        assertThat(told(10 + 8 * 3600)).containsExactly("chat: reminded a warning");
    }

    @Test
    void repeated_endsWithTheViolation() {
        book.observe(opened("a", WARNING), at(0));
        book.due(at(10));
        book.observe(resolved("a", 2, WARNING), at(100));
        book.due(at(110));

        assertThat(told(10 + 4 * 3600)).isEmpty();
    }

    @Test
    void flush_tellsAtOnceWhatWaits() {
        book.observe(opened("a", WARNING), at(0));

        assertThat(words(book.flush(at(1)).notifications())).containsExactly("chat: opened a warning");
        assertThat(book.flush(at(2)).notifications()).isEmpty();
    }

    /** A process before this one may have told of it: an incident that nobody closes is worse than one word too many. */
    @Test
    void resolvedOfUnknownOpening_isTold() {
        book.observe(resolved("a", 3, ERROR), at(0));

        assertThat(told(10)).containsExactly("chat: resolved a resolved", "pager: resolved a resolved");
        assertThat(book.nextDue()).isEmpty();
    }

    @Test
    void noRouteMatches_nobodyIsTold() {
        AlertBook onlyCpu = book(new Route(Set.of(), Set.of("agent-cpu"), Map.of(), List.of("chat")));
        onlyCpu.observe(opened("a", CRITICAL), at(0));

        assertThat(onlyCpu.nextDue()).isEmpty();
    }

    @Test
    void firstRouteThatMatches_decides_byLabelAndRule() {
        AlertBook byLabel = book(
                new Route(Set.of(), Set.of(RULE), Map.of("agent_id", "a"), List.of("team-a")),
                new Route(Set.of(), Set.of(), Map.of(), List.of("everybody")));
        byLabel.observe(opened("a", ERROR), at(0));
        byLabel.observe(opened("b", ERROR), at(0));

        assertThat(words(byLabel.due(at(10)).notifications()))
                .containsExactly("team-a: opened a error", "everybody: opened b error");
    }

    @Test
    void withoutRoutes_everythingGoesToTheLog() {
        AlertBook none = book();
        none.observe(opened("a", WARNING), at(0));

        assertThat(words(none.due(at(10)).notifications())).containsExactly("log: opened a warning");
    }

    @Test
    void manyAlerts_goInSeveralNotifications() {
        for (int i = 0; i < AlertBook.MAX_ALERTS + 1; i++) {
            book.observe(opened("agent-" + i, WARNING), at(0));
        }

        assertThat(book.due(at(10)).notifications())
                .extracting(n -> n.alerts().size())
                .containsExactly(AlertBook.MAX_ALERTS, 1);
    }

    private List<String> told(double seconds) {
        return words(book.due(at(seconds)).notifications());
    }

    private static List<String> words(List<Notification> notifications) {
        List<String> words = new ArrayList<>();
        for (Notification n : notifications) {
            words.add(n.receiver() + ": "
                    + String.join(
                            ", ",
                            n.alerts().stream()
                                    .map(a -> a.event() + " " + a.violation().id() + " "
                                            + a.violation().severityWord())
                                    .toList()));
        }
        return words;
    }

    private static Instant at(double seconds) {
        return START.plusMillis(Math.round(seconds * 1000));
    }
}
