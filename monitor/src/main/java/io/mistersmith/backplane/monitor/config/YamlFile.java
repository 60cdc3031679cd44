package io.mistersmith.backplane.monitor.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A YAML file as a tree of nodes that keep their text and their line. Reading stops there: what {@code 07:00}, {@code 0123} or
 * {@code on} means is for the schema to say, not for YAML to guess.
 */
final class YamlFile {

    /** Far above any configuration, far below what could hurt. */
    static final int MAX_BYTES = 1_000_000;

    private static final int MAX_DEPTH = 30;
    private static final int MAX_ALIASES = 100;

    private YamlFile() {}

    /**
     * @return empty for an empty file
     * @throws ConfigException naming the file, and the line where the YAML ends to be YAML
     */
    static Optional<Node> read(Path file) throws ConfigException {
        String text = text(file);
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        try {
            return Optional.ofNullable(compose(new Yaml(options), text));
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            String place = mark == null ? "" : "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
            throw unusable(file, "no YAML: " + Wording.plain(String.valueOf(e.getProblem())), "a YAML file", place);
        } catch (YAMLException e) {
            throw unusable(file, "no YAML: " + Wording.plain(String.valueOf(e.getMessage())), "a YAML file", "");
        }
    }

    private static @Nullable Node compose(Yaml yaml, String text) {
        return yaml.compose(new StringReader(text));
    }

    private static String text(Path file) throws ConfigException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw unusable(file, "more than " + MAX_BYTES + " bytes", "a configuration file", "");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw unusable(file, "bytes that are not UTF-8", "a YAML file in UTF-8", "");
        } catch (NoSuchFileException e) {
            throw unusable(file, "no such file", "a YAML file", "");
        } catch (AccessDeniedException e) {
            throw unusable(file, "no permission to read it", "a readable YAML file", "");
        } catch (IOException e) {
            throw unusable(file, Wording.plain(String.valueOf(e.getMessage())), "a readable YAML file", "");
        }
    }

    private static ConfigException unusable(Path file, String found, String expected, String source) {
        return new ConfigException(List.of(new ConfigProblem(file.toString(), found, expected, source)));
    }
}
