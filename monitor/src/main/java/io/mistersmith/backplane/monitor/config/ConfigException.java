package io.mistersmith.backplane.monitor.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used; every mistake in it is told at once. */
public final class ConfigException extends Exception {

    private final transient List<ConfigProblem> problems;

    public ConfigException(List<ConfigProblem> problems) {
        super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** At least one, in the order of the schema. */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
