package io.mistersmith.backplane.monitor.baseline;

import io.mistersmith.backplane.monitor.frame.Labels;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Figures, times and templates in the words of a violation. */
final class Wording {

    private static final Pattern PLACE = Pattern.compile("\\{([a-z0-9_]+)\\}");
    private static final Pattern PLAIN_ARGUMENT = Pattern.compile("[A-Za-z0-9_.:/@=+-]+");

    private Wording() {}

    /** A figure as a human says it: {@code 42.1 s}, {@code 99.89 %}, {@code 512 MB}, {@code 8312}. */
    static String figure(double value, String unit, String metric) {
        if (Double.isNaN(value)) {
            return "unknown";
        }
        if (unit.equals("ms")) {
            return Math.abs(value) < 1000 ? number(value, 3) + " ms" : seconds(value / 1000);
        }
        if (unit.equals("s")) {
            return seconds(value);
        }
        if (unit.isEmpty() && metric.endsWith("_ratio")) {
            return number(value * 100, 4) + " %";
        }
        if (unit.startsWith("/")) {
            return number(value, 3) + unit;
        }
        return number(value, 4) + (unit.isEmpty() ? "" : " " + unit);
    }

    private static String seconds(double seconds) {
        double size = Math.abs(seconds);
        if (size < 120) {
            return number(seconds, 3) + " s";
        }
        if (size < 2 * 3600) {
            return number(seconds / 60, 3) + " min";
        }
        return size < 48 * 3600 ? number(seconds / 3600, 3) + " h" : number(seconds / 86_400, 3) + " days";
    }

    /** Whole numbers exactly, others with so many digits. */
    private static String number(double value, int digits) {
        BigDecimal exact = BigDecimal.valueOf(value);
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        BigDecimal shown = whole ? exact : exact.round(new MathContext(digits));
        return shown.signum() == 0 ? "0" : shown.stripTrailingZeros().toPlainString();
    }

    /** {@code 1 s}, {@code 90 s}, {@code 5 min}, {@code 24 h}; 0 is {@code at once}. */
    static String time(Duration time) {
        return time.isZero() ? "at once" : figure((double) time.toMillis(), "ms", "");
    }

    /**
     * Fills {@code {value}}, {@code {labels}} and {@code {label}} into a summary; a label that the thing does not have leaves
     * nothing.
     */
    static String fill(String template, String value, Labels labels) {
        return PLACE.matcher(template).replaceAll(place -> {
            String name = place.group(1);
            String text = switch (name) {
                case "value" -> value;
                case "labels" -> labels.isEmpty() ? "" : labels.toString();
                default -> labels.get(name).orElse("");
            };
            return Matcher.quoteReplacement(text);
        });
    }

    /** Fills labels into a command, quoted for a shell where they need it; empty when the thing lacks one of them. */
    static Optional<String> command(String template, Labels labels) {
        Matcher places = PLACE.matcher(template);
        Function<String, Optional<String>> argument = label -> labels.get(label).map(Wording::argument);
        if (places.results().anyMatch(place -> argument.apply(place.group(1)).isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(places.replaceAll(
                place -> Matcher.quoteReplacement(argument.apply(place.group(1)).orElseThrow())));
    }

    private static String argument(String text) {
        return PLAIN_ARGUMENT.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
