package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One column of one kind of Frame that a rule judges, and those beside it that say when and by what. Columns that there are not
 * are −1.
 *
 * @param identity what the column adds to a row's labels
 * @param rowMatch labels that a row must have
 * @param unit the column of which figures are multiples
 * @param samples the column that says how many observations a figure rests on
 * @param gates columns of which one must be above 0
 * @param exempt the column that excepts things
 * @param ownLimitColumn where things have thresholds of their own
 */
record Source(
        int column,
        Labels identity,
        Map<String, String> rowMatch,
        int unit,
        int samples,
        List<Integer> gates,
        int exempt,
        int ownLimitColumn,
        Optional<Growth> growth,
        BrokenRows broken) {

    /**
     * What a rule picks out of a column by {@code selector}; empty where its labels are not those that are wanted.
     *
     * @param before those of the Frame before of its kind, {@code previous}
     */
    static Optional<Source> of(
            Rule rule, Selector selector, List<Source> before, Optional<Frame> previous, Frame frame, int column) {
        Map<String, String> columnLabels = frame.column(column).labels().asMap();
        Map<String, String> rowMatch = new HashMap<>(selector.match());
        for (Map.Entry<String, String> label : columnLabels.entrySet()) {
            String wanted = rowMatch.remove(label.getKey());
            if (wanted != null && !wanted.equals(label.getValue())) {
                return Optional.empty();
            }
        }
        if (rule.isMixed()) {
            // what tells the levels' figures apart does not belong to the thing
            columnLabels.keySet().removeAll(selector.match().keySet());
        }
        Labels identity = Labels.of(columnLabels);
        Optional<Growth> growth = selector.growthOver().map(window -> {
            Optional<Source> same =
                    before.stream().filter(s -> s.identity().equals(identity)).findFirst();
            Growth kept = same.flatMap(Source::growth).orElseGet(() -> new Growth(selector));
            kept.observe(previous, same.map(Source::column).orElse(-1), frame, column);
            return kept;
        });
        Metric metric = frame.column(column).metric();
        return Optional.of(new Source(
                column,
                identity,
                rowMatch,
                selector.inUnitsOf().map(frame::indexOf).orElse(-1),
                metric.sampleSize().map(frame::indexOf).orElse(-1),
                rule.onlyWhile().stream().map(frame::indexOf).toList(),
                rule.exempt().map(e -> frame.indexOf(e.column())).orElse(-1),
                rule.ownLimit().map(frame::indexOf).orElse(-1),
                growth,
                new BrokenRows()));
    }

    /** Whether it says the same for as long as there is no other Frame of its kind. */
    boolean isStill() {
        return growth.isEmpty() && gates.stream().allMatch(gate -> gate >= 0);
    }

    /** The row's own threshold; NaN where it has none. */
    double ownLimit(Frame frame, int row) {
        return ownLimitColumn < 0 ? Double.NaN : frame.value(row, ownLimitColumn);
    }

    boolean matches(Labels row) {
        for (Map.Entry<String, String> wanted : rowMatch.entrySet()) {
            if (!row.get(wanted.getKey()).equals(Optional.of(wanted.getValue()))) {
                return false;
            }
        }
        return true;
    }
}
