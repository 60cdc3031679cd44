package io.mistersmith.backplane.sim.fault;

import io.mistersmith.backplane.sim.text.Durations;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that goes wrong for a while.
 *
 * @param target whom it strikes; empty: one that the seed picks
 * @param at since the start of the run
 */
public record Fault(Kind kind, Optional<String> target, Duration at, Duration lasting) {

    /** What can go wrong. */
    public enum Kind {
        /** A consumer that works at a tenth of what comes in. Target: {@code STREAM/consumer}. */
        SLOW_CONSUMER("slow-consumer"),
        /** An agent killed without a goodbye, started anew at the end. Target: its id. */
        DEAD_AGENT("dead-agent"),
        /** Three of ten tasks fail, in the whole fleet. No target. */
        ERROR_BURST("error-burst");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    private static final Pattern TEXT =
            Pattern.compile("(slow-consumer|dead-agent|error-burst)(?::([^@]+))?@([^+]+)\\+(.+)");

    public Fault {
        if (at.isNegative() || lasting.isNegative() || lasting.isZero()) {
            throw new IllegalArgumentException("a fault begins at 0s or later and lasts more than 0s");
        }
        if (kind == Kind.ERROR_BURST && target.isPresent()) {
            throw new IllegalArgumentException("an error-burst strikes the whole fleet and has no target");
        }
    }

    /** {@code KIND[:TARGET]@AT+LASTING}, as {@code slow-consumer:ORDERS/billing@30s+20s}. */
    public static Fault parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no fault: expected KIND[:TARGET]@AT+LASTING with KIND"
                            + " slow-consumer, dead-agent or error-burst, as slow-consumer@30s+20s or dead-agent:worker-01@1m+15s");
        }
        Kind kind = Arrays.stream(Kind.values())
                .filter(k -> k.word().equals(m.group(1)))
                .findFirst()
                .orElseThrow();
        return new Fault(
                kind, Optional.ofNullable(m.group(2)), Durations.parse(m.group(3)), Durations.parse(m.group(4)));
    }
}
