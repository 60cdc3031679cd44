package io.mistersmith.backplane.monitor.exposition;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * All that is known at one instant: the newest Frame of each kind, and what is open. Immutable, so that another thread may
 * write it while the next Frames arrive.
 */
record Snapshot(List<Frame> frames, List<Violation> open) {

    /** Hidden column of the connections' Frame. */
    private static final String BLIND = "backplane_monitor_blind_ms";

    Snapshot {
        frames = List.copyOf(frames);
        open = List.copyOf(open);
    }

    Optional<Frame> frame(String kind) {
        return frames.stream().filter(f -> f.kind().equals(kind)).findFirst();
    }

    /**
     * How long ago, at {@code now} (epoch ms), the newest figures of a kind were true, ms. Those of agents are told while NATS
     * is away, too: as they were when it went.
     */
    OptionalDouble age(String kind, long now) {
        double blind = kind.equals(SeriesCap.AGENTS) ? figure(BLIND, now).orElse(0) : 0;
        Optional<Frame> frame = frame(kind);
        return frame.isPresent()
                ? OptionalDouble.of(Math.max(blind, (double) (now - frame.get().at())))
                : OptionalDouble.empty();
    }

    /** A figure of the whole backplane, where it is known and not too old at {@code now} (epoch ms). */
    OptionalDouble figure(String metric, long now) {
        for (Frame frame : frames) {
            int column = frame.indexOf(metric);
            if (column < 0
                    || !frame.isValid(now)
                    || !frame.column(column).labels().isEmpty()) {
                continue;
            }
            for (int row = 0; row < frame.rows(); row++) {
                double value = frame.value(row, column);
                if (frame.labels(row).isEmpty() && !Double.isNaN(value)) {
                    return OptionalDouble.of(value);
                }
            }
        }
        return OptionalDouble.empty();
    }

    /** The open violations of this agent, those of a group of which it is a member included. */
    List<Violation> violationsOf(String agentId) {
        return open.stream()
                .filter(v -> things(v)
                        .anyMatch(l -> l.get("agent_id").filter(agentId::equals).isPresent()))
                .toList();
    }

    /** What the open violations name, themselves or as members of their groups. */
    Stream<Labels> thingsInViolation() {
        return open.stream().flatMap(Snapshot::things);
    }

    private static Stream<Labels> things(Violation violation) {
        return Stream.concat(
                Stream.of(violation.labels()), violation.members().stream().flatMap(m -> m.all().stream()));
    }
}
