package io.mistersmith.backplane.monitor.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A cursor over one mapping of the configuration. Every question takes its key away; what is left when the section has been
 * read is unknown. A wrong value is noted and answered with the default, so that reading goes on and finds the next mistake.
 */
final class Section {

    private final Reading reading;
    private final String path;
    private final Map<String, Node> unread = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private final String source;
    private boolean broken;

    private Section(Reading reading, String path, @Nullable Node node) {
        this.reading = reading;
        this.path = path;
        this.source = node == null ? "" : Reading.lineOf(node);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::take);
        } else if (node != null && !Reading.isNothing(node)) {
            broken = true;
            reading.problem(path.isEmpty() ? "the file" : path, Wording.describe(node), "a section with keys", source);
        }
    }

    /** Reads the whole tree, from its root. */
    static <T> T read(Reading reading, Optional<Node> root, Function<Section, T> reader) {
        return readAt(reading, "", root.orElse(null), reader);
    }

    private static <T> T readAt(Reading reading, String path, @Nullable Node node, Function<Section, T> reader) {
        Section section = new Section(reading, path, node);
        T result = reader.apply(section);
        section.unread.forEach((key, value) -> reading.problem(
                section.path(key),
                "an unknown key",
                "one of " + String.join(", ", section.asked) + Wording.didYouMean(key, section.asked),
                Reading.lineOf(value)));
        return result;
    }

    private void take(NodeTuple entry) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
            reading.problem(
                    path.isEmpty() ? "the file" : path,
                    Wording.describe(entry.getKeyNode()) + " as a key",
                    "keys that are texts",
                    Reading.lineOf(entry.getKeyNode()));
            return;
        }
        Node first = unread.putIfAbsent(key.getValue(), entry.getValueNode());
        if (first != null) {
            reading.problem(
                    path(key.getValue()),
                    "the key a second time",
                    "it once; the first is on " + Reading.lineOf(first),
                    Reading.lineOf(key));
        }
    }

    String path(String key) {
        String name = Wording.plain(key);
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Notes a mistake that is more than a wrong kind of scalar. */
    void problem(String key, String found, String expected) {
        reading.problem(key.isEmpty() ? path : path(key), found, expected, source);
    }

    /** Notes that something is missing, unless the section as a whole is none. */
    void missing(String key, String expected) {
        if (!broken) {
            problem(key, "nothing", expected);
        }
    }

    Reading reading() {
        return reading;
    }

    /** Whether the file or the environment says anything of a leaf, be it wrong. */
    boolean has(String key) {
        return reading.environment().leaf(path(key)).isPresent() || isGiven(unread.get(key));
    }

    /** Whether an entry, a section of its own, is there; in the file even without a value. */
    boolean hasSection(String key) {
        return unread.containsKey(key) || reading.environment().speaksBelow(path(key));
    }

    /** Whether neither the file nor the environment has anything below. */
    boolean isEmpty() {
        return unread.isEmpty() && !reading.environment().speaksBelow(path);
    }

    /** Passes over a key that is known but has nothing to say here. */
    void pass(String key) {
        asked.add(key);
    }

    /** Whether a value that may be a leaf or a section is a section. */
    boolean isSection(String key) {
        boolean leaf = reading.environment().leaf(path(key)).isPresent();
        return !leaf
                && (unread.get(key) instanceof MappingNode
                        || reading.environment().speaksBelow(path(key)));
    }

    <T> T get(String key, Kind<T> kind, T otherwise) {
        return leaf(key, kind).orElse(otherwise);
    }

    /** Empty when nothing or an empty text is given. */
    <T> Optional<T> find(String key, Kind<T> kind) {
        return text(key).filter(Text::isEmpty).isPresent() ? forget(key) : leaf(key, kind);
    }

    /** As {@link #get}; notes when nothing is given. */
    <T> T require(String key, Kind<T> kind, T placeholder) {
        if (!has(key)) {
            missing(key, kind.expected());
        }
        return get(key, kind, placeholder);
    }

    /** A list of scalars; in the file, a single one may stand for a list of one. */
    <T> List<T> list(String key, Kind<T> kind, List<T> otherwise) {
        asked.add(key);
        Node node = unread.remove(key);
        Optional<String> variable = reading.environment().leaf(path(key));
        if (variable.isPresent()) {
            return Arrays.stream(variable.get().split(","))
                    .map(String::strip)
                    .filter(item -> !item.isEmpty())
                    .flatMap(item -> parse(path(key), kind, new Text(item, Environment.nameOf(path(key)))).stream())
                    .toList();
        }
        if (node == null || Reading.isNothing(node)) {
            return otherwise;
        }
        if (node instanceof SequenceNode sequence) {
            List<T> items = new ArrayList<>();
            for (int i = 0; i < sequence.getValue().size(); i++) {
                scalar(path(key) + "[" + i + "]", kind, sequence.getValue().get(i))
                        .ifPresent(items::add);
            }
            return items;
        }
        if (node instanceof ScalarNode) {
            return scalar(path(key), kind, node).map(List::of).orElse(otherwise);
        }
        reading.problem(path(key), Wording.describe(node), "a list, each " + kind.expected(), Reading.lineOf(node));
        return otherwise;
    }

    /** As {@link #list}; notes when it is given and empty. */
    <T> List<T> someOf(String key, Kind<T> kind, List<T> otherwise) {
        int before = reading.problems().size();
        boolean given = has(key);
        List<T> items = list(key, kind, otherwise);
        if (given && items.isEmpty() && reading.problems().size() == before) {
            problem(key, "an empty list", "at least one, each " + kind.expected());
        }
        return items;
    }

    /** A section below, which is there even when nothing is said of it. */
    <T> T section(String key, Function<Section, T> reader) {
        asked.add(key);
        return readAt(reading, path(key), unread.remove(key), reader);
    }

    /** A list of sections; the environment may add to it. */
    <T> List<T> sections(String key, Function<Section, T> reader) {
        asked.add(key);
        Node node = unread.remove(key);
        List<Node> items = List.of();
        if (node instanceof SequenceNode sequence) {
            items = sequence.getValue();
        } else if (node != null && !Reading.isNothing(node)) {
            reading.problem(path(key), Wording.describe(node), "a list of sections", Reading.lineOf(node));
        }
        List<T> read = new ArrayList<>();
        for (int i = 0; i < items.size() || reading.environment().speaksBelow(path(key) + "[" + i + "]"); i++) {
            read.add(readAt(reading, path(key) + "[" + i + "]", i < items.size() ? items.get(i) : null, reader));
        }
        return read;
    }

    /**
     * A mapping of sections by names that are free to choose; the environment may add to it.
     *
     * @param leaves every leaf that an entry may have, relative to it
     * @param known names that entries may have without being in the file
     */
    <T> Map<String, T> named(
            String key, Collection<String> leaves, Collection<String> known, BiFunction<String, Section, T> reader) {
        return section(key, entries -> {
            Set<String> names = new LinkedHashSet<>(entries.unread.keySet());
            Set<String> familiar = new LinkedHashSet<>(names);
            familiar.addAll(known);
            names.addAll(reading.environment().entriesBelow(path(key), familiar, leaves));
            Map<String, T> read = new LinkedHashMap<>();
            names.forEach(name -> read.put(name, entries.section(name, entry -> reader.apply(name, entry))));
            return read;
        });
    }

    /** A mapping of texts by names that are free to choose. */
    Map<String, String> labels(String key) {
        return section(key, entries -> {
            Map<String, String> read = new LinkedHashMap<>();
            List.copyOf(entries.unread.keySet()).forEach(name -> {
                Node node = entries.unread.remove(name);
                scalar(entries.path(name), Kinds.TEXT, node).ifPresent(text -> read.put(name, text));
            });
            return read;
        });
    }

    /** What is written at a key, the environment first; empty where nothing, or no scalar, is. Does not take the key away. */
    Optional<Text> text(String key) {
        Optional<String> variable = reading.environment().leaf(path(key));
        if (variable.isPresent()) {
            return variable.map(text -> new Text(text, Environment.nameOf(path(key))));
        }
        return unread.get(key) instanceof ScalarNode scalar && !Reading.isNothing(scalar)
                ? Optional.of(new Text(scalar.getValue(), Reading.lineOf(scalar)))
                : Optional.empty();
    }

    private <T> Optional<T> leaf(String key, Kind<T> kind) {
        Optional<Text> text = text(key);
        asked.add(key);
        Node node = unread.remove(key);
        if (text.isPresent()) {
            return parse(path(key), kind, text.get());
        }
        return node == null || Reading.isNothing(node) ? Optional.empty() : scalar(path(key), kind, node);
    }

    private <T> Optional<T> forget(String key) {
        asked.add(key);
        unread.remove(key);
        return Optional.empty();
    }

    private <T> Optional<T> scalar(String at, Kind<T> kind, @Nullable Node node) {
        if (node instanceof ScalarNode scalar) {
            return parse(at, kind, new Text(scalar.getValue(), Reading.lineOf(scalar)));
        }
        if (node != null) {
            reading.problem(at, Wording.describe(node), kind.expected(), Reading.lineOf(node));
        }
        return Optional.empty();
    }

    private <T> Optional<T> parse(String at, Kind<T> kind, Text text) {
        Optional<T> value = kind.read(text.text());
        if (value.isEmpty()) {
            reading.problem(at, kind.show(text.text()), kind.expected(), text.source());
        }
        return value;
    }

    private static boolean isGiven(@Nullable Node node) {
        return node != null && !Reading.isNothing(node);
    }
}
