package io.mistersmith.backplane.monitor.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads heartbeats of the ordinary shape, which is nearly all of them, out of their bytes without an object. It never judges: at
 * the first thing that is not so, or is wrong, it gives up, and {@link JacksonDecoder} decides from the start. What it takes, that
 * one would read to the last bit alike. Not thread-safe.
 *
 * <p>It remembers some shapes, and tries the one of the same agent's last heartbeat first.
 */
final class HeartbeatShapes {

    /** So many teams, languages and versions write agents of one fleet; when there are more, the oldest gives way. */
    private static final int MAX_SHAPES = 64;

    private final JsonBytes in = new JsonBytes();
    private final HeartbeatValues values;
    private final HeartbeatShape seen = new HeartbeatShape();
    private final HeartbeatScanner scanner;
    private final List<HeartbeatShape> shapes = new ArrayList<>();
    private int oldest;

    HeartbeatShapes(HeartbeatBuffer heartbeat, Name names) {
        values = new HeartbeatValues(in, heartbeat, names);
        scanner = new HeartbeatScanner(in, values, names, seen);
    }

    /**
     * Whether this is a heartbeat of the ordinary shape, and then the buffer holds it; else what the buffer holds means
     * nothing.
     */
    boolean read(byte[] body, HeartbeatSender sender) {
        if (body.length > HeartbeatDecoder.MAX_BYTES || !sender.isValid()) {
            return false;
        }
        in.open(body);
        values.begin(sender);
        if (sender.shape.read(in, values)) {
            return true;
        }
        values.begin(sender);
        int end = scanner.document();
        if (end == JsonBytes.NO) {
            return false;
        }
        if (seen.end(in, end)) {
            sender.shape = remember();
        }
        return true;
    }

    /** Keeps what was seen. */
    private HeartbeatShape remember() {
        for (HeartbeatShape shape : shapes) {
            if (shape.looksLike(seen)) {
                return shape;
            }
        }
        if (shapes.size() < MAX_SHAPES) {
            shapes.add(new HeartbeatShape());
            oldest = shapes.size() - 1;
        } else {
            oldest = (oldest + 1) % MAX_SHAPES;
        }
        HeartbeatShape shape = shapes.get(oldest);
        shape.copyFrom(seen);
        return shape;
    }
}
