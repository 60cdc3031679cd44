package io.mistersmith.backplane.monitor.alert;

import io.mistersmith.backplane.monitor.wire.Violation;

/**
 * A violation as one receiver hears of it.
 *
 * @param violation as it was when this was decided
 * @param reminded nothing is new: it is told again because it has been open for another {@code repeat-interval}
 */
record Alert(Violation violation, boolean reminded) {

    static Alert of(Violation violation) {
        return new Alert(violation, false);
    }

    static Alert reminder(Violation violation) {
        return new Alert(violation, true);
    }

    /** {@code opened}, {@code escalated}, {@code deescalated}, {@code resolved} or {@code reminded}. */
    String event() {
        return reminded ? "reminded" : violation.event().word();
    }
}
