package io.mistersmith.backplane.monitor.link;

import static io.mistersmith.backplane.monitor.frame.Frame.column;

import io.mistersmith.backplane.monitor.frame.Frame;
import io.mistersmith.backplane.monitor.frame.Labels;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Makes Frames of what is known of the links. */
final class LinkFrames {

    static final String LINK_KIND = "link";
    static final String REQUESTS_KIND = "requests";
    static final String FEATURES_KIND = "features";
    static final long TICK_MILLIS = 1000;

    private static final long VALID_MILLIS = 3 * TICK_MILLIS;

    private static final List<Frame.Column> LINK_COLUMNS = List.of(
            column(LinkMetrics.RECONNECTS, "source", "monitor"),
            column(LinkMetrics.RECONNECTS, "source", "server"),
            column(LinkMetrics.BLIND),
            column(LinkMetrics.RECEIVED_BYTES));

    private final Map<String, Labels> labels = new ConcurrentHashMap<>();

    /**
     * @param serverReconnects NaN without a system account
     * @param blindMillis 0 while NATS is reached
     */
    Frame link(long at, long ownReconnects, double serverReconnects, long blindMillis, long receivedBytes) {
        return Frame.of(LINK_KIND, at, VALID_MILLIS, LINK_COLUMNS)
                .row(Labels.NONE)
                .values((double) ownReconnects, serverReconnects, (double) blindMillis, (double) receivedBytes)
                .build();
    }

    /** Requests since the start, by kind. */
    Frame requests(long at, Map<String, Long> requests) {
        Frame.Builder frame = Frame.of(REQUESTS_KIND, at, VALID_MILLIS, List.of(column(LinkMetrics.REQUESTS)));
        requests.forEach((kind, count) -> frame.row(labels("kind", kind)).values(count));
        return frame.build();
    }

    /** Whether each feature is up. */
    Frame features(long at, Map<String, Boolean> features) {
        Frame.Builder frame = Frame.of(FEATURES_KIND, at, VALID_MILLIS, List.of(column(LinkMetrics.FEATURE_UP)));
        features.forEach((name, up) -> frame.row(labels("feature", name)).values(up ? 1 : 0));
        return frame.build();
    }

    private Labels labels(String name, String value) {
        return labels.computeIfAbsent(value, v -> Labels.of(name, v));
    }
}
