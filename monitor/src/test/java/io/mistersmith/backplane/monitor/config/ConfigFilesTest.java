package io.mistersmith.backplane.monitor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration file as a file, and the files of secrets that it names. */
class ConfigFilesTest {

    @TempDir
    Path dir;

    @Test
    void secretFile_losesOneLineBreak_andIsRelativeToTheFile() throws IOException, ConfigException {
        Files.writeString(dir.resolve("secret"), " p w \n\n");
        Path file = Files.writeString(dir.resolve("m.yml"), "nats: {user: u, password-file: secret}");

        MonitorConfig config = new ConfigReader(Map.of(), new SmallCatalog())
                .read(Optional.of(file))
                .config();

        assertThat(config.nats().credentials().password().reveal()).contains(" p w \n");
    }

    @Test
    void secret_fromTheEnvironment_winsOverTheFilesWay() throws IOException {
        Path secret = Files.writeString(dir.resolve("secret"), "from-file");
        String yaml = "nats: {user: u, password-file: " + secret + "}";

        assertThat(Reads.good(yaml, Map.of("BACKPLANE_NATS_PASSWORD", "from-environment"))
                        .config()
                        .nats()
                        .credentials()
                        .password())
                .isEqualTo(Secret.of("from-environment"));
        assertThat(Reads.good(
                                "nats: {user: u, password: inline}",
                                Map.of("BACKPLANE_NATS_PASSWORD_FILE", secret.toString()))
                        .config()
                        .nats()
                        .credentials()
                        .password())
                .isEqualTo(Secret.of("from-file"));
        assertThat(Reads.lines("nats: {user: u, password: p, password-file: " + secret + "}"))
                .containsExactly("nats.password: found password and password-file, expected only one of them (line 1)");
    }

    @Test
    void secretFile_thatIsEmptyOrHoldsSomethingElse_isAMistake() throws IOException {
        Path empty = Files.writeString(dir.resolve("empty"), "\n");
        Path wrong = Files.writeString(dir.resolve("wrong"), "no address");

        assertThat(Reads.lines("nats: {token-file: " + empty + "}"))
                .containsExactly("nats.token-file: found \"" + empty
                        + "\", an empty file, expected a file that holds the secret (line 1)");
        assertThat(Reads.lines("alerts: {receivers: {a: {slack: {url-file: " + wrong + "}}}}"))
                .singleElement()
                .asString()
                .contains("which holds something else", "an address such as")
                .doesNotContain("no address");
    }

    @Test
    void file_thatIsNoYaml_isNamedWithThePlace() throws IOException {
        Path torn = Files.writeString(dir.resolve("torn.yml"), "nats: [unclosed\nhttp: {port: 1\n");

        assertThatThrownBy(() -> new ConfigReader(Map.of(), new SmallCatalog()).read(Optional.of(torn)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(torn + ": found no YAML: ")
                .hasMessageEndingWith("(line 2, column 5)");
    }

    @Test
    void file_thatCannotBeRead_isNamed() throws IOException {
        Path gone = dir.resolve("gone.yml");
        Path bytes = Files.write(dir.resolve("bytes.yml"), "name: ü".getBytes(StandardCharsets.ISO_8859_1));
        Path big = Files.writeString(dir.resolve("big.yml"), "#".repeat(YamlFile.MAX_BYTES + 1));

        assertThatThrownBy(() -> new ConfigReader(Map.of(), new SmallCatalog()).read(Optional.of(gone)))
                .hasMessage(gone + ": found no such file, expected a YAML file");
        assertThatThrownBy(() -> new ConfigReader(Map.of(), new SmallCatalog()).read(Optional.of(dir)))
                .hasMessageStartingWith(dir + ": found ");
        assertThatThrownBy(() -> new ConfigReader(Map.of(), new SmallCatalog()).read(Optional.of(bytes)))
                .hasMessage(bytes + ": found bytes that are not UTF-8, expected a YAML file in UTF-8");
        assertThatThrownBy(() -> new ConfigReader(Map.of(), new SmallCatalog()).read(Optional.of(big)))
                .hasMessageStartingWith(big + ": found more than 1000000 bytes");
    }
}
