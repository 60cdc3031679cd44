package io.mistersmith.backplane.sim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A program of this machine. */
record Tool(Path binary) {

    record Result(int status, String output) {}

    static Optional<Tool> find(String name) {
        return Stream.concat(
                        Arrays.stream(System.getenv("PATH").split(":")),
                        Stream.of("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Tool::new);
    }

    /** A machine without it fails the test: what vanishes silently proves nothing. */
    static Tool require(String name) {
        return find(name)
                .orElseThrow(() -> new AssertionError(
                        "this test needs " + name + ": install the package prometheus" + " (./backplane test does)"));
    }

    Result run(Path directory, List<String> arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Stream.concat(Stream.of(binary.toString()), arguments.stream())
                        .toList())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}
