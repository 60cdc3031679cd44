package io.mistersmith.backplane.monitor.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of scalar: how its text is read, and what it is called where something else was found.
 *
 * @param expected completes "expected …"
 * @param parse empty when the text is of another kind
 * @param hidden whether the text is a secret, and must not be shown when it is wrong
 */
record Kind<T>(String expected, Function<String, Optional<T>> parse, boolean hidden) {

    Kind(String expected, Function<String, Optional<T>> parse) {
        this(expected, parse, false);
    }

    /** The same, as a secret. */
    Kind<T> secret() {
        return new Kind<>(expected, parse, true);
    }

    Optional<T> read(String text) {
        return parse.apply(text);
    }

    String show(String text) {
        return hidden && !text.isEmpty() ? "a text that is not shown" : Wording.quoted(text);
    }
}
