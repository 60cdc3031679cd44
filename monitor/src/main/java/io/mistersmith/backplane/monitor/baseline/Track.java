package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The figures that one selector of a rule picks out of the Frames, and the thresholds on them. Columns are looked up once a Frame;
 * a healthy row costs one comparison and no allocation.
 */
final class Track {

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
    private final int index;
    private final Selector selector;
    private final Severity[] severities;
    private final Level[] levels;
    /** Of each of them among all of the rule's, the mildest first. */
    private final int[] positions;
    /** The threshold that is broken first: what does not break it is healthy. */
    private final Level mildest;

    private final Map<String, List<Source>> sources = new TreeMap<>();
    /** Whether anything new has come since the last evaluation, or a Frame was too old for it. */
    private boolean hasNews = true;

    Track(Rule rule, int index, Selector selector) {
        this.rule = rule;
        this.index = index;
        this.selector = selector;
        Map<Severity, Level> own = new EnumMap<>(rule.levels());
        own.values().removeIf(level -> !level.selector().equals(selector));
        this.severities = own.keySet().toArray(Severity[]::new);
        this.levels = own.values().toArray(Level[]::new);
        List<Severity> all = List.copyOf(rule.levels().keySet());
        this.positions = own.keySet().stream().mapToInt(all::indexOf).toArray();
        this.mildest = Collections.min(List.of(levels), BY_MILDNESS);
    }

    /**
     * Looks up the columns of a new Frame, and takes the growth since the one before of its kind.
     *
     * @param previous of the kind
     * @param hasSameColumns whether {@code frame} has the columns of {@code previous}: then they are where they were
     */
    void accept(Optional<Frame> previous, boolean hasSameColumns, Frame frame) {
        hasNews |= sources.containsKey(frame.kind());
        if (hasSameColumns && selector.growthOver().isEmpty()) {
            return;
        }
        List<Source> before = sources.getOrDefault(frame.kind(), List.of());
        List<Source> now = new ArrayList<>();
        for (int c = 0; c < frame.columns(); c++) {
            if (frame.column(c).metric().name().equals(selector.metric())) {
                Source.of(rule, selector, before, previous, frame, c).ifPresent(now::add);
            }
        }
        if (now.isEmpty()) {
            sources.remove(frame.kind());
        } else {
            sources.put(frame.kind(), now);
            hasNews = true;
        }
    }

    /** Whether it takes figures from such Frames. */
    boolean judges(Frame changes) {
        boolean judges = sources.containsKey(changes.kind());
        hasNews |= judges;
        return judges;
    }

    /** An evaluation is over. */
    void evaluated(Frames frames, long now) {
        hasNews = !isValid(frames, now);
    }

    /** Whether it would pick out at {@code now} what it picked out in the last evaluation. */
    boolean isUnchanged(Frames frames, long now) {
        return !hasNews
                && sources.values().stream().flatMap(List::stream).allMatch(Source::isStill)
                && isValid(frames, now);
    }

    private boolean isValid(Frames frames, long now) {
        return sources.keySet().stream().allMatch(kind -> frames.isKnown(kind, now));
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
        if (source.growth().isPresent() && source.ownLimitColumn() < 0 && !mildest.breaks(0, mildest.threshold())) {
            // what stands still is healthy
            for (Labels grown : source.growth().get().things(newest.whole())) {
                Frame frame = newest.of(grown);
                lookIfBroken(judge, frames, frame, frame.row(grown), source, now);
            }
        } else if (source.growth().isPresent()) {
            // which is another one with every evaluation
            for (Frame frame : newest.frames()) {
                scan(judge, frames, newest, frame, source, now);
            }
        } else {
            Frame whole = newest.whole();
            for (int row : source.broken().of(whole, row -> breaks(whole, row, source, now))) {
                if (newest.holds(whole, row)) {
                    look(judge, frames, whole, row, source, true, now);
                }
            }
            for (Frame changes : newest.changes()) {
                scan(judge, frames, newest, changes, source, now);
            }
        }
        for (Thing thing : judge.things()) {
            if (thing.isFoundBroken(index)) {
                continue;
            }
            thing.labels.without(source.identity()).ifPresent(labels -> {
                Frame frame = newest.of(labels);
                int row = frame.row(labels);
                if (row >= 0 && !breaks(frame, row, source, now)) {
                    look(judge, frames, frame, row, source, false, now);
                }
            });
        }
    }

    private void scan(RuleJudge judge, Frames frames, Newest newest, Frame frame, Source source, long now) {
        for (int row = 0; row < frame.rows(); row++) {
            if (newest.holds(frame, row)) {
                lookIfBroken(judge, frames, frame, row, source, now);
            }
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
        double own = source.ownLimit(frame, row);
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

    private double scale(Frame frame, int row, Source source) {
        if (selector.inUnitsOf().isEmpty()) {
            return 1;
        }
        return source.unit() < 0 ? Double.NaN : frame.value(row, source.unit());
    }

    private void look(RuleJudge judge, Frames frames, Frame frame, int row, Source source, boolean breaks, long now) {
        Labels labels = frame.labels(row).and(source.identity());
        Optional<Thing> known = judge.thing(labels);
        if (known.isEmpty() && (!breaks || !source.matches(frame.labels(row)))) {
            return;
        }
        Gate gate = gate(frames, frame, row, source, now);
        boolean enough = source.samples() < 0 || frame.value(row, source.samples()) >= rule.minSamples();
        if (known.isEmpty() && (gate != Gate.OPEN || !enough)) {
            return;
        }
        Thing thing = known.orElseGet(() -> judge.newThing(labels, frame.kind(), now));
        judge.touch(thing);
        if (breaks) {
            thing.foundBroken(index);
        }
        thing.seen(frame.kind(), frame.observedAt(row), frame.cause(row, source.column()));
        double scale = scale(frame, row, source);
        double value = value(frame, row, source, now) + (source.growth().isPresent() ? thing.carriedGrowth(now) : 0);
        boolean isKnown = enough && !Double.isNaN(value) && !Double.isNaN(scale);
        boolean unknown = gate == Gate.UNKNOWN || (gate == Gate.OPEN && !isKnown);
        String unit = frame.column(source.column()).metric().unit();
        double own = source.ownLimit(frame, row);
        for (int i = 0; i < levels.length; i++) {
            LevelState level = thing.level(positions[i]);
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
