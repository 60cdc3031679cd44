package io.mistersmith.backplane.monitor.frame;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A metric family: what one column of a {@link Frame} measures.
 *
 * @param name the Prometheus family name; a counter's ends in {@code _total}
 * @param type how the figures behave over time
 * @param help what is measured, over what window; the text of {@code # HELP}
 * @param unit the unit of the figures as a violation shows it ({@code ms}, {@code %}, {@code MB}, {@code /s}); empty for a
 *     plain number
 * @param exposed whether {@code /metrics} shows it; hidden ones serve rules and health
 * @param sampleSize the name of the column, in the same row, that says how many observations a figure rests on; rules say
 *     nothing below their minimum. Empty where every figure is exact
 */
public record Metric(String name, Type type, String help, String unit, boolean exposed, Optional<String> sampleSize) {

    /** How the figures of a family behave over time. */
    public enum Type {
        /** Goes up and down; absent when it is not known. */
        GAUGE,
        /** Never falls but for a restart of the monitor. */
        COUNTER,
        /** A cumulative distribution, kept as a {@link Histogram} beside the figures. */
        HISTOGRAM
    }

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    public Metric {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(unit, "unit");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a metric name: " + name);
        }
        if (help.isBlank()) {
            throw new IllegalArgumentException(name + " needs a help text");
        }
        if ((type == Type.COUNTER) != name.endsWith("_total")) {
            throw new IllegalArgumentException(name + ": counters, and only counters, end in _total");
        }
    }

    public static Metric gauge(String name, String unit, String help) {
        return new Metric(name, Type.GAUGE, help, unit, true, Optional.empty());
    }

    public static Metric counter(String name, String help) {
        return new Metric(name, Type.COUNTER, help, "", true, Optional.empty());
    }

    public static Metric histogram(String name, String unit, String help) {
        return new Metric(name, Type.HISTOGRAM, help, unit, true, Optional.empty());
    }

    /** A figure that only rules and health read: {@code /metrics} leaves it out. */
    public static Metric hidden(String name, String unit, String help) {
        return new Metric(name, Type.GAUGE, help, unit, false, Optional.empty());
    }

    /** The same family, whose figures rest on as many observations as the column {@code sampleSize} says. */
    public Metric restingOn(Metric sampleSize) {
        return new Metric(name, type, help, unit, exposed, Optional.of(sampleSize.name()));
    }
}
