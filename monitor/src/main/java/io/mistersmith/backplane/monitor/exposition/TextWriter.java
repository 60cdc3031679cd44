package io.mistersmith.backplane.monitor.exposition;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Histogram;
import io.mistersmith.backplane.monitor.frame.Metric;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Writes Frames as Prometheus text: each family once, all of its samples together, nothing that is not known. The gauges of a
 * Frame that is too old are left out, its counters and histograms stand. Remembers the layout of the Frames before; not
 * thread-safe.
 *
 * <p>That no two rows make the same series, and that a row's labels and a column's have different names, is the sources'
 * duty.
 */
final class TextWriter {

    /**
     * A Frame, and what of it is told.
     *
     * @param rows the rows that are; all of them if empty
     */
    record Part(Frame frame, Optional<BitSet> rows) {

        static Part whole(Frame frame) {
            return new Part(frame, Optional.empty());
        }

        int next(int row) {
            return rows.isPresent() ? rows.get().nextSetBit(row) : row < frame.rows() ? row : -1;
        }
    }

    private static final byte[] BUCKET = "_bucket".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SUM = "_sum".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COUNT = "_count".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_SUFFIX = {};
    private static final byte[] INF = "le=\"+Inf\"".getBytes(StandardCharsets.US_ASCII);

    private TextLayout layout = TextLayout.of(List.of());

    /**
     * Appends all families that have a sample; without the end mark of OpenMetrics.
     *
     * @param now epoch ms
     */
    void write(List<Part> parts, Format format, long now, TextBuffer out) {
        List<Frame> frames = parts.stream().map(Part::frame).toList();
        if (!layout.fits(frames)) {
            layout = TextLayout.of(frames);
        }
        for (TextLayout.Family family : layout.families()) {
            int before = out.length();
            out.put(family.header(format));
            int begin = out.length();
            for (TextLayout.Place place : family.places()) {
                Part part = parts.get(place.frame());
                if (family.metric().type() == Metric.Type.HISTOGRAM) {
                    histograms(family, part, place, out);
                } else if (family.metric().type() == Metric.Type.COUNTER
                        || part.frame().isValid(now)) {
                    figures(family, part, place, out);
                }
            }
            if (out.length() == begin) {
                out.truncate(before);
            }
        }
    }

    /** The layout of the Frames last written. */
    TextLayout layout() {
        return layout;
    }

    private static void figures(TextLayout.Family family, Part part, TextLayout.Place place, TextBuffer out) {
        Frame frame = part.frame();
        byte[] column = place.labels().exposition();
        for (int row = part.next(0); row >= 0; row = part.next(row + 1)) {
            double value = frame.value(row, place.column());
            if (!Double.isNaN(value)) {
                byte[] labels = frame.labels(row).exposition();
                if (column.length == 0 && labels.length > 0) {
                    out.putSample(family.name(), labels, value);
                } else {
                    series(family.name(), NO_SUFFIX, labels, column, out);
                    out.put(value);
                    out.put('\n');
                }
            }
        }
    }

    private static void histograms(TextLayout.Family family, Part part, TextLayout.Place place, TextBuffer out) {
        byte[] column = place.labels().exposition();
        for (int row = part.next(0); row >= 0; row = part.next(row + 1)) {
            byte[] labels = part.frame().labels(row).exposition();
            part.frame()
                    .histogram(row, place.column())
                    .filter(h -> Double.isFinite(h.sum()))
                    .ifPresent(h -> histogram(family.name(), labels, column, h, out));
        }
    }

    private static void histogram(byte[] name, byte[] row, byte[] column, Histogram histogram, TextBuffer out) {
        long cumulative = 0;
        for (int i = 0; i <= histogram.size(); i++) {
            cumulative += histogram.count(i);
            out.put(name);
            out.put(BUCKET);
            out.put('{');
            labels(row, column, out);
            if (row.length + column.length > 0) {
                out.put(',');
            }
            if (i < histogram.size()) {
                out.put("le=\"");
                out.putBound(histogram.bound(i));
                out.put('"');
            } else {
                out.put(INF);
            }
            out.put('}');
            out.put(' ');
            out.put(cumulative);
            out.put('\n');
        }
        series(name, SUM, row, column, out);
        out.put(histogram.sum());
        out.put('\n');
        series(name, COUNT, row, column, out);
        out.put(cumulative);
        out.put('\n');
    }

    private static void series(byte[] name, byte[] suffix, byte[] row, byte[] column, TextBuffer out) {
        out.put(name);
        out.put(suffix);
        if (row.length + column.length > 0) {
            out.put('{');
            labels(row, column, out);
            out.put('}');
        }
        out.put(' ');
    }

    private static void labels(byte[] row, byte[] column, TextBuffer out) {
        out.put(row);
        if (row.length > 0 && column.length > 0) {
            out.put(',');
        }
        out.put(column);
    }
}
