package io.mistersmith.backplane.monitor.config;

import java.util.List;
import java.util.function.Predicate;

/**
 * A choice of names: globs with {@code *} and {@code ?}; one that begins with {@code !} excludes. A name is chosen when some
 * glob includes it and none excludes it; with excluding globs only, all others are chosen; with no glob at all, none is.
 */
public record Globs(List<String> patterns) implements Predicate<String> {

    /** Every name. */
    public static final Globs ALL = new Globs(List.of("*"));

    public Globs {
        patterns = List.copyOf(patterns);
    }

    @Override
    public boolean test(String name) {
        boolean included = !patterns.isEmpty() && patterns.stream().allMatch(Globs::excludes);
        for (String pattern : patterns) {
            if (!excludes(pattern)) {
                included = included || matches(pattern, 0, name);
            } else if (matches(pattern, 1, name)) {
                return false;
            }
        }
        return included;
    }

    private static boolean excludes(String pattern) {
        return pattern.startsWith("!");
    }

    /** Without backtracking beyond the last {@code *}: names are many, and polled often. */
    private static boolean matches(String glob, int from, String name) {
        int g = from;
        int n = 0;
        int star = -1;
        int resume = 0;
        while (n < name.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                resume = n;
            } else if (g < glob.length() && (glob.charAt(g) == '?' || glob.charAt(g) == name.charAt(n))) {
                g++;
                n++;
            } else if (star >= 0) {
                g = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }
}
