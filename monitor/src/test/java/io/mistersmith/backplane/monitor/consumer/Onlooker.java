package io.mistersmith.backplane.monitor.consumer;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Compares every Frame with the truth of a {@link ReplicatedLoad}, and says what is not so. */
final class Onlooker {

    /** A poll takes no longer, so nothing that it tells is older. */
    private static final long OLDEST_MILLIS = 3_000;

    /** Acknowledgements that an election undoes: those of the moment, sent and not replicated. */
    private static final int UNDONE = 100;

    private static final int MOST_COMPLAINTS = 40;

    private final ReplicatedLoad load;
    private final Map<String, Frame> newest = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> rows = new ConcurrentHashMap<>();
    private final List<String> complaints = new ArrayList<>();
    private double lastSequence;

    Onlooker(ReplicatedLoad load) {
        this.load = load;
    }

    synchronized void see(Frame frame) {
        if (frame.kind().equals("streams") || frame.kind().equals("consumers")) {
            newest.put(frame.kind(), frame);
            sameRows(frame);
            for (int row = 0; row < frame.rows(); row++) {
                boolean settled = frame.labels(row).toString().contains(ReplicatedLoad.SETTLED);
                if (frame.kind().equals("streams")) {
                    stream(frame, row, settled);
                } else {
                    consumer(frame, row, settled);
                }
            }
        }
    }

    private void sameRows(Frame frame) {
        Set<String> names = new TreeSet<>();
        for (int row = 0; row < frame.rows(); row++) {
            names.add(frame.labels(row).toString());
        }
        Set<String> before = rows.put(frame.kind(), names);
        if (before != null && !names.containsAll(before)) {
            complain(frame, 0, "rows", names.size(), "those of before, " + before + ", not " + names);
        }
    }

    private void stream(Frame frame, int row, boolean settled) {
        double messages = frame.value(row, "backplane_stream_messages");
        double last = frame.value(row, "backplane_stream_last_sequence_total");
        exactly(frame, row, "backplane_stream_consumers", 1);
        if (settled) {
            exactly(frame, row, "backplane_stream_messages", ReplicatedLoad.MESSAGES);
            exactly(frame, row, "backplane_stream_last_sequence_total", ReplicatedLoad.MESSAGES);
        } else if (frame.observedAt(row) > 0) {
            between(frame, row, "backplane_stream_messages", messages, load.storedAt(oldest(frame, row)), load.sent());
            between(frame, row, "backplane_stream_last_sequence_total", last, lastSequence, load.sent());
            lastSequence = Math.max(lastSequence, Double.isNaN(last) ? 0 : last);
        }
    }

    private void consumer(Frame frame, int row, boolean settled) {
        double pending = frame.value(row, "backplane_consumer_pending_messages");
        double ackPending = frame.value(row, "backplane_consumer_ack_pending");
        double lag = frame.value(row, "backplane_consumer_lag_ms");
        double error = frame.value(row, "backplane_consumer_lag_error_ms");
        double state = frame.value(row, "backplane_consumer_state");
        long at = frame.observedAt(row);
        if (settled) {
            exactly(
                    frame,
                    row,
                    "backplane_consumer_pending_messages",
                    ReplicatedLoad.MESSAGES - ReplicatedLoad.DELIVERED);
            exactly(frame, row, "backplane_consumer_ack_pending", ReplicatedLoad.DELIVERED - ReplicatedLoad.FINISHED);
            exactly(frame, row, "backplane_consumer_redelivered", 0);
            double truth = at - load.oldestUnfinished();
            between(frame, row, "backplane_consumer_lag_ms", lag, truth - error - OLDEST_MILLIS, truth + error + 5);
        } else if (at > 0) {
            long done = load.finishedAt(oldest(frame, row));
            between(frame, row, "unfinished messages", pending + ackPending, 0, load.sent() - done + UNDONE);
            if (state == Verdict.State.STALLED.figure() || state == Verdict.State.STOPPED.figure()) {
                complain(frame, row, "backplane_consumer_state", state, "at work");
            }
        }
    }

    private static long oldest(Frame frame, int row) {
        return frame.observedAt(row) - OLDEST_MILLIS;
    }

    private void exactly(Frame frame, int row, String figure, double truth) {
        between(frame, row, figure, frame.value(row, figure), truth, truth);
    }

    private void between(Frame frame, int row, String figure, double value, double least, double most) {
        if (value < least || value > most) {
            complain(frame, row, figure, value, least == most ? least : least + " to " + most);
        }
    }

    private void complain(Frame frame, int row, String figure, double value, Object truth) {
        if (complaints.size() < MOST_COMPLAINTS) {
            complaints.add(
                    Instant.now() + " " + frame.labels(row) + " " + figure + ": " + value + ", in truth " + truth);
        }
    }

    /** What was said and is not true. */
    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** What should be known and is not, as of now. */
    List<String> unknown() {
        return figures(false);
    }

    /** What is told as known now, though nobody can know it. */
    List<String> known() {
        return figures(true);
    }

    private synchronized List<String> figures(boolean known) {
        List<String> found = new ArrayList<>();
        long now = System.currentTimeMillis();
        Map<String, String> told = Map.of(
                "streams", "backplane_stream_messages",
                "consumers", "backplane_consumer_pending_messages");
        told.forEach((kind, figure) -> {
            Frame frame = newest.get(kind);
            boolean valid = frame != null && frame.isValid(now);
            for (String name : List.of(ReplicatedLoad.SETTLED, ReplicatedLoad.MOVING)) {
                boolean is = valid && isTold(frame, name, figure);
                if (is == known) {
                    found.add(figure + " of " + name);
                }
            }
        });
        return found;
    }

    private static boolean isTold(Frame frame, String stream, String figure) {
        for (int row = 0; row < frame.rows(); row++) {
            Labels labels = frame.labels(row);
            if (labels.toString().contains(stream) && !Double.isNaN(frame.value(row, figure))) {
                return true;
            }
        }
        return false;
    }
}
