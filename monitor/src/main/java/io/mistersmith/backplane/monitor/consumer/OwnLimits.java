package io.mistersmith.backplane.monitor.consumer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thresholds that an operator put into a consumer's metadata (server ≥ 2.10), with the keys and meanings of the NATS CLI's
 * checks: reached is critical; 0 and less is none; times are Go's, and {@code d w M y} besides. Where {@code
 * io.nats.monitor.enabled} is false there are none. Pure.
 */
final class OwnLimits {

    static final int PENDING = 0;
    static final int ACK_PENDING = 1;
    static final int WAITING = 2;
    static final int REDELIVERED = 3;
    static final int LAST_DELIVERY = 4;
    static final int LAST_ACK = 5;

    private static final Logger LOG = LoggerFactory.getLogger(OwnLimits.class);

    private static final String PREFIX = "io.nats.monitor.";

    /** In the order of the constants above. */
    private static final String[] KEYS = {
        "unprocessed-critical",
        "outstanding-ack-critical",
        "waiting-critical",
        "redelivery-critical",
        "last-delivery-critical",
        "last-ack-critical"
    };

    private static final Pattern TIME = Pattern.compile("([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|ms|[sSmhHdDwWMyY])");
    private static final Map<String, Double> SECONDS = seconds();

    /** No threshold at all. */
    static final OwnLimits NONE = new OwnLimits();

    /** By the constants above; NaN: none. Times in seconds. */
    private final double[] limits = new double[KEYS.length];

    private OwnLimits() {
        Arrays.fill(limits, Double.NaN);
    }

    /**
     * @param whose for the log, where a threshold cannot be read and does not hold
     */
    static OwnLimits of(Map<String, String> metadata, String whose) {
        OwnLimits own = new OwnLimits();
        boolean any = false;
        if (!isOff(metadata.getOrDefault(PREFIX + "enabled", ""))) {
            for (int i = 0; i < KEYS.length; i++) {
                String text = metadata.getOrDefault(PREFIX + KEYS[i], "").strip();
                if (text.isEmpty()) {
                    continue;
                }
                double limit = i < LAST_DELIVERY ? number(text) : time(text);
                if (Double.isNaN(limit)) {
                    LOG.warn(
                            "{}: metadata {}{} is '{}', expected {}; it does not hold",
                            whose,
                            PREFIX,
                            KEYS[i],
                            text,
                            i < LAST_DELIVERY ? "a whole number" : "a time such as 90s or 1h30m");
                } else if (limit > 0) {
                    own.limits[i] = limit;
                    any = true;
                }
            }
        }
        return any ? own : NONE;
    }

    private static boolean isOff(String text) {
        return switch (text.strip()) {
            case "0", "f", "F", "false", "FALSE", "False" -> true;
            default -> false;
        };
    }

    private static double number(String text) {
        try {
            return (double) Long.parseLong(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** In seconds; NaN: no time. */
    private static double time(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return 0;
        }
        Matcher part = TIME.matcher(rest);
        double sum = 0;
        int end = 0;
        while (part.find() && part.start() == end) {
            sum += Double.parseDouble(part.group(1)) * SECONDS.getOrDefault(part.group(2), Double.NaN);
            end = part.end();
        }
        boolean whole = end == rest.length() && end > 0;
        return whole ? (negative ? -sum : sum) : Double.NaN;
    }

    private static Map<String, Double> seconds() {
        Map<String, Double> seconds = new HashMap<>(Map.of(
                "ns", 1e-9, "us", 1e-6, "µs", 1e-6, "ms", 1e-3, "s", 1.0, "m", 60.0, "h", 3600.0, "d", 86_400.0, "w",
                604_800.0));
        seconds.put("M", 30 * 86_400.0);
        seconds.put("y", 365 * 86_400.0);
        for (String unit : new String[] {"s", "h", "d", "w", "y"}) {
            seconds.put(unit.toUpperCase(Locale.ROOT), seconds.get(unit));
        }
        return Map.copyOf(seconds);
    }

    boolean isNone() {
        return this == NONE;
    }

    /** NaN: none. */
    double get(int limit) {
        return limits[limit];
    }
}
