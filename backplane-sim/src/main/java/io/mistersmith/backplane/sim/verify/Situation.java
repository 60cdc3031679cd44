package io.mistersmith.backplane.sim.verify;

import io.mistersmith.backplane.sim.verify.Violations.Told;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Something that goes wrong with a consumer, or only seems to, and what the monitor has to say of it.
 *
 * @param name of the situation
 * @param since the first server generation that knows it
 * @param expected what the monitor has to say
 * @param prepare makes the scene, in which all is well
 * @param begin brings it about; returns since when it holds, epoch ms
 * @param heal ends it
 */
record Situation(String name, String since, Expected expected, Prepare prepare, Begin begin, Heal heal) {

    /** Makes the scene. */
    interface Prepare {
        Scene run(Play play, String stream) throws IOException, InterruptedException;
    }

    /** Brings it about. */
    interface Begin {
        double run(Scene scene) throws IOException, InterruptedException;
    }

    /** Ends it. */
    interface Heal {
        void run(Scene scene) throws IOException, InterruptedException;
    }

    /**
     * What the monitor has to say.
     *
     * @param states any of these figures
     * @param overWindow whether it has to hold for a window first
     * @param rule that tells of it; empty: no violation at all
     * @param severity of the violation
     * @param cause what its cause has to say, as a regular expression
     */
    record Expected(Set<Integer> states, boolean overWindow, Optional<String> rule, String severity, Pattern cause) {

        static Expected of(int state, String severity, String cause) {
            return new Expected(Set.of(state), true, Optional.of("consumer-state"), severity, Pattern.compile(cause));
        }

        /** No violation. */
        static Expected harmless(int state, boolean overWindow) {
            return new Expected(Set.of(state), overWindow, Optional.empty(), "", Pattern.compile(""));
        }

        /** A violation by another rule than the state's: the consumer itself is fine. */
        static Expected by(String rule, String severity, String cause) {
            return new Expected(Set.of(OK, IDLE), false, Optional.of(rule), severity, Pattern.compile(cause));
        }
    }

    static final int OK = 0;
    static final int IDLE = 1;
    static final int PAUSED = 2;
    static final int LAGGING = 3;
    static final int STALLED = 4;
    static final int STOPPED = 5;

    /** Of those to whom nothing happens. */
    static final Set<Integer> FINE = Set.of(OK, IDLE);

    String stream() {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "-");
    }

    /** Whether the monitor has said it, of a situation that holds since {@code held}, epoch ms. */
    boolean isRecognised(ConsumerId id, Scrape scrape, Violations violations, double held) {
        boolean state = scrape.of(id, "state")
                .map(s -> expected.states().contains(s.intValue()))
                .orElse(false);
        return state
                && (expected.rule().isEmpty()
                        || told(id, violations, held).findAny().isPresent());
    }

    /** The violation that says it. */
    Stream<Told> told(ConsumerId id, Violations violations, double held) {
        return violations
                .since(held)
                .filter(t -> t.isOf(id)
                        && !t.isResolved()
                        && t.rule().equals(expected.rule().orElse(""))
                        && t.severity().equals(expected.severity())
                        && expected.cause().matcher(t.cause()).find());
    }

    /** Violations of the consumer that should not be: any, where none is expected. */
    List<Told> excess(ConsumerId id, Violations violations, double held) {
        return violations
                .since(held)
                .filter(t -> t.isOf(id)
                        && !t.isResolved()
                        && (expected.rule().isEmpty()
                                || !t.rule().equals(expected.rule().orElse(""))))
                .toList();
    }
}
