package io.mistersmith.backplane.monitor.frame;

import java.util.Arrays;

/** The figures of one column, in pieces of {@value #PIECE} rows, so that successive Frames share what did not change. Immutable. */
final class Figures {

    /** Rows of a piece; a power of two. */
    static final int PIECE = 1 << 10;

    /** A piece of which nothing is known, for all that have one. */
    private static final double[] UNKNOWN = new double[PIECE];

    static {
        Arrays.fill(UNKNOWN, Double.NaN);
    }

    private final double[][] pieces;

    private Figures(double[][] pieces) {
        this.pieces = pieces;
    }

    double of(int row) {
        return pieces[row / PIECE][row % PIECE];
    }

    /** Of a column of cells that stand row by row. */
    static Figures ofColumn(double[] cells, int column, int columns, int rows) {
        double[][] pieces = new double[piecesOf(rows)][];
        for (int p = 0; p < pieces.length; p++) {
            double[] piece = new double[Math.min(PIECE, rows - p * PIECE)];
            for (int i = 0; i < piece.length; i++) {
                piece[i] = cells[(p * PIECE + i) * columns + column];
            }
            pieces[p] = piece;
        }
        return new Figures(pieces);
    }

    private static int piecesOf(int rows) {
        return (rows + PIECE - 1) / PIECE;
    }

    /** Writes one column after the other from the first row to the last; used again and again. Not thread-safe. */
    static final class Writer {

        private final double[] current = new double[PIECE];
        private Figures before = new Figures(new double[0][]);
        private double[][] pieces = {};

        void begin(int rows) {
            pieces = new double[piecesOf(rows)][];
        }

        void set(int row, double value) {
            current[row % PIECE] = value;
        }

        /** The piece that ends with {@code row} is whole. */
        void endPiece(int row) {
            int p = row / PIECE;
            int length = row % PIECE + 1;
            double[] same = p < before.pieces.length ? before.pieces[p] : UNKNOWN;
            if (same.length != length || !Arrays.equals(same, 0, length, current, 0, length)) {
                boolean isUnknown = Arrays.equals(UNKNOWN, 0, length, current, 0, length);
                same = isUnknown ? UNKNOWN : Arrays.copyOf(current, length);
            }
            pieces[p] = same;
        }

        Figures end() {
            before = new Figures(pieces);
            return before;
        }
    }
}
