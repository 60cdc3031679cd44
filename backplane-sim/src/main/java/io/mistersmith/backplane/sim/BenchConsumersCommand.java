package io.mistersmith.backplane.sim;

import io.mistersmith.backplane.sim.bench.ConsumersBench;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What ten thousand consumers cost. */
@Command(
        name = "bench-consumers",
        description = "A private nats-server with many consumers, a monitor, and what that costs both. Linux.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        abbreviateSynopsis = true,
        showDefaultValues = true,
        sortOptions = false)
final class BenchConsumersCommand implements Callable<Integer> {

    @Mixin
    private final MonitorUnderTest subject = new MonitorUnderTest();

    @Option(names = "--jvm", paramLabel = "OPTION", split = " ", description = "The monitor's JVM options.")
    List<String> jvm = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xmx256m"));

    @Option(names = "--streams", paramLabel = "N", defaultValue = "100")
    int streams;

    @Option(names = "--consumers", paramLabel = "N", defaultValue = "100", description = "Of each stream.")
    int consumers;

    @Option(names = "--poll", paramLabel = "SECONDS", defaultValue = "5")
    int poll;

    @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "60")
    int warmUp;

    @Option(names = "--window", paramLabel = "SECONDS", defaultValue = "60")
    int window;

    @Option(names = "--lists", description = "Without the system account: by the API's lists.")
    boolean lists;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        new ConsumersBench(
                        new ConsumersBench.Setup(
                                MonitorUnderTest.java(jvm),
                                subject.monitor,
                                subject.server,
                                streams,
                                consumers,
                                Duration.ofSeconds(poll),
                                Duration.ofSeconds(warmUp),
                                Duration.ofSeconds(window),
                                !lists),
                        spec.commandLine().getOut())
                .run();
        return 0;
    }
}
