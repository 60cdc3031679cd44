package io.mistersmith.backplane.monitor.config;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A choice of names: globs with {@code *} and {@code ?}; one that begins with {@code !} excludes. A name is chosen when some
 * glob includes it and none excludes it; with excluding globs only, all others are chosen.
 */
public record Globs(List<String> patterns) implements Predicate<String> {

    /** Every name. */
    public static final Globs ALL = new Globs(List.of("*"));

    public Globs {
        patterns = List.copyOf(patterns);
    }

    @Override
    public boolean test(String name) {
        boolean onlyExcludes = patterns.stream().allMatch(p -> p.startsWith("!"));
        boolean included = onlyExcludes
                || patterns.stream().filter(p -> !p.startsWith("!")).anyMatch(p -> matches(p, name));
        return included
                && patterns.stream().filter(p -> p.startsWith("!")).noneMatch(p -> matches(p.substring(1), name));
    }

    private static boolean matches(String glob, String name) {
        String regex = glob.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf((char) c)))
                .collect(Collectors.joining());
        return Pattern.compile(regex, Pattern.DOTALL).matcher(name).matches();
    }
}
