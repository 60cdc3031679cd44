package io.mistersmith.backplane.monitor.exposition;

import io.mistersmith.backplane.monitor.exposition.TextWriter.Part;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which agents have series of their own: those in violation first, then the most recently changed, up to a number. Works a
 * choice out once for a Frame; not thread-safe.
 */
final class SeriesCap {

    /** One row an agent. */
    static final String AGENTS = "agents";

    /** One row an agent and kind of operation. */
    static final String AGENT_OPERATIONS = "agent-operations";

    /** Hidden column of {@link #AGENTS}: when something last changed for this agent, epoch ms. */
    static final String CHANGED_AT = "agent_changed_at_ms";

    private static final String AGENT_ID = "agent_id";

    private final int maxAgents;

    private @Nullable Frame agents;
    private @Nullable Frame operations;
    private List<Violation> open = List.of();
    private Optional<BitSet> agentRows = Optional.empty();
    private Optional<BitSet> operationRows = Optional.empty();

    SeriesCap(int maxAgents) {
        this.maxAgents = maxAgents;
    }

    /** What is told of each Frame of {@code snapshot}. */
    List<Part> apply(Snapshot snapshot) {
        Optional<Frame> newest = snapshot.frame(AGENTS);
        boolean again = newest.isPresent() && (newest.get() != agents || !sameList(open, snapshot.open()));
        if (again) {
            agents = newest.get();
            open = snapshot.open();
            agentRows = choose(newest.get(), snapshot);
        }
        Optional<Frame> newestOperations = snapshot.frame(AGENT_OPERATIONS);
        if (newestOperations.isPresent() && (again || newestOperations.get() != operations)) {
            operations = newestOperations.get();
            operationRows = rowsOf(newestOperations.get());
        }
        return snapshot.frames().stream().map(this::part).toList();
    }

    /** How many agents of the newest Frame have no series. */
    int suppressed() {
        return agents == null ? 0 : Math.max(0, agents.rows() - maxAgents);
    }

    private Part part(Frame frame) {
        return new Part(
                frame, frame == agents ? agentRows : frame == operations ? operationRows : Optional.<BitSet>empty());
    }

    private Optional<BitSet> choose(Frame frame, Snapshot snapshot) {
        if (frame.rows() <= maxAgents) {
            return Optional.empty();
        }
        Set<String> first = snapshot.agentsInViolation();
        BitSet chosen = new BitSet(frame.rows());
        double[] changed = new double[frame.rows()];
        int column = frame.indexOf(CHANGED_AT);
        for (int row = 0; row < changed.length; row++) {
            double at = column < 0 ? Double.NaN : frame.value(row, column);
            changed[row] = Double.isNaN(at) ? 0 : at;
            if (isOf(frame.labels(row), first)) {
                // later than any instant
                changed[row] += 0x1p52;
            }
        }
        double[] sorted = changed.clone();
        Arrays.sort(sorted);
        // the least that gets in; of those who are level with it, the first rows do
        double least = maxAgents == 0 ? Double.POSITIVE_INFINITY : sorted[sorted.length - maxAgents];
        for (int row = 0; row < changed.length; row++) {
            chosen.set(row, changed[row] > least);
        }
        int free = maxAgents - chosen.cardinality();
        for (int row = 0; row < changed.length && free > 0; row++) {
            if (changed[row] == least) {
                chosen.set(row);
                free--;
            }
        }
        return Optional.of(chosen);
    }

    private Optional<BitSet> rowsOf(Frame frame) {
        Frame known = agents;
        if (known == null || agentRows.isEmpty()) {
            return Optional.empty();
        }
        Set<String> ids = new HashSet<>();
        agentRows.get().stream().forEach(row -> known.labels(row).get(AGENT_ID).ifPresent(ids::add));
        BitSet rows = new BitSet(frame.rows());
        for (int row = 0; row < frame.rows(); row++) {
            rows.set(row, isOf(frame.labels(row), ids));
        }
        return Optional.of(rows);
    }

    private static boolean isOf(Labels labels, Set<String> ids) {
        return labels.get(AGENT_ID).map(ids::contains).orElse(false);
    }

    /** A change of what is open always comes as a new list. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean sameList(List<Violation> one, List<Violation> other) {
        return one == other;
    }
}
