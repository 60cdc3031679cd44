package io.mistersmith.backplane.monitor.config;

/**
 * {@code exposition}
 *
 * @param info whether the {@code …_info} families, with leaders and descriptions, are shown
 */
public record ExpositionConfig(boolean info) {}
