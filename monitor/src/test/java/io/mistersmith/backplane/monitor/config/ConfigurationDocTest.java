package io.mistersmith.backplane.monitor.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/configuration.md} tells what the reader does. */
class ConfigurationDocTest {

    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z][^`]*)` \\| .* \\| `(BACKPLANE_[A-Z0-9_]+)` \\|");

    @TempDir
    Path secrets;

    private String document = "";
    private Path example = Path.of("");
    private final Environment environment = new Environment(Map.of());

    @BeforeEach
    void writeExample() throws IOException {
        document = Files.readString(Path.of("..", "docs", "configuration.md"));
        Matcher yaml = EXAMPLE.matcher(document);
        assertThat(yaml.find()).isTrue();
        Matcher secret = Pattern.compile("/run/secrets/([a-z.-]+)").matcher(yaml.group(1));
        while (secret.find()) {
            Files.writeString(secrets.resolve(secret.group(1)), "https://hooks.example.org/x\n");
        }
        String here = yaml.group(1).replace("/run/secrets", secrets.toString());
        example = Files.writeString(secrets.resolve("example.yml"), here);
    }

    @Test
    void example_isGood() throws ConfigException {
        LoadedConfig loaded = read(Optional.of(example));

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.config().alerts().receivers()).hasSize(6);
    }

    @Test
    void variables_areKnownToTheReader_andBelongToTheirKey() throws ConfigException {
        read(Optional.of(example));

        assertThat(documented()).isNotEmpty().allSatisfy((key, variable) -> {
            assertThat(variable).isEqualTo(Environment.nameOf(key));
            assertThat(environment.asked()).contains(variable);
        });
    }

    /** Of what has a fixed name, nothing is left out; of what the operator names, nothing that some entry of the example has. */
    @Test
    void keysOfTheReader_areDocumented() throws ConfigException {
        read(Optional.empty());

        assertThat(documented().values()).containsAll(environment.asked());
    }

    @Test
    void leavesOfRulesAndReceivers_areDocumented() {
        Set<String> keys = documented().keySet();

        assertThat(RulesReader.LEAVES)
                .filteredOn(leaf -> !leaf.matches("(error|critical)\\..*"))
                .allSatisfy(
                        leaf -> assertThat(keys).anyMatch(key -> key.matches("baselines\\.rules\\.[a-z-]+\\." + leaf)));
        assertThat(ReceiverReader.LEAVES)
                .allSatisfy(
                        leaf -> assertThat(keys).anyMatch(key -> key.matches("alerts\\.receivers\\.[a-z]+\\." + leaf)));
    }

    /** What only the environment names is found by its leaves, so the reader must ask for each of them. */
    @Test
    void leavesOfRulesAndReceivers_areAskedFor() throws ConfigException {
        read(Optional.of(example));
        Set<String> asked = new TreeSet<>(environment.asked());

        assertThat(RulesReader.LEAVES)
                .filteredOn(leaf -> !leaf.matches("(error|critical)\\..*"))
                .allSatisfy(leaf -> assertThat(asked)
                        .anyMatch(name -> name.equals(Environment.nameOf("baselines.rules.agent-memory." + leaf))));
        assertThat(ReceiverReader.LEAVES)
                .allSatisfy(leaf -> assertThat(asked)
                        .anyMatch(name -> name.matches("BACKPLANE_ALERTS_RECEIVERS_[A-Z]+_"
                                + Environment.nameOf(leaf).substring(10))));
    }

    private LoadedConfig read(Optional<Path> file) throws ConfigException {
        return new ConfigReader(Map.of(), new SmallCatalog()).read(file, environment);
    }

    private Map<String, String> documented() {
        Map<String, String> rows = new TreeMap<>();
        Matcher row = ROW.matcher(document);
        while (row.find()) {
            rows.put(row.group(1), row.group(2));
        }
        return rows;
    }
}
