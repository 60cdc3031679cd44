package io.mistersmith.backplane.monitor.frame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one source knows of all things of one kind at one instant: rows are things, columns are metrics. Immutable, so it
 * crosses the event bus by reference.
 *
 * <p>A figure that is not known is NaN here and absent outside. A thing that is known, but of which nothing is known at the
 * moment (no leader, NATS away), keeps its row with NaN: rules freeze on it. A thing that is gone has no row: what was open
 * on it ends.
 *
 * <p>A Frame of a kind replaces the one before it, whole. Between two, a source may tell on {@link #CHANGES} which things are
 * otherwise by now.
 */
public final class Frame {

    /** The event bus address on which Frames travel. */
    public static final String ADDRESS = "frames";

    /**
     * The event bus address of Frames with some rows only, in the columns of their kind: those that are otherwise than in the
     * newest whole Frame. Of what has no row there nothing is said. Who does not listen learns all of it with the next whole
     * Frame.
     */
    public static final String CHANGES = "frames.changes";

    /** A column: a metric and the labels that all its figures share beyond the row's (a quantile, a state). */
    public record Column(Metric metric, Labels labels) {}

    private final String kind;
    private final long at;
    private final long validFor;
    private final Column[] columns;
    private final Rows rows;
    private final Figures[] figures;
    private final long[] observedAt;
    /** By row, as far as the last one that has one. */
    private final @Nullable String[] causes;

    private final Map<Integer, Map<Integer, String>> causesOfFigures;
    private final Map<Integer, Map<Integer, Histogram>> histograms;

    private Frame(Builder b) {
        this.kind = b.kind;
        this.at = b.at;
        this.validFor = b.validFor;
        this.columns = b.columns;
        this.rows = Rows.of(b.rows);
        this.figures = new Figures[columns.length];
        for (int c = 0; c < columns.length; c++) {
            figures[c] = Figures.ofColumn(b.values, c, columns.length, rows.size());
        }
        this.observedAt = Arrays.copyOf(b.observedAt, rows.size());
        this.causes = b.causes;
        this.causesOfFigures = b.causesOfFigures;
        this.histograms = b.histograms;
    }

    /** What a {@link FrameWriter} wrote; it gives its arrays and maps away. */
    Frame(
            String kind,
            long at,
            long validFor,
            Column[] columns,
            Rows rows,
            Figures[] figures,
            long[] observedAt,
            @Nullable String[] causes,
            Map<Integer, Map<Integer, String>> causesOfFigures) {
        this.kind = kind;
        this.at = at;
        this.validFor = validFor;
        this.columns = columns;
        this.rows = rows;
        this.figures = figures;
        this.observedAt = observedAt;
        this.causes = causes;
        this.causesOfFigures = causesOfFigures;
        this.histograms = Map.of();
    }

    /**
     * @param kind names the things; the newest Frame of a kind holds. For the kinds {@code agents consumers streams traffic
     *     host probe} its age is exposed as {@code backplane_monitor_snapshot_age_ms}
     * @param at the instant at which the figures are true, epoch ms
     * @param validFor ms after {@code at} from which the gauges are too old to be told
     */
    public static Builder of(String kind, long at, long validFor, List<Column> columns) {
        return new Builder(kind, at, validFor, columns.toArray(Column[]::new));
    }

    /** A column without labels of its own. */
    public static Column column(Metric metric) {
        return new Column(metric, Labels.NONE);
    }

    public static Column column(Metric metric, String label, String value) {
        return new Column(metric, Labels.of(label, value));
    }

    public String kind() {
        return kind;
    }

    /** The instant at which the figures are true, epoch ms. */
    public long at() {
        return at;
    }

    /** Whether the gauges may still be told at {@code now} (epoch ms). Counters stand for ever. */
    public boolean isValid(long now) {
        return now - at <= validFor;
    }

    public int rows() {
        return rows.size();
    }

    public Labels labels(int row) {
        return rows.labels(row);
    }

    /** The row of this thing; −1 where there is none. */
    public int row(Labels thing) {
        return rows.of(thing);
    }

    /** Whether both have the same things in the same rows, because one set of them serves both. */
    public boolean sharesRowsWith(Frame other) {
        return rows == other.rows;
    }

    public int columns() {
        return columns.length;
    }

    public Column column(int column) {
        return columns[column];
    }

    /** Whether both have the same columns in the same order. */
    public boolean hasColumnsOf(Frame other) {
        return Arrays.equals(columns, other.columns);
    }

    /** The figure, or NaN where it is not known. */
    public double value(int row, int column) {
        return figures[column].of(row);
    }

    /** When the newest datum behind a row was received, epoch ms; {@link #at()} where the source does not say. */
    public long observedAt(int row) {
        return observedAt[row] == 0 ? at : observedAt[row];
    }

    /** Why a row is as it is, in words, where the source knows. */
    public Optional<String> cause(int row) {
        return row < causes.length ? Optional.ofNullable(causes[row]) : Optional.empty();
    }

    /** Why one figure is as it is: in words of its own, or else in those of its row. */
    public Optional<String> cause(int row, int column) {
        if (causesOfFigures.isEmpty()) {
            return cause(row);
        }
        return Optional.ofNullable(
                        causesOfFigures.getOrDefault(column, Map.of()).get(row))
                .or(() -> cause(row));
    }

    /** The distribution in a {@link Metric.Type#HISTOGRAM} column, where there is one. */
    public Optional<Histogram> histogram(int row, int column) {
        return Optional.ofNullable(histograms.getOrDefault(column, Map.of()).get(row));
    }

    /** The first column of this metric, or −1. */
    public int indexOf(String metric) {
        for (int c = 0; c < columns.length; c++) {
            if (columns[c].metric().name().equals(metric)) {
                return c;
            }
        }
        return -1;
    }

    /** The figure of the row's first column of this metric; NaN where there is no such column or it is not known. */
    public double value(int row, String metric) {
        int column = indexOf(metric);
        return column < 0 ? Double.NaN : value(row, column);
    }

    @Override
    public String toString() {
        return kind + "@" + at + "[" + rows.size() + "×" + columns.length + "]";
    }

    /** Collects the rows of one Frame; single-threaded, used once. */
    public static final class Builder {
        private final String kind;
        private final long at;
        private final long validFor;
        private final Column[] columns;
        private List<Labels> rows = new ArrayList<>();
        private @Nullable String[] causes = {};
        private Map<Integer, Map<Integer, String>> causesOfFigures = new HashMap<>();
        private Map<Integer, Map<Integer, Histogram>> histograms = new HashMap<>();
        private double[] values = new double[64];
        private long[] observedAt = new long[8];
        private boolean built;

        private Builder(String kind, long at, long validFor, Column[] columns) {
            this.kind = kind;
            this.at = at;
            this.validFor = validFor;
            this.columns = columns;
        }

        /** Makes room for so many rows at once; more may come, and fewer. Before the first. */
        public Builder room(int expectedRows) {
            rows = new ArrayList<>(expectedRows);
            values = new double[expectedRows * columns.length];
            observedAt = new long[expectedRows];
            return this;
        }

        /** Begins a row, all of its figures unknown. */
        public Builder row(Labels labels) {
            int row = rows.size();
            rows.add(labels);
            int end = (row + 1) * columns.length;
            if (end > values.length) {
                values = Arrays.copyOf(values, Math.max(end, values.length * 2));
            }
            if (row >= observedAt.length) {
                observedAt = Arrays.copyOf(observedAt, Math.max(8, observedAt.length * 2));
            }
            Arrays.fill(values, end - columns.length, end, Double.NaN);
            return this;
        }

        /** The figure of the current row in column {@code column}; an infinite one is not known either. */
        public Builder set(int column, double value) {
            values[(rows.size() - 1) * columns.length + column] = Double.isInfinite(value) ? Double.NaN : value;
            return this;
        }

        /** The figures of the current row in the order of the columns; fewer than columns leave the rest unknown. */
        public Builder values(double... figures) {
            for (int c = 0; c < figures.length; c++) {
                set(c, figures[c]);
            }
            return this;
        }

        /** When the newest datum behind the current row was received, epoch ms. */
        public Builder observedAt(long epochMillis) {
            observedAt[rows.size() - 1] = epochMillis;
            return this;
        }

        /** Why the current row is as it is, in words for a human. */
        public Builder cause(String words) {
            int row = rows.size() - 1;
            if (row >= causes.length) {
                causes = Arrays.copyOf(causes, Math.max(row + 1, Math.max(observedAt.length, 2 * causes.length)));
            }
            causes[row] = words;
            return this;
        }

        /** Why the current row's figure in this column is as it is, where that is not why the row is as it is. */
        public Builder cause(int column, String words) {
            causesOfFigures.computeIfAbsent(column, c -> new HashMap<>()).put(rows.size() - 1, words);
            return this;
        }

        public Builder histogram(int column, Histogram histogram) {
            histograms.computeIfAbsent(column, c -> new HashMap<>()).put(rows.size() - 1, histogram);
            return this;
        }

        public Frame build() {
            if (built) {
                throw new IllegalStateException("built twice");
            }
            built = true;
            Frame frame = new Frame(this);
            values = new double[0];
            observedAt = new long[0];
            causes = new String[0];
            causesOfFigures = Map.of();
            histograms = Map.of();
            return frame;
        }
    }
}
