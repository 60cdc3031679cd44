package io.mistersmith.backplane.monitor.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The nats-server binaries that tests run against: those that {@code deploy/ci/nats-servers} laid into the directory that
 * {@code NATS_SERVERS} names, one folder for each version; without it, only the default one, and the output says so.
 */
public final class NatsServers {

    private NatsServers() {}

    /** Binaries, the oldest generation first; empty stands for the default one. */
    public static Stream<Optional<Path>> all() {
        String directory = Optional.ofNullable(System.getenv("NATS_SERVERS")).orElse("");
        if (directory.isBlank()) {
            System.err.println("NATS_SERVERS is not set: tested against the default nats-server only;"
                    + " deploy/ci/nats-servers DIR gets more generations");
            return Stream.of(Optional.empty());
        }
        try (Stream<Path> versions = Files.list(Path.of(directory))) {
            List<Optional<Path>> found = versions.map(version -> version.resolve("nats-server"))
                    .filter(Files::isExecutable)
                    .sorted()
                    .map(Optional::of)
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalStateException("NATS_SERVERS=" + directory + " has no VERSION/nats-server");
            }
            return found.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the default one is {@code major.minor.patch} or newer. */
    public static boolean isAtLeast(int major, int minor, int patch) {
        try {
            Process asked = new ProcessBuilder(binary(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int[] version = Stream.of(said.replaceAll("(?s)[^0-9]*(\\d+\\.\\d+\\.\\d+).*", "$1")
                            .split("\\."))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return Arrays.compare(version, new int[] {major, minor, patch}) >= 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String binary() {
        String given = System.getenv("NATS_SERVER");
        if (given != null && !given.isBlank()) {
            return given;
        }
        return Stream.concat(Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/bin"))
                .map(dir -> Path.of(dir, "nats-server"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseThrow(() -> new IllegalStateException(
                        "these tests need a nats-server: install one, or name it in NATS_SERVER"));
    }
}
