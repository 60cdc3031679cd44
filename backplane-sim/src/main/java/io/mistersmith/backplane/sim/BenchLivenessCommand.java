package io.mistersmith.backplane.sim;

import io.mistersmith.backplane.sim.bench.LivenessBench;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a large fleet costs, and how soon its silent agents are told of. */
@Command(
        name = "bench-liveness",
        description =
                "A private nats-server, a large fleet, a monitor, and how soon an agent that falls silent is told of. Linux.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        abbreviateSynopsis = true,
        showDefaultValues = true,
        sortOptions = false)
final class BenchLivenessCommand implements Callable<Integer> {

    @Mixin
    private final MonitorUnderTest subject = new MonitorUnderTest();

    @Option(names = "--jvm", paramLabel = "OPTION", split = " ", description = "The monitor's JVM options.")
    List<String> jvm = new ArrayList<>(List.of("-XX:+UseG1GC", "-Xmx256m"));

    @Option(names = "--agents", paramLabel = "N", defaultValue = "100000", description = "Each beats every 5 s.")
    int agents;

    @Option(names = "--silent", paramLabel = "N", defaultValue = "100", description = "Of them, four a second.")
    int silent;

    @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "60")
    int warmUp;

    @Option(names = "--window", paramLabel = "SECONDS", defaultValue = "60")
    int window;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        new LivenessBench(
                        new LivenessBench.Setup(
                                MonitorUnderTest.java(jvm),
                                subject.monitor,
                                subject.server,
                                agents,
                                silent,
                                Duration.ofSeconds(warmUp),
                                Duration.ofSeconds(window)),
                        spec.commandLine().getOut())
                .run();
        return 0;
    }
}
