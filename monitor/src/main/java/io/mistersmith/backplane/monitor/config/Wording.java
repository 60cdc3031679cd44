package io.mistersmith.backplane.monitor.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** How found things are shown in messages: on one line, short, without anybody's password. */
final class Wording {

    private static final int LONGEST = 80;

    private Wording() {}

    static String quoted(String text) {
        return text.isEmpty() ? "an empty text" : '"' + plain(text) + '"';
    }

    /** Without quotes: for keys. */
    static String plain(String text) {
        String open = text.replaceAll("://[^@/\\s]*@", "://…@").replaceAll("\\p{Cntrl}", "�");
        return open.length() <= LONGEST ? open : open.substring(0, LONGEST) + "…";
    }

    static String describe(Node node) {
        if (node instanceof ScalarNode scalar) {
            return quoted(scalar.getValue());
        }
        return node instanceof MappingNode ? "a section" : "a list";
    }

    /** The text, or its nearest neighbour's name: {@code " (did you mean poll-interval?)"}, or nothing. */
    static String didYouMean(String text, Collection<String> known) {
        return nearest(text, known).map(name -> " (did you mean " + name + "?)").orElse("");
    }

    static Optional<String> nearest(String text, Collection<String> known) {
        String given = text.toLowerCase(Locale.ROOT);
        int farthest = Math.max(1, given.length() / 3);
        return known.stream()
                .filter(name -> Math.abs(name.length() - given.length()) <= farthest)
                .min(Comparator.comparingInt((String name) -> distance(given, name.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(name -> distance(given, name.toLowerCase(Locale.ROOT)) <= farthest);
    }

    /** How many letters must be put in, left out, replaced or swapped with their neighbour. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
