package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.frame.Metric;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The figures that one selector of a rule picks out of the Frames, and the thresholds on them. Columns are looked up once a Frame;
 * a healthy row costs one comparison and no allocation.
 */
final class Track {

    /** One column of one kind of Frame. */
    private record Source(
            int column,
            Labels identity,
            Map<String, String> rowMatch,
            int unit,
            int samples,
            List<Integer> gates,
            int exempt,
            int ownLimit,
            Optional<Growth> growth) {}

    /** Whether the rule applies to a row at the moment. */
    private enum Gate {
        OPEN,
        CLOSED,
        UNKNOWN
    }

    private static final Comparator<Level> BY_MILDNESS = Comparator.<Level>comparingDouble(
                    l -> l.comparison() == Comparison.ABOVE ? l.threshold() : -l.threshold())
            .thenComparing(l -> !l.inclusive());

    private final Rule rule;
    private final boolean isMixed;
    private final int index;
    private final Selector selector;
    private final Severity[] severities;
    private final Level[] levels;
    /** The threshold that is broken first: what does not break it is healthy. */
    private final Level mildest;

    private final Map<String, List<Source>> sources = new TreeMap<>();

    Track(Rule rule, int index, Selector selector) {
        this.rule = rule;
        this.isMixed = rule.isMixed();
        this.index = index;
        this.selector = selector;
        Map<Severity, Level> own = new EnumMap<>(rule.levels());
        own.values().removeIf(level -> !level.selector().equals(selector));
        this.severities = own.keySet().toArray(Severity[]::new);
        this.levels = own.values().toArray(Level[]::new);
        this.mildest = Collections.min(List.of(levels), BY_MILDNESS);
    }

    /**
     * Looks up the columns of a new Frame, and takes the growth since the one before of its kind.
     *
     * @param previous of the kind
     * @param hasSameColumns whether {@code frame} has the columns of {@code previous}: then they are where they were
     */
    void accept(Optional<Frame> previous, boolean hasSameColumns, Frame frame) {
        if (hasSameColumns && selector.growthOver().isEmpty()) {
            return;
        }
        List<Source> before = sources.getOrDefault(frame.kind(), List.of());
        List<Source> now = new ArrayList<>();
        for (int c = 0; c < frame.columns(); c++) {
            if (frame.column(c).metric().name().equals(selector.metric())) {
                source(before, previous, frame, c).ifPresent(now::add);
            }
        }
        if (now.isEmpty()) {
            sources.remove(frame.kind());
        } else {
            sources.put(frame.kind(), now);
        }
    }

