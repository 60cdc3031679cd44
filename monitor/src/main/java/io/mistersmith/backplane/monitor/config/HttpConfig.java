package io.mistersmith.backplane.monitor.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code http}: where {@code /metrics}, {@code /health} and the pages are served.
 *
 * @param port 1…65 535, or 0 for any free one
 * @param certificate PEM file; with {@code key}, everything is served over TLS
 * @param user of basic authentication on everything but {@code /health/live}; empty: none
 */
public record HttpConfig(
        String host, int port, Optional<Path> certificate, Optional<Path> key, String user, Secret password) {}
