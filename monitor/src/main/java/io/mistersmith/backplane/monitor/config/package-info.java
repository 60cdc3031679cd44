/**
 * The configuration: one YAML file and the environment, read into records, validated whole, explained.
 *
 * <p>Every record holds only possible values once {@code ConfigReader} has made it; nobody checks again.
 */
@NullMarked
package io.mistersmith.backplane.monitor.config;

import org.jspecify.annotations.NullMarked;
