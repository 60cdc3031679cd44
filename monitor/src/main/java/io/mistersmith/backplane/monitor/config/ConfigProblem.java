package io.mistersmith.backplane.monitor.config;

/**
 * One mistake in the configuration.
 *
 * @param path of the key ({@code traffic.taps[0].subject}), or the file or variable that cannot be read at all
 * @param found what stands there; never a secret
 * @param expected what could stand there
 * @param source where it was found: a line of the file, an environment variable; may be empty
 */
public record ConfigProblem(String path, String found, String expected, String source) {

    /** One line: {@code http.port: found "70000", expected a whole number from 0 to 65535 (line 7)}. */
    @Override
    public String toString() {
        String line = path + ": found " + found + ", expected " + expected;
        return source.isEmpty() ? line : line + " (" + source + ")";
    }
}
