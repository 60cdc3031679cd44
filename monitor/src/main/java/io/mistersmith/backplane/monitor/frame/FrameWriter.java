package io.mistersmith.backplane.monitor.frame;

import io.mistersmith.backplane.monitor.frame.Frame.Column;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the Frames of a kind with many rows, one after the other, without an object a row; what did not change since the
 * Frame before is shared with it. Not thread-safe.
 */
public final class FrameWriter {

    private final String kind;
    private final Column[] columns;
    private final Figures.Writer[] figures;
    private Rows rows = Rows.of(List.of());
    private long[] observedAt = {};
    private @Nullable String[] causes = {};
    private Map<Integer, Map<Integer, String>> causesOfFigures = Map.of();
    private int row;

    public FrameWriter(String kind, List<Column> columns) {
        this.kind = kind;
        this.columns = columns.toArray(Column[]::new);
        this.figures = new Figures.Writer[this.columns.length];
        for (int c = 0; c < figures.length; c++) {
            figures[c] = new Figures.Writer();
        }
    }

    /** Begins a Frame of these things; {@link #next} leads to the first. */
    public void begin(Rows things) {
        rows = things;
        row = -1;
        observedAt = new long[things.size()];
        causes = new String[0];
        causesOfFigures = new HashMap<>();
        for (Figures.Writer column : figures) {
            column.begin(things.size());
        }
    }

    /**
     * The next row; all of its figures are to be set.
     *
     * @param observed when the newest datum behind it was received, epoch ms
     */
    public void next(long observed) {
        row++;
        if (row % Figures.PIECE == 0 && row > 0) {
            endPiece(row - 1);
        }
        observedAt[row] = observed;
    }

    /** The figure of the current row, or NaN where it is not known; an infinite one is not known either. */
    public void set(int column, double value) {
        figures[column].set(row, Double.isInfinite(value) ? Double.NaN : value);
    }

    /** Why the current row is as it is, in words for a human. */
    public void cause(String words) {
        if (causes.length == 0) {
            causes = new String[rows.size()];
        }
        causes[row] = words;
    }

    /** Why the current row's figure in this column is as it is, in words for a human; only rows that say it cost something. */
    public void cause(int column, String words) {
        causesOfFigures.computeIfAbsent(column, c -> new HashMap<>()).put(row, words);
    }

    /**
     * The Frame, when all rows are written.
     *
     * @param at the instant at which the figures are true, epoch ms
     * @param validFor ms after {@code at} from which the gauges are too old to be told
     */
    public Frame end(long at, long validFor) {
        if (row != rows.size() - 1) {
            throw new IllegalStateException((row + 1) + " rows of " + rows.size() + " are written");
        }
        if (row >= 0) {
            endPiece(row);
        }
        Figures[] written = new Figures[figures.length];
        for (int c = 0; c < figures.length; c++) {
            written[c] = figures[c].end();
        }
        return new Frame(kind, at, validFor, columns, rows, written, observedAt, causes, causesOfFigures);
    }

    private void endPiece(int last) {
        for (Figures.Writer column : figures) {
            column.endPiece(last);
        }
    }
}
