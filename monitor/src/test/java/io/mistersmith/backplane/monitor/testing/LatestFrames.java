package io.mistersmith.backplane.monitor.testing;

import io.mistersmith.backplane.monitor.LocalCodec;
import io.mistersmith.backplane.monitor.frame.Frame;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What sources tell: the newest Frame of each kind. */
public final class LatestFrames {

    private final Map<String, Frame> frames = new ConcurrentHashMap<>();

    /** Listens from now on; makes Frames known to {@code vertx}. */
    public LatestFrames(Vertx vertx) {
        LocalCodec.register(vertx);
        vertx.eventBus().<Frame>consumer(Frame.ADDRESS, m -> frames.put(m.body().kind(), m.body()));
    }

    /** The figure of the kind's row with this label value (empty: its only row); NaN where there is none. */
    public double value(String kind, String labelValue, String metric) {
        Frame frame = frames.get(kind);
        return frame == null ? Double.NaN : value(frame, labelValue, frame.indexOf(metric));
    }

    /** The same of the column of this metric that has {@code columnLabel} among its own label values. */
    public double value(String kind, String labelValue, String metric, String columnLabel) {
        Frame frame = frames.get(kind);
        if (frame == null) {
            return Double.NaN;
        }
        for (int c = 0; c < frame.columns(); c++) {
            Frame.Column column = frame.column(c);
            if (column.metric().name().equals(metric) && column.labels().asMap().containsValue(columnLabel)) {
                return value(frame, labelValue, c);
            }
        }
        return Double.NaN;
    }

    /** Whether the newest Frame of this kind has a row with this label value. */
    public boolean hasRow(String kind, String labelValue) {
        Frame frame = frames.get(kind);
        return frame != null && row(frame, labelValue) >= 0;
    }

    private static double value(Frame frame, String labelValue, int column) {
        int row = row(frame, labelValue);
        return row < 0 || column < 0 ? Double.NaN : frame.value(row, column);
    }

    private static int row(Frame frame, String labelValue) {
        for (int r = 0; r < frame.rows(); r++) {
            if (labelValue.isEmpty() || frame.labels(r).asMap().containsValue(labelValue)) {
                return r;
            }
        }
        return -1;
    }
}
