package io.mistersmith.backplane.monitor.config;

import java.util.Optional;

/**
 * A password, token or key. It never shows in a log, a metric or an answer: {@link #toString()} hides it.
 */
public final class Secret {

    /** None given. */
    public static final Secret NONE = new Secret("");

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret of(String value) {
        return value.isEmpty() ? NONE : new Secret(value);
    }

    /** The secret itself: for the one who presents it, nobody else. */
    public Optional<String> reveal() {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    public boolean isPresent() {
        return !value.isEmpty();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Secret other && value.equals(other.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value.isEmpty() ? "(none)" : "(secret)";
    }
}
