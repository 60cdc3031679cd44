package io.mistersmith.backplane.monitor.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads configurations given as text, as an operator would have them in a file. */
final class Reads {

    private Reads() {}

    static LoadedConfig good(String yaml, Map<String, String> environment) {
        try {
            return read(yaml, environment);
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    static MonitorConfig good(String yaml) {
        return good(yaml, Map.of()).config();
    }

    static List<ConfigProblem> problems(String yaml, Map<String, String> environment) {
        try {
            read(yaml, environment);
            return List.of();
        } catch (ConfigException e) {
            return e.problems();
        }
    }

    static List<String> lines(String yaml, Map<String, String> environment) {
        return problems(yaml, environment).stream().map(ConfigProblem::toString).toList();
    }

    static List<String> lines(String yaml) {
        return lines(yaml, Map.of());
    }

    static LoadedConfig read(String yaml, Map<String, String> environment) throws ConfigException {
        try {
            Path file = Files.createTempFile("backplane-", ".yml");
            try {
                Files.writeString(file, yaml);
                return new ConfigReader(environment, new SmallCatalog()).read(Optional.of(file));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
