package io.mistersmith.backplane.monitor.agent;

import java.util.Optional;

/** What was learnt of one agent's silence, from when servers were first asked for it until it speaks again. Not thread-safe. */
final class Absence {

    private int questions;
    private long nextQuestion = Long.MIN_VALUE;
    private Optional<Whereabouts> whereabouts = Optional.empty();

    /** Empty where neither can be told. */
    Optional<Whereabouts> whereabouts() {
        return whereabouts;
    }

    /** When to ask for it again, ms; {@link Long#MAX_VALUE}: not any more, or not before there is an answer. */
    long nextQuestion() {
        return nextQuestion;
    }

    /** Servers are asked for it. */
    void ask() {
        questions++;
        nextQuestion = Long.MAX_VALUE;
    }

    /**
     * What came of it.
     *
     * @param complete whether {@code found} is all that there is: else what was found before may still be so
     * @return whether something else is known now
     */
    boolean answer(Optional<Whereabouts> found, boolean complete, long now) {
        Optional<Whereabouts> known = found.isEmpty() && !complete ? whereabouts : found;
        boolean isNews = !known.equals(whereabouts);
        whereabouts = known;
        if (known.isPresent() && known.get().isConnected()) {
            nextQuestion = now + Absentees.CONNECTED_MILLIS;
        } else if (known.isEmpty() && questions < Absentees.QUESTIONS) {
            nextQuestion = now + Absentees.PAUSE_MILLIS;
        }
        return isNews;
    }
}
