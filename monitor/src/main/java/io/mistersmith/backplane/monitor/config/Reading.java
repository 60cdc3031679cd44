package io.mistersmith.backplane.monitor.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One reading of a configuration: the second voice, and what turned out to be wrong.
 *
 * @param directory that relative paths in the file start from
 */
record Reading(Environment environment, Path directory, List<ConfigProblem> problems, List<String> warnings) {

    Reading(Environment environment, Path directory) {
        this(environment, directory, new ArrayList<>(), new ArrayList<>());
    }

    void problem(String path, String found, String expected, String source) {
        problems.add(new ConfigProblem(path, found, expected, source));
    }

    void warning(String text) {
        warnings.add(text);
    }

    /** Whether a key is there without a value, as if it were not. */
    static boolean isNothing(Node node) {
        return Tag.NULL.equals(node.getTag());
    }

    static String lineOf(Node node) {
        return "line " + (node.getStartMark().getLine() + 1);
    }
}
