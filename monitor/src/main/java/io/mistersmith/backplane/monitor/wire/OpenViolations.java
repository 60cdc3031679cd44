package io.mistersmith.backplane.monitor.wire;

import java.util.List;
import java.util.Optional;

/**
 * Everything that is open at one instant: the latest message of each violation that has not been resolved; of a group with its
 * members of now. Immutable; published after every evaluation that changed something, each replacing the one before.
 */
public record OpenViolations(List<Violation> open) {

    /** The event bus address on which they travel. */
    public static final String ADDRESS = "backplane.violations.open";

    public OpenViolations {
        open = List.copyOf(open);
    }

    public Optional<Violation> byId(String id) {
        return open.stream().filter(v -> v.id().equals(id)).findFirst();
    }
}
