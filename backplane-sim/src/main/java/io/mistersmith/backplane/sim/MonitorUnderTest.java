package io.mistersmith.backplane.sim;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What a command is told of the monitor, and of the nats-server, that it starts as processes of their own. */
final class MonitorUnderTest {

    @Option(names = "--monitor", paramLabel = "JAR", defaultValue = "monitor/target/backplane-monitor.jar")
    @SuppressWarnings("NullAway.Init")
    Path monitor;

    @Option(names = "--nats-server", paramLabel = "PATH", defaultValue = "/usr/sbin/nats-server")
    @SuppressWarnings("NullAway.Init")
    Path server;

    /** The command of the JVM that we run on, with these options. */
    static List<String> java(List<String> options) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        return command;
    }
}
