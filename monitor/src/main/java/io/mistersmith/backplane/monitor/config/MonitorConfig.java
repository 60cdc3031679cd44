package io.mistersmith.backplane.monitor.config;

/** The whole configuration. */
public record MonitorConfig(
        NatsConfig nats,
        HttpConfig http,
        AgentsConfig agents,
        ConsumersConfig consumers,
        TrafficConfig traffic,
        ProbeConfig probe,
        HostConfig host,
        ExpositionConfig exposition,
        ViolationsConfig violations,
        BaselinesConfig baselines,
        AlertsConfig alerts,
        StateConfig state,
        ClusterConfig cluster) {}
