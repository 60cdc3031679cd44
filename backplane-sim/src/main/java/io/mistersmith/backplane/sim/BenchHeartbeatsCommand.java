package io.mistersmith.backplane.sim;

import io.mistersmith.backplane.sim.bench.BareCounter;
import io.mistersmith.backplane.sim.bench.HeartbeatSource;
import io.mistersmith.backplane.sim.bench.HeartbeatsBench;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a heartbeat costs. */
@Command(
        name = "bench-heartbeats",
        description =
                "A private nats-server, heartbeats from a bare socket, and what one costs a monitor and a bare counter."
                        + " Linux.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        abbreviateSynopsis = true,
        showDefaultValues = true,
        sortOptions = false)
final class BenchHeartbeatsCommand implements Callable<Integer> {

    @Mixin
    private final MonitorUnderTest subject = new MonitorUnderTest();

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            split = " ",
            description = "The JVM options of monitor and counter.")
    List<String> jvm = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xmx256m"));

    @Option(names = "--agents", paramLabel = "N", defaultValue = "10000", description = "1 to 900 000.")
    int agents;

    @Option(names = "--rates", paramLabel = "N", split = ",", description = "Heartbeats a second of each run.")
    List<Integer> rates = new ArrayList<>(List.of(20_000, 100_000, 200_000));

    @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "20")
    int warmUp;

    @Option(names = "--window", paramLabel = "SECONDS", defaultValue = "20", description = "Of each run.")
    int window;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        new HeartbeatsBench(
                        new HeartbeatsBench.Setup(
                                MonitorUnderTest.java(jvm),
                                subject.monitor,
                                subject.server,
                                agents,
                                rates,
                                Duration.ofSeconds(warmUp),
                                Duration.ofSeconds(window)),
                        spec.commandLine().getOut())
                .run();
        return 0;
    }

    /** The process that publishes. */
    @Command(name = "bench-publish", hidden = true)
    static final class Publish implements Callable<Integer> {

        @Option(names = "--port", required = true)
        int port;

        @Option(names = "--agents", required = true)
        int agents;

        @Override
        public Integer call() throws Exception {
            new HeartbeatSource(port, agents).obey(System.in, System.out);
            return 0;
        }
    }

    /** The process that counts. */
    @Command(name = "bench-count", hidden = true)
    static final class Count implements Callable<Integer> {

        @Option(names = "--port", required = true)
        int port;

        @Override
        public Integer call() throws Exception {
            new BareCounter(port).obey(System.in, System.out);
            return 0;
        }
    }
}
