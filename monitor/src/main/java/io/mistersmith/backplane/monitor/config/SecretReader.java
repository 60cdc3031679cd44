package io.mistersmith.backplane.monitor.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads what the configuration keeps in files of their own: secrets, certificates. */
final class SecretReader {

    private static final int MAX_BYTES = 65_536;

    private SecretReader() {}

    /** A secret {@code x}, given as {@code x} or as {@code x-file}; the environment's way wins over the file's. */
    static Secret secret(Section section, String key) {
        return secret(section, key, Kinds.TEXT);
    }

    static Secret secret(Section section, String key, Kind<String> kind) {
        String fileKey = key + "-file";
        Optional<Text> inline = section.text(key).filter(t -> !t.isEmpty());
        Optional<Text> inFile = section.text(fileKey).filter(t -> !t.isEmpty());
        boolean inlineWins = speaksEnvironment(section, key);
        boolean fileWins = speaksEnvironment(section, fileKey);
        if (inline.isPresent() && inFile.isPresent() && inlineWins == fileWins) {
            section.problem(key, key + " and " + fileKey, "only one of them");
        }
        Optional<String> direct = section.find(key, kind.secret());
        Optional<Path> path = section.find(fileKey, pathKind(section, fileKey));
        if (path.isPresent() && (fileWins || !inlineWins)) {
            return content(section, fileKey, path.get(), kind);
        }
        return direct.map(Secret::of).orElse(Secret.NONE);
    }

    static boolean isGiven(Section section, String key) {
        return isFilled(section, key) || isFilled(section, key + "-file");
    }

    static Secret required(Section section, String key, Kind<String> kind) {
        if (!isGiven(section, key)) {
            section.missing(key, kind.expected() + ", or " + key + "-file with the path of a file that holds it");
        }
        return secret(section, key, kind);
    }

    /** Whether a leaf says more than an empty text; a value of the wrong type counts. */
    static boolean isFilled(Section section, String key) {
        return section.has(key) && section.text(key).filter(Text::isEmpty).isEmpty();
    }

    /** A file that must be readable; read by whoever needs it, when it is needed. */
    static Optional<Path> file(Section section, String key) {
        return section.find(key, pathKind(section, key)).filter(path -> {
            boolean readable = Files.isRegularFile(path) && Files.isReadable(path);
            if (!readable) {
                section.problem(key, Wording.quoted(path.toString()) + ", " + trouble(path), "a file that can be read");
            }
            return readable;
        });
    }

    /** A path; in the configuration file relative to it, in the environment relative to where we run. */
    static Kind<Path> pathKind(Section section, String key) {
        Path base = speaksEnvironment(section, key)
                ? Path.of("")
                : section.reading().directory();
        return new Kind<>("a path", text -> {
            try {
                return Optional.of(base.resolve(text));
            } catch (InvalidPathException e) {
                return Optional.empty();
            }
        });
    }

    private static boolean speaksEnvironment(Section section, String key) {
        return section.reading().environment().leaf(section.path(key)).isPresent();
    }

    private static Secret content(Section section, String key, Path path, Kind<String> kind) {
        String shown = Wording.quoted(path.toString());
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            String text = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\R$", "");
            if (bytes.length > MAX_BYTES || text.isBlank()) {
                section.problem(
                        key,
                        shown + ", " + (text.isBlank() ? "an empty file" : "more than " + MAX_BYTES + " bytes"),
                        "a file that holds the secret");
            } else if (kind.read(text).isEmpty()) {
                section.problem(key, shown + ", which holds something else", "a file that holds " + kind.expected());
            }
            return Secret.of(text);
        } catch (IOException e) {
            section.problem(key, shown + ", " + trouble(path), "a file that can be read");
            return Secret.NONE;
        }
    }

    private static String trouble(Path path) {
        if (!Files.exists(path)) {
            return "which does not exist";
        }
        return Files.isRegularFile(path) ? "which may not be read" : "which is no file";
    }
}
