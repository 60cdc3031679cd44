package io.mistersmith.backplane.monitor.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a thing: label names and values, sorted by name. Immutable. Sources keep one instance a thing and put it
 * into every Frame, so that the exposition text is made once in the thing's life.
 */
public final class Labels {

    /** No label at all: the whole backplane. */
    public static final Labels NONE = new Labels(new String[0]);

    /** name, value, name, value …, sorted by name. */
    private final String[] pairs;

    private final int hash;

    /** Made when first asked for: most agents of a large fleet are never written. */
    private volatile byte @Nullable [] exposition;

    private Labels(String[] pairs) {
        this.pairs = pairs;
        this.hash = Arrays.hashCode(pairs);
    }

    public static Labels of(String name, String value) {
        return new Labels(new String[] {name, value});
    }

    public static Labels of(String name1, String value1, String name2, String value2) {
        return of(Map.of(name1, value1, name2, value2));
    }

    public static Labels of(Map<String, String> labels) {
        String[] pairs = new String[labels.size() * 2];
        int i = 0;
        for (Map.Entry<String, String> e : new TreeMap<>(labels).entrySet()) {
            pairs[i++] = e.getKey();
            pairs[i++] = e.getValue();
        }
        return pairs.length == 0 ? NONE : new Labels(pairs);
    }

    /** These labels and those of {@code other}; where both have a name, {@code other}'s value holds. */
    public Labels and(Labels other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        Map<String, String> all = new TreeMap<>(asMap());
        all.putAll(other.asMap());
        return of(all);
    }

    /** What is left without these of {@code others}; empty where not all of them are here. */
    public Optional<Labels> without(Labels others) {
        if (others.isEmpty()) {
            return Optional.of(this);
        }
        Map<String, String> rest = asMap();
        for (int i = 0; i < others.pairs.length; i += 2) {
            if (!rest.remove(others.pairs[i], others.pairs[i + 1])) {
                return Optional.empty();
            }
        }
        return Optional.of(of(rest));
    }

    public Optional<String> get(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) {
                return Optional.of(pairs[i + 1]);
            }
        }
        return Optional.empty();
    }

    public boolean isEmpty() {
        return pairs.length == 0;
    }

    /** In the order of the names. */
    public Map<String, String> asMap() {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    /**
     * The text between the braces of a sample line, {@code a="x",b="y"}, with backslash, quote and line feed escaped; UTF-8.
     * Shared: callers read it only.
     */
    public byte[] exposition() {
        byte[] text = exposition;
        if (text == null) {
            text = render(pairs).getBytes(StandardCharsets.UTF_8);
            exposition = text;
        }
        return text;
    }

    private static String render(String[] pairs) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            if (i > 0) {
                out.append(',');
            }
            out.append(pairs[i]).append("=\"");
            escape(pairs[i + 1], out);
            out.append('"');
        }
        return out.toString();
    }

    private static void escape(String value, StringBuilder out) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                // not line ends to Prometheus, but to many a reader of its text
                case '\r', '\u0085', '\u2028', '\u2029' -> out.append(' ');
                default -> out.append(c);
            }
        }
    }

    @Override
    public boolean equals(Object o) {
        return this == o || (o instanceof Labels other && hash == other.hash && Arrays.equals(pairs, other.pairs));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** {@code {a="x",b="y"}}, as in a sample line. */
    @Override
    public String toString() {
        return asMap().entrySet().stream()
                .map(e -> render(new String[] {e.getKey(), e.getValue()}))
                .collect(Collectors.joining(",", "{", "}"));
    }
}