    private Optional<Source> source(List<Source> before, Optional<Frame> previous, Frame frame, int column) {
        Map<String, String> columnLabels = frame.column(column).labels().asMap();
        Map<String, String> rowMatch = new HashMap<>(selector.match());
        for (Map.Entry<String, String> label : columnLabels.entrySet()) {
            String wanted = rowMatch.remove(label.getKey());
            if (wanted != null && !wanted.equals(label.getValue())) {
                return Optional.empty();
            }
        }
        if (isMixed) {
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
                growth));
    }

    /** Tells the rule's things what the newest Frames know of them. */
    void scan(RuleJudge judge, Frames frames, long now) {
        sources.forEach((kind, columns) -> {
            Newest newest = frames.ofKind(kind).orElseThrow();
            if (newest.whole().isValid(now)) {
                for (Source source : columns) {
                    scan(judge, frames, newest, source, now);
                }
            }
        });
    }

    /** First what breaks the rule, then what broke it before and is better now. */
    private void scan(RuleJudge judge, Frames frames, Newest newest, Source source, long now) {
        if (source.growth().isPresent() && source.ownLimit() < 0 && !mildest.breaks(0, mildest.threshold())) {
            // what stands still is healthy
            for (Labels grown : source.growth().get().things(newest.whole())) {
                Frame frame = newest.of(grown);
                lookIfBroken(judge, frames, frame, frame.row(grown), source, now);
            }
        } else {
            for (Frame frame : newest.frames()) {
                for (int row = 0; row < frame.rows(); row++) {
                    if (newest.holds(frame, row)) {
                        lookIfBroken(judge, frames, frame, row, source, now);
                    }
                }
            }
        }
        for (Labels thing : judge.things()) {
            thing.without(source.identity()).ifPresent(labels -> {
                Frame frame = newest.of(labels);
                int row = frame.row(labels);
                if (row >= 0 && !breaks(frame, row, source, now)) {
                    look(judge, frames, frame, row, source, false, now);
                }
            });
        }
    }

    /** Tells the rule's things what some rows say, and nothing of those that have none there. */
    void scan(RuleJudge judge, Frames frames, Frame changes, long now) {
        for (Source source : sources.getOrDefault(changes.kind(), List.of())) {
            for (int row = 0; row < changes.rows(); row++) {
                look(judge, frames, changes, row, source, breaks(changes, row, source, now), now);
            }
        }
    }

    private void lookIfBroken(RuleJudge judge, Frames frames, Frame frame, int row, Source source, long now) {
        if (row >= 0 && breaks(frame, row, source, now)) {
            look(judge, frames, frame, row, source, true, now);
        }
    }

    private boolean breaks(Frame frame, int row, Source source, long now) {
        double own = ownLimit(frame, row, source);
        return Double.isNaN(own)
                ? mildest.breaks(value(frame, row, source, now), mildest.threshold() * scale(frame, row, source))
                : mildest.breaks(value(frame, row, source, now), own, true);
    }

    private double value(Frame frame, int row, Source source, long now) {
        double value = frame.value(row, source.column());
        return source.growth().isEmpty() || Double.isNaN(value)
                ? value
                : source.growth().get().over(frame.labels(row), now);
    }

    private static double ownLimit(Frame frame, int row, Source source) {
        return source.ownLimit() < 0 ? Double.NaN : frame.value(row, source.ownLimit());
    }

    private double scale(Frame frame, int row, Source source) {
        if (selector.inUnitsOf().isEmpty()) {
            return 1;
        }
        return source.unit() < 0 ? Double.NaN : frame.value(row, source.unit());
    }

    private void look(RuleJudge judge, Frames frames, Frame frame, int row, Source source, boolean breaks, long now) {
        Labels labels = frame.labels(row).and(source.identity());
        Optional<Thing> known = judge.thing(labels);
        if (known.isEmpty() && (!breaks || !matches(frame.labels(row), source))) {
            return;
        }
        Gate gate = gate(frames, frame, row, source, now);
        boolean enough = source.samples() < 0 || frame.value(row, source.samples()) >= rule.minSamples();
        if (known.isEmpty() && (gate != Gate.OPEN || !enough)) {
            return;
        }
        Thing thing = known.orElseGet(() -> judge.newThing(labels, frame.kind(), now));
        judge.touch(thing);
        thing.seen(frame.kind(), frame.observedAt(row), frame.cause(row, source.column()));
        double scale = scale(frame, row, source);
        double value = value(frame, row, source, now) + (source.growth().isPresent() ? thing.carriedGrowth(now) : 0);
        boolean isKnown = enough && !Double.isNaN(value) && !Double.isNaN(scale);
        boolean unknown = gate == Gate.UNKNOWN || (gate == Gate.OPEN && !isKnown);
        String unit = frame.column(source.column()).metric().unit();
        double own = ownLimit(frame, row, source);
        for (int i = 0; i < levels.length; i++) {
            LevelState level = thing.level(severities[i]);
            boolean isOwn = !Double.isNaN(own) && severities[i] == Severity.CRITICAL;
            if (unknown) {
                level.unknown();
            } else if (isOwn) {
                level.known(gate == Gate.OPEN, value, own, true, unit);
            } else {
                boolean holds = Double.isNaN(own) && levels[i].hasThreshold();
                double limit = levels[i].hasThreshold() ? levels[i].threshold() * scale : Double.NaN;
                level.known(holds && gate == Gate.OPEN, value, limit, false, unit);
            }
        }
        if (!unknown && !Double.isNaN(value)) {
            judge.remember(thing, index, value);
        }
    }

    private static boolean matches(Labels row, Source source) {
        for (Map.Entry<String, String> wanted : source.rowMatch().entrySet()) {
            if (!row.get(wanted.getKey()).equals(Optional.of(wanted.getValue()))) {
                return false;
            }
        }
        return true;
    }

    private Gate gate(Frames frames, Frame frame, int row, Source source, long now) {
        if (source.exempt() >= 0
                && frame.value(row, source.exempt())
                        >= rule.exempt().orElseThrow().from()) {
            return Gate.CLOSED;
        }
        if (source.gates().isEmpty()) {
            return Gate.OPEN;
        }
        boolean known = false;
        for (int i = 0; i < source.gates().size(); i++) {
            int own = source.gates().get(i);
            double value = own >= 0
                    ? frame.value(row, own)
                    : frames.withoutLabels(rule.onlyWhile().get(i), now);
            if (value > 0) {
                return Gate.OPEN;
            }
            known |= !Double.isNaN(value);
        }
        return known ? Gate.CLOSED : Gate.UNKNOWN;
    }
}
