package io.mistersmith.backplane.monitor.alert;

import static io.mistersmith.backplane.monitor.alert.Violations.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.wire.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** The pure parts of bringing a message to somebody. */
class DeliveryPartsTest {

    @Property
    void backoff_staysBetweenHalfAndTheWholeStep(
            @ForAll @IntRange(min = 1, max = 200) int failures,
            @ForAll @LongRange(min = 1, max = 5_000) long first,
            @ForAll long seed) {
        RandomGenerator random = new Random(seed);
        Backoff backoff = new Backoff(Duration.ofMillis(first), Duration.ofSeconds(30));
        double step = Math.min(30_000, first * Math.pow(2, failures - 1.0));

        assertThat((double) backoff.after(failures, random).toMillis())
                .isBetween(Math.max(1, Math.floor(step / 2)), Math.max(1, step));
    }

    @Example
    void retryAfter_readsSecondsAndDates() {
        assertThat(RetryAfter.parse(" 120 ", START)).contains(Duration.ofSeconds(120));
        assertThat(RetryAfter.parse("Thu, 26 Nov 2026 08:00:30 GMT", START)).contains(Duration.ofSeconds(30));
        assertThat(RetryAfter.parse("Thu, 26 Nov 2026 07:00:00 GMT", START)).contains(Duration.ZERO);
        assertThat(RetryAfter.parse("999999999", START)).contains(RetryAfter.LONGEST);
        assertThat(RetryAfter.parse("soon", START)).isEmpty();
        assertThat(RetryAfter.parse("-1", START)).isEmpty();
    }

    @Example
    void fullOutbox_letsTheOldestGo_butNotTheOneOnItsWay() {
        MemoryOutbox outbox = new MemoryOutbox(3);
        List<Notification> four = List.of(notification("a"), notification("b"), notification("c"), notification("d"));

        four.subList(0, 3).forEach(n -> assertThat(outbox.add(n)).isEmpty());

        assertThat(outbox.add(four.get(3))).containsExactly(four.get(1));
        assertThat(outbox.head()).contains(four.get(0));
        assertThat(outbox.size()).isEqualTo(3);
    }

    @Example
    void publishQueue_keepsApartWhatWasSaid() {
        PublishQueue queue = new PublishQueue(3);
        Outgoing a = outgoing("a");
        Outgoing b = outgoing("b");
        queue.add(a);
        queue.add(b);

        queue.said(a);
        assertThat(queue.head()).contains(a);
        assertThat(queue.unsaid()).contains(b);
        queue.remove(a);
        assertThat(queue.unsaid()).contains(b);
        queue.said(b);
        assertThat(queue.unsaidCount()).isZero();
        assertThat(queue.size()).isEqualTo(1);
        queue.forgetSaid();
        assertThat(queue.head()).isEmpty();
    }

    @Example
    void fullPublishQueue_dropsTheOldest_andGoesOnWhereItWas() {
        PublishQueue queue = new PublishQueue(2);
        Outgoing a = outgoing("a");
        Outgoing b = outgoing("b");
        Outgoing c = outgoing("c");
        queue.add(a);
        queue.add(b);
        queue.said(a);

        assertThat(queue.add(c)).isTrue();

        assertThat(queue.head()).contains(b);
        assertThat(queue.unsaid()).contains(b);
        queue.remove(a);
        assertThat(queue.size()).isEqualTo(2);
    }

    @Example
    void logLine_saysItAllOnOneLine() {
        assertThat(LogReceiver.line("log", Alert.of(Violations.opened("agent\n1\u001b[2J", Severity.ERROR))))
                .startsWith("alert opened error agent-queue-depth{agent_id=")
                .contains("has 120 messages waiting; look at: look at", "receiver log")
                .doesNotContain("\n", "\u001b");
    }

    private static Notification notification(String agent) {
        return new Notification("hook", List.of(Alert.of(Violations.opened(agent, Severity.ERROR))));
    }

    private static Outgoing outgoing(String id) {
        return new Outgoing("s", id, new byte[0], true);
    }
}
