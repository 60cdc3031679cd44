package io.mistersmith.backplane.monitor.consumer;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** Which names are watched. Those that are not are remembered: a pattern costs more than that. Not thread-safe. */
final class Selection {

    private final Predicate<String> pattern;
    private final Set<String> rejected = new HashSet<>();

    Selection(Predicate<String> pattern) {
        this.pattern = pattern;
    }

    boolean test(String name) {
        if (rejected.contains(name)) {
            return false;
        }
        boolean selected = pattern.test(name);
        if (!selected) {
            rejected.add(name);
        }
        return selected;
    }

    /** Whether no name is known that is not watched. */
    boolean isOfAll() {
        return rejected.isEmpty();
    }

    /** Forgets all other names. */
    void retain(Set<String> names) {
        rejected.retainAll(names);
    }
}
