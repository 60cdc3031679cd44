package io.mistersmith.backplane.monitor.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads the configuration: a YAML file, the environment, which wins over it, and defaults for what neither says. Finds every
 * mistake in one go.
 */
public final class ConfigReader {

    /** Variables that are ours and no keys of the configuration. */
    private static final Map<String, Kind<String>> RESERVED = Map.of(
            "BACKPLANE_CONFIG", Kinds.TEXT,
            "BACKPLANE_LOG_LEVEL", Kinds.oneOf("error", "warn", "info", "debug", "trace"),
            "BACKPLANE_LOG_FORMAT", Kinds.oneOf("text", "json"));

    private final Map<String, String> variables;
    private final RuleCatalog catalog;

    /**
     * @param variables the environment, all of it
     * @param catalog what rules may refer to
     */
    public ConfigReader(Map<String, String> variables, RuleCatalog catalog) {
        this.variables = Map.copyOf(variables);
        this.catalog = catalog;
    }

    /**
     * Reads files, so not on an event loop.
     *
     * @param file a YAML file; without one, the environment and the defaults are the configuration
     * @throws ConfigException with every mistake, or the one that made the file unreadable
     */
    public LoadedConfig read(Optional<Path> file) throws ConfigException {
        return read(file, new Environment(variables));
    }

    LoadedConfig read(Optional<Path> file, Environment environment) throws ConfigException {
        Optional<Node> root = file.isPresent() ? YamlFile.read(file.get()) : Optional.empty();
        Path directory = file.map(Path::toAbsolutePath).map(Path::getParent).orElse(Path.of(""));
        Reading reading = new Reading(environment, directory);
        MonitorConfig config = Section.read(reading, root, s -> MonitorReader.monitor(s, catalog));
        checkReserved(reading);
        if (!reading.problems().isEmpty()) {
            throw new ConfigException(reading.problems());
        }
        return new LoadedConfig(config, origin(file, environment.used()), warnings(reading));
    }

    private static void checkReserved(Reading reading) {
        RESERVED.forEach((name, kind) -> reading.environment()
                .variable(name)
                .filter(text -> !text.isEmpty() && kind.read(text).isEmpty())
                .ifPresent(text -> reading.problem(name, kind.show(text), kind.expected(), "")));
    }

    private static List<String> warnings(Reading reading) {
        List<String> warnings = new ArrayList<>(reading.warnings());
        Set<String> known = reading.environment().asked();
        reading.environment()
                .unused(RESERVED.keySet())
                .forEach(name -> warnings.add(
                        name + ": no key has this name, so it is ignored" + Wording.didYouMean(name, known)));
        return warnings;
    }

    private static String origin(Optional<Path> file, List<String> variables) {
        String from = file.map(Path::toString).orElse("no file, built-in defaults");
        return variables.isEmpty() ? from : from + "; from the environment " + String.join(", ", variables);
    }
}
