package io.mistersmith.backplane.sim.text;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 250ms}, {@code 1.5s}, {@code 5m}, {@code 1h}; {@code 0}. */
public final class Durations {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(ms|s|m|h)");

    private Durations() {}

    public static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher m = TEXT.matcher(text.trim());
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no duration: expected a number and ms, s, m or h, as 250ms or 30s");
        }
        double unitMillis = switch (m.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 3_600_000;
        };
        return Duration.ofNanos(Math.round(Double.parseDouble(m.group(1)) * unitMillis * 1e6));
    }

    /** Short: {@code 340 ms}, {@code 4.1 s}, {@code 2 m 05 s}. */
    public static String say(double millis) {
        if (millis < 1_000) {
            return String.format(Locale.ROOT, millis < 10 && millis > 0 ? "%.1f ms" : "%.0f ms", millis);
        }
        long seconds = Math.round(millis / 1_000);
        return millis < 60_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1_000)
                : String.format(Locale.ROOT, "%d m %02d s", seconds / 60, seconds % 60);
    }

    /** As a clock of the run: {@code 00:30}, {@code 1:02:03}. */
    public static String clock(Duration elapsed) {
        return elapsed.toHours() == 0
                ? String.format(Locale.ROOT, "%02d:%02d", elapsed.toMinutes(), elapsed.toSecondsPart())
                : String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        elapsed.toHours(),
                        elapsed.toMinutesPart(),
                        elapsed.toSecondsPart());
    }
}
