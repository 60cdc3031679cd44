package io.mistersmith.backplane.sim;

import io.mistersmith.backplane.sim.text.Durations;
import io.mistersmith.backplane.sim.verify.ConsumerVerification;
import io.mistersmith.backplane.sim.verify.ConsumerVerification.Check;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether the monitor's consumer figures are true. */
@Command(
        name = "verify-consumers",
        description = {
            "A private nats-server, applications whose truth is known, a monitor, and whether what it says is true. Linux.",
            "Exit status 0: all of it; 1: not all of it, and the report says what."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        abbreviateSynopsis = true,
        showDefaultValues = true,
        sortOptions = false)
final class VerifyConsumersCommand implements Callable<Integer> {

    @Mixin
    private final MonitorUnderTest subject = new MonitorUnderTest();

    @Option(names = "--jvm", paramLabel = "OPTION", split = " ", description = "The monitor's JVM options.")
    List<String> jvm = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xmx128m"));

    @Option(names = "--poll", paramLabel = "DURATION", defaultValue = "1s", description = "consumers.poll-interval")
    @SuppressWarnings("NullAway.Init")
    String poll;

    @Option(names = "--window", paramLabel = "DURATION", defaultValue = "5s", description = "consumers.window")
    @SuppressWarnings("NullAway.Init")
    String window;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1")
    long seed;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Random moments at which the lag of all consumers is compared.")
    int samples;

    @Option(
            names = "--healthy",
            paramLabel = "DURATION",
            defaultValue = "10m",
            description = "How long nothing is wrong.")
    @SuppressWarnings("NullAway.Init")
    String healthy;

    @Option(names = "--together", description = "All causes at the same time, instead of one after the other.")
    boolean together;

    @Option(names = "--lists", description = "Without the system account: by the API's lists.")
    boolean lists;

    @Option(
            names = "--only",
            paramLabel = "CHECK",
            split = ",",
            description = "Any of ${COMPLETION-CANDIDATES}; default: all.")
    Set<Check> only = EnumSet.allOf(Check.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        ConsumerVerification.Setup setup = new ConsumerVerification.Setup(
                MonitorUnderTest.java(jvm),
                subject.monitor,
                subject.server,
                Durations.parse(poll),
                Durations.parse(window),
                !lists,
                seed,
                samples,
                Durations.parse(healthy),
                together,
                only);
        return new ConsumerVerification(setup, spec.commandLine().getOut()).run() ? 0 : 1;
    }
}
