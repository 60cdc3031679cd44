package io.mistersmith.backplane.monitor.exposition;

import io.mistersmith.backplane.monitor.exposition.TextWriter.Part;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.wire.Violation;
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

    /** The same rows: what each agent says of its operations. */
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
        BitSet first = inViolation(frame, snapshot);
        BitSet chosen = new BitSet(frame.rows());
        double[] changed = new double[frame.rows()];
        int column = frame.indexOf(CHANGED_AT);
        for (int row = 0; row < changed.length; row++) {
            double at = column < 0 ? Double.NaN : frame.value(row, column);
            // later than any instant
            changed[row] = (Double.isNaN(at) ? 0 : at) + (first.get(row) ? 0x1p52 : 0);
        }
        // the least that gets in; of those who are level with it, the first rows do
        double least = maxAgents == 0 ? Double.POSITIVE_INFINITY : largest(maxAgents, changed.clone());
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

    /** The chosen agents in another Frame: mostly in the same rows. */
    private Optional<BitSet> rowsOf(Frame frame) {
        Frame known = agents;
        if (known == null || agentRows.isEmpty() || frame.sharesRowsWith(known)) {
            return agentRows;
        }
        BitSet rows = new BitSet(frame.rows());
        agentRows.get().stream()
                .map(row -> frame.row(known.labels(row)))
                .filter(row -> row >= 0)
                .forEach(rows::set);
        return Optional.of(rows);
    }

    /** Its rows of agents that an open violation names. */
    private static BitSet inViolation(Frame frame, Snapshot snapshot) {
        BitSet rows = new BitSet(frame.rows());
        Set<String> others = new HashSet<>();
        snapshot.thingsInViolation().forEach(thing -> {
            int row = frame.row(thing);
            if (row >= 0) {
                rows.set(row);
            } else {
                // a violation may have labels of its own
                thing.get(AGENT_ID).ifPresent(others::add);
            }
        });
        for (int row = 0; row < frame.rows() && !others.isEmpty(); row++) {
            if (frame.labels(row).get(AGENT_ID).filter(others::contains).isPresent()) {
                rows.set(row);
            }
        }
        return rows;
    }

    /** The n-th largest; changes their order (Hoare's quickselect: a tenth of the time of sorting them). */
    private static double largest(int n, double[] values) {
        int wanted = values.length - n;
        int low = 0;
        int high = values.length - 1;
        while (low < high) {
            double pivot = values[(low + high) >>> 1];
            int i = low;
            int j = high;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    double swapped = values[i];
                    values[i++] = values[j];
                    values[j--] = swapped;
                }
            }
            low = wanted >= i ? i : low;
            high = wanted <= j ? j : high;
            if (wanted < i && wanted > j) {
                break;
            }
        }
        return values[wanted];
    }

    /** A change of what is open always comes as a new list. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean sameList(List<Violation> one, List<Violation> other) {
        return one == other;
    }
}
