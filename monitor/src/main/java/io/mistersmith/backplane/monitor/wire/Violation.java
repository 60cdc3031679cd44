package io.mistersmith.backplane.monitor.wire;

import io.mistersmith.backplane.monitor.frame.Labels;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * One message in the life of one broken rule on one thing. Immutable; travels by reference on the event bus and as JSON on
 * NATS ({@link ViolationJson}).
 *
 * @param id UUIDv7, one for the whole life
 * @param revision counts the messages of one id from 1; survives restarts
 * @param rule the rule's name
 * @param severity empty when resolved
 * @param previousSeverity empty when opened
 * @param metric the Prometheus family name
 * @param labels the thing; a group has {@code {group="<rule>"}}
 * @param threshold the one that severity rests on (when resolved: the last one's)
 * @param unit of value and threshold; empty for a plain number
 * @param startedAt when the rule was first found broken in this life
 * @param at when this message came to be
 * @param cause why, where something better than the summary is known
 * @param next what to look at now, where something better than the summary is known
 * @param evidence the latest values, oldest first, as evaluated every {@code intervalMillis}
 * @param monitor the id of the monitor that found it
 * @param observedAt when the datum that caused this message was received, epoch ms; stays in the process
 */
public record Violation(
        String id,
        int revision,
        Event event,
        String rule,
        Optional<Severity> severity,
        Optional<Severity> previousSeverity,
        String metric,
        Labels labels,
        double value,
        double threshold,
        Comparison comparison,
        String unit,
        Instant startedAt,
        Instant at,
        String summary,
        Optional<String> cause,
        Optional<String> next,
        Evidence evidence,
        Optional<Members> members,
        String monitor,
        long observedAt) {

    /** The event bus address on which violations travel. */
    public static final String ADDRESS = "backplane.violations";

    /** What happened to a violation. */
    public enum Event {
        OPENED,
        ESCALATED,
        DEESCALATED,
        RESOLVED;

        /** As on the wire: {@code opened}, … */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** On which side of the threshold the trouble is. */
    public enum Comparison {
        ABOVE,
        BELOW;

        /** As on the wire: {@code above}, {@code below}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The latest values, oldest first, one an evaluation. */
    public record Evidence(List<Double> values, long intervalMillis) {
        public Evidence {
            values = List.copyOf(values);
        }
    }

    /**
     * What a group violation covers.
     *
     * @param all of it within the process; read from the wire, the sample that it shows
     * @param count how many it covers
     */
    public record Members(List<Labels> all, int count) {
        public Members {
            all = List.copyOf(all);
        }

        public Members(List<Labels> all) {
            this(all, all.size());
        }
    }

    public Violation {
        Objects.requireNonNull(id, "id");
        if (revision < 1) {
            throw new IllegalArgumentException("revision counts from 1, not " + revision);
        }
        if (severity.isPresent() == (event == Event.RESOLVED)) {
            throw new IllegalArgumentException("resolved, and only resolved, has no severity: " + event);
        }
    }

    /** The same for every life of the same rule on the same thing. */
    public String fingerprint() {
        return fingerprint(rule, labels);
    }

    public static String fingerprint(String rule, Labels labels) {
        return rule + labels;
    }

    /** {@code warning}, {@code error}, {@code critical} or {@code resolved}, as on the wire. */
    public String severityWord() {
        return severity.map(Severity::word).orElse("resolved");
    }

    /** The same message, with a cause that became known after it. */
    public Violation because(String words) {
        return new Violation(
                id,
                revision,
                event,
                rule,
                severity,
                previousSeverity,
                metric,
                labels,
                value,
                threshold,
                comparison,
                unit,
                startedAt,
                at,
                summary,
                Optional.of(words),
                next,
                evidence,
                members,
                monitor,
                observedAt);
    }

    public boolean isGroup() {
        return members.isPresent();
    }
}
