package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.wire.Severity;
import io.mistersmith.backplane.monitor.wire.Violation.Comparison;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Rules as a table for people. */
public final class RuleTable {

    private static final List<String> HEAD =
            List.of("RULE", "WARNING", "ERROR", "CRITICAL", "FOR", "CLEARS", "FROM", "METRIC");

    private RuleTable() {}

    /** A head and one line a rule, in columns. */
    public static List<String> lines(List<Rule> rules) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(HEAD);
        rules.forEach(rule -> cells.add(cells(rule)));
        int[] widths = new int[HEAD.size()];
        for (List<String> line : cells) {
            Arrays.setAll(widths, i -> Math.max(widths[i], line.get(i).length()));
        }
        return cells.stream().map(line -> padded(line, widths)).toList();
    }

    private static String padded(List<String> line, int[] widths) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            out.append(line.get(i));
            out.append(" "
                    .repeat(i == widths.length - 1 ? 0 : widths[i] - line.get(i).length() + 2));
        }
        return out.toString();
    }

    private static List<String> cells(Rule rule) {
        String clears =
                (rule.clear().percent() == 0 ? "" : Wording.figure(rule.clear().percent(), "%", "") + " for ")
                        + Wording.time(rule.clear().holdFor());
        String metrics = rule.levels().values().stream()
                .map(level -> level.selector().toString())
                .distinct()
                .collect(Collectors.joining(", "));
        String gates = rule.onlyWhile().isEmpty() ? "" : " while " + String.join(" or ", rule.onlyWhile()) + " > 0";
        return List.of(
                rule.name(),
                threshold(rule, Severity.WARNING),
                threshold(rule, Severity.ERROR),
                threshold(rule, Severity.CRITICAL),
                Wording.time(rule.holdFor()),
                clears,
                rule.origin().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                metrics + gates);
    }

    private static String threshold(Rule rule, Severity severity) {
        Optional<Level> level = Optional.ofNullable(rule.levels().get(severity));
        if (level.filter(l -> !l.hasThreshold()).isPresent()) {
            return "metadata";
        }
        return level.map(l -> (l.comparison() == Comparison.ABOVE ? ">" : "<")
                        + (l.inclusive() ? "= " : " ")
                        + figure(rule, l)
                        + holds(l.holdFor(), rule.holdFor()))
                .orElse("-");
    }

    /** A level of a mixed rule may judge figures of another unit than the rule's. */
    private static String figure(Rule rule, Level level) {
        boolean ofRule = level.selector().metric().equals(rule.metric()) || !rule.isMixed();
        String unit = ofRule || level.selector().metric().endsWith("_ms") ? rule.unit() : "";
        return Wording.figure(level.threshold(), unit, level.selector().metric());
    }

    private static String holds(Duration own, Duration ofRule) {
        return own.equals(ofRule) ? "" : " for " + Wording.time(own);
    }
}
