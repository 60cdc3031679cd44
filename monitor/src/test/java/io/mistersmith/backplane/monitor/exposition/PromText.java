package io.mistersmith.backplane.monitor.exposition;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of both text formats: families contiguous, HELP and TYPE once and before the samples, no series twice, no
 * NaN, histograms cumulative. Anything else is an {@link AssertionError} that shows the line.
 */
final class PromText {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\\\\\"\n]|\\\\[\\\\\"n])*)\"(,(?=.)|$)");
    private static final Pattern VALUE =
            Pattern.compile("[+-]?(?:\\d+\\.?\\d*(?:[eE][+-]?\\d+)?|\\.\\d+(?:[eE][+-]?\\d+)?)");

    /** Family name → type. */
    final Map<String, String> types = new LinkedHashMap<>();

    final Map<String, String> help = new HashMap<>();

    /** Sample name, then its labels in braces sorted by name and unescaped → value. */
    final Map<String, Double> samples = new LinkedHashMap<>();

    private final Set<String> closed = new HashSet<>();
    private String family = "";

    private PromText() {}

    static PromText text(String text) {
        PromText read = new PromText();
        read.lines(text, false);
        return read;
    }

    static PromText openMetrics(String text) {
        int end = text.lastIndexOf("# EOF\n");
        check(
                end >= 0 && end == text.length() - "# EOF\n".length() && text.indexOf("# EOF") == end,
                "the end mark",
                text);
        PromText read = new PromText();
        read.lines(text.substring(0, end), true);
        return read;
    }

    double value(String series) {
        Double value = samples.get(series);
        check(value != null, "no series " + series + " in", String.join("\n", samples.keySet()));
        return value;
    }

    private void lines(String text, boolean openMetrics) {
        check(text.isEmpty() || text.endsWith("\n"), "line feed at the end", text);
        check(text.indexOf('\r') < 0, "no carriage return", text);
        for (String line : text.split("\n")) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP ") && words.length == 4 && !words[3].isBlank()) {
                enter(words[2], line);
                check(help.put(words[2], words[3]) == null, "second HELP", line);
            } else if (line.startsWith("# TYPE ") && words.length == 4) {
                enter(words[2], line);
                check(types.put(words[2], words[3]) == null, "second TYPE", line);
                check(help.containsKey(words[2]), "HELP before TYPE", line);
                check(!openMetrics || !words[3].equals("counter") || !words[2].endsWith("_total"), "no _total", line);
            } else {
                check(!line.startsWith("#") || openMetrics && line.startsWith("# UNIT "), "a sample", line);
                if (!line.startsWith("#")) {
                    sample(line, openMetrics);
                }
            }
        }
        types.forEach((name, type) -> {
            if (type.equals("histogram")) {
                histograms(name);
            }
        });
    }

    private void enter(String name, String line) {
        if (!name.equals(family)) {
            check(closed.add(name), "family is contiguous", line);
            family = name;
        }
    }

    private void sample(String line, boolean openMetrics) {
        Matcher sample = SAMPLE.matcher(line);
        check(sample.matches(), "a sample", line);
        String name = sample.group(1);
        String type = types.getOrDefault(family, "none");
        boolean belongs = switch (type) {
            case "counter" -> name.equals(openMetrics ? family + "_total" : family);
            case "histogram" ->
                Set.of(family + "_bucket", family + "_sum", family + "_count").contains(name);
            case "summary" -> Set.of(family, family + "_sum", family + "_count").contains(name);
            case "info" -> name.equals(family + "_info");
            default -> name.equals(family);
        };
        check(belongs, "a sample of " + type + " " + family, line);
        check(VALUE.matcher(sample.group(3)).matches(), "a finite value", line);
        Map<String, String> labels = labels(sample.group(2) == null ? "" : sample.group(2), line);
        String series = name + (labels.isEmpty() ? "" : labels);
        check(samples.put(series, Double.valueOf(sample.group(3))) == null, "series once", line);
    }

    private static Map<String, String> labels(String text, String line) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(text);
        int at = 0;
        while (at < text.length()) {
            check(label.find(at) && label.start() == at, "a label at " + at, line);
            String value =
                    label.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
            check(labels.put(label.group(1), value) == null, "label once", line);
            at = label.end();
        }
        return labels;
    }

    private void histograms(String name) {
        Map<String, Double> last = new HashMap<>();
        samples.forEach((series, value) -> {
            if (series.startsWith(name + "_bucket{")) {
                String rest = series.substring(name.length() + "_bucket".length())
                        .replaceAll("(, )?le=([^,}]*)", "")
                        .replace("{, ", "{")
                        .replace("{}", "");
                check(value >= last.getOrDefault(rest, 0.0), "cumulative", series);
                last.put(rest, value);
                if (series.contains("le=+Inf")) {
                    check(value(name + "_count" + rest) == value, "+Inf is the count", series);
                    value(name + "_sum" + rest);
                }
            }
        });
        check(!last.isEmpty(), "buckets of", name);
    }

    private static void check(boolean holds, String expected, String found) {
        if (!holds) {
            throw new AssertionError("expected " + expected + ": " + found);
        }
    }
}
