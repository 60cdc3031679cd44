package io.mistersmith.backplane.monitor.exposition;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** How times and figures stand in an answer. */
final class Json {

    private static final DateTimeFormatter RFC_3339 =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Json() {}

    static String time(Instant instant) {
        return RFC_3339.format(instant);
    }

    static String time(long epochMillis) {
        return time(Instant.ofEpochMilli(epochMillis));
    }

    /** Null where the figure is not known; a whole number without a fraction. */
    static @Nullable Number figure(double value) {
        if (!Double.isFinite(value)) {
            return null;
        }
        long whole = (long) value;
        if (whole == value) {
            return whole;
        }
        return value;
    }
}
