package io.mistersmith.backplane.monitor.config;

import java.nio.file.Path;

/**
 * {@code state}: where state survives a restart without JetStream.
 *
 * @param directory the file's, or the user's state directory
 */
public record StateConfig(Path directory) {}
