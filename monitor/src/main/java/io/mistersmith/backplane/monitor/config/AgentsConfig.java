package io.mistersmith.backplane.monitor.config;

import java.time.Duration;

/**
 * {@code agents}: the fleet whose heartbeats we read.
 *
 * @param subject with one wildcard token, the agent's id
 * @param queueGroup empty: every replica sees all
 * @param interval expected between heartbeats where an agent does not say its own
 * @param maxAgents beyond it new ids are refused and counted
 * @param maxSeries agents with series of their own on {@code /metrics}
 * @param forgetAfter a dead agent leaves the fleet
 */
public record AgentsConfig(
        String subject, String queueGroup, Duration interval, int maxAgents, int maxSeries, Duration forgetAfter) {}
