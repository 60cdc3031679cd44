package io.mistersmith.backplane.monitor.config;

/**
 * A leaf as it is written.
 *
 * @param source where: a line of the file, or an environment variable
 */
record Text(String text, String source) {

    boolean isEmpty() {
        return text.isEmpty();
    }
}
