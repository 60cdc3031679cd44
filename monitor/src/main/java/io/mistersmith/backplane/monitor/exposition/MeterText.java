package io.mistersmith.backplane.monitor.exposition;

/**
 * Appends what Micrometer wrote to what we wrote, a few hundred lines: without the families that are there already, without
 * NaN, without its end mark; every family with a help text.
 */
final class MeterText {

    private static final String NO_HELP = "Not described by its library.";

    private final TextLayout taken;
    private final TextBuffer out;

    private String family = "";
    private String help = "";
    private String type = "";
    private boolean told;

    private MeterText(TextLayout taken, TextBuffer out) {
        this.taken = taken;
        this.out = out;
    }

    /**
     * @param text in the same format as {@code out}
     * @param taken the families in {@code out}
     */
    static void append(String text, TextLayout taken, TextBuffer out) {
        MeterText meters = new MeterText(taken, out);
        // not String.lines(): a carriage return may stand in a label
        for (String line : text.replace('\r', ' ').split("\n", -1)) {
            meters.line(line);
        }
    }

    private void line(String line) {
        if (line.startsWith("# HELP ")) {
            String[] words = line.split(" ", 4);
            enter(words[2]);
            help = words.length == 4 ? words[3] : "";
        } else if (line.startsWith("# TYPE ")) {
            String[] words = line.split(" ", 4);
            enter(words[2]);
            type = words[3];
        } else if (!line.isEmpty() && !line.startsWith("#") && !line.endsWith(" NaN") && !taken.has(family)) {
            sample(line);
        }
    }

    private void enter(String name) {
        if (!name.equals(family)) {
            family = name;
            help = "";
            type = "";
            told = false;
        }
    }

    private void sample(String line) {
        if (!told) {
            told = true;
            out.put("# HELP " + family + " " + (help.isBlank() ? NO_HELP : help) + "\n");
            out.put("# TYPE " + family + " " + type + "\n");
        }
        out.put(line);
        out.put('\n');
    }
}
