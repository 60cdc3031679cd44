package io.mistersmith.backplane.monitor.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The environment variables as a second voice for every leaf of the schema: {@code nats.reconnect-wait} is
 * {@code BACKPLANE_NATS_RECONNECT_WAIT}, {@code traffic.taps[0].name} is {@code BACKPLANE_TRAFFIC_TAPS_0_NAME}.
 *
 * <p>Remembers what it was asked for, so that a variable that means nothing can be told.
 */
final class Environment {

    static final String PREFIX = "BACKPLANE_";

    private final TreeMap<String, String> variables;
    private final Set<String> asked = new TreeSet<>();

    Environment(Map<String, String> variables) {
        this.variables = new TreeMap<>(variables);
    }

    static String nameOf(String path) {
        String flat = path.replace("]", "").replaceAll("[^A-Za-z0-9]", "_");
        return PREFIX + flat.toUpperCase(Locale.ROOT);
    }

    /** What the variable of a leaf says; it may be empty. */
    Optional<String> leaf(String path) {
        String name = nameOf(path);
        asked.add(name);
        return Optional.ofNullable(variables.get(name));
    }

    /** Any variable at all; not one of the schema. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    /** Whether something below a path is given. */
    boolean speaksBelow(String path) {
        String prefix = nameOf(path) + "_";
        String first = variables.ceilingKey(prefix);
        return first != null && first.startsWith(prefix);
    }

    /**
     * The entries of a mapping that only the environment names: a known name where one fits, else what stands in front of the
     * longest leaf, in lower case with {@code -} for {@code _}.
     *
     * @param known names of entries that the file has, or that are built in
     * @param leaves the leaves that an entry may have, relative to it
     */
    List<String> entriesBelow(String path, Collection<String> known, Collection<String> leaves) {
        String prefix = nameOf(path) + "_";
        Set<String> names = new LinkedHashSet<>();
        for (String variable : variables.tailMap(prefix).keySet()) {
            if (!variable.startsWith(prefix)) {
                break;
            }
            String rest = variable.substring(prefix.length());
            entryOf(rest, known, leaves).ifPresent(names::add);
        }
        return new ArrayList<>(names);
    }

    private static Optional<String> entryOf(String rest, Collection<String> known, Collection<String> leaves) {
        Optional<String> existing = known.stream()
                .filter(name -> leaves.stream().anyMatch(leaf -> rest.equals(suffix(name) + "_" + suffix(leaf))))
                .findFirst();
        if (existing.isPresent()) {
            return existing;
        }
        return leaves.stream()
                .map(leaf -> "_" + suffix(leaf))
                .filter(leaf -> rest.endsWith(leaf) && rest.length() > leaf.length())
                .map(leaf -> rest.substring(0, rest.length() - leaf.length()))
                .min((a, b) -> Integer.compare(a.length(), b.length()))
                .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static String suffix(String path) {
        return nameOf(path).substring(PREFIX.length());
    }

    /** The names of all leaves that were asked for so far. */
    Set<String> asked() {
        return Set.copyOf(asked);
    }

    /** The variables that were asked for and are there, sorted. */
    List<String> used() {
        return asked.stream().filter(variables::containsKey).toList();
    }

    /** The variables with our prefix that nobody asked for, sorted. */
    List<String> unused(Set<String> reserved) {
        return variables.tailMap(PREFIX).keySet().stream()
                .takeWhile(name -> name.startsWith(PREFIX))
                .filter(name -> !asked.contains(name) && !reserved.contains(name))
                .toList();
    }
}
