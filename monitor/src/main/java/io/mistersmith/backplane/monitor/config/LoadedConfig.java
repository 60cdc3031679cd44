package io.mistersmith.backplane.monitor.config;

import java.util.List;

/**
 * A configuration that is good, and where it came from.
 *
 * @param origin for humans: the file, and the environment variables that were used
 * @param warnings what is allowed but hardly meant, one line each
 */
public record LoadedConfig(MonitorConfig config, String origin, List<String> warnings) {

    public LoadedConfig {
        warnings = List.copyOf(warnings);
    }
}
