package io.mistersmith.backplane.sim;

import io.mistersmith.backplane.sim.fault.Fault;
import io.mistersmith.backplane.sim.fault.FaultSchedule;
import io.mistersmith.backplane.sim.fleet.FleetPlan;
import io.mistersmith.backplane.sim.load.ConsumerPlan;
import io.mistersmith.backplane.sim.load.LoadPlan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A steady fleet and load, with faults on a schedule if asked for. */
@Command(
        name = "run",
        description = {
            "Plays a seeded fleet and load until Ctrl-C or --duration, and serves the truth about them at /truth.",
            "What it does by default keeps every baseline, so that a monitor has nothing to report."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        abbreviateSynopsis = true,
        sortOptions = false,
        usageHelpAutoWidth = true)
final class RunCommand implements Callable<Integer> {

    private enum Script {
        NONE,
        DEMO
    }

    @Mixin
    NatsOptions nats = new NatsOptions();

    @ArgGroup(exclusive = false, heading = "The fleet:%n")
    FleetOptions fleet = new FleetOptions();

    @ArgGroup(exclusive = false, heading = "The load:%n")
    LoadOptions load = new LoadOptions();

    @Option(
            names = "--fault",
            paramLabel = "KIND[:TARGET]@AT+LASTING",
            description = "slow-consumer, dead-agent or error-burst, as slow-consumer@30s+20s or"
                    + " dead-agent:worker-01@1m+15s; may be given again. Without a target the seed picks one.")
    List<String> faults = new ArrayList<>();

    @Option(
            names = "--faults",
            paramLabel = "none|demo",
            defaultValue = "none",
            description = "demo: all kinds in turn, over and over. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    Script script;

    @Option(names = "--seed", paramLabel = "N", description = "The same seed plays the same. Default: a random one.")
    @Nullable
    Long seed;

    @Option(
            names = "--duration",
            paramLabel = "DURATION",
            defaultValue = "0",
            converter = Distribution.OneDuration.class,
            description = "Since the connection was made; 0: until Ctrl-C. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    Duration duration;

    @Option(
            names = "--http-host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Where the truth is served. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    String httpHost;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "9091",
            description = "0: any that is free. Default: ${DEFAULT-VALUE}")
    int httpPort;

    @Option(names = "--truth", paramLabel = "FILE", description = "Write the truth there at the end.")
    @Nullable
    Path truthFile;

    @Option(
            names = "--print-every",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = Distribution.OneDuration.class,
            description = "A line of how it goes; 0: never. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    Duration printEvery;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Simulator simulator = simulator();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            // a signal; a run that ended by itself has its exit status already
                            if (!simulator.isStopped()) {
                                Runtime.getRuntime().halt(simulator.stop());
                            }
                        },
                        "stop"));
        return simulator.run();
    }

    /** What the options ask for, not yet begun. */
    Simulator simulator() {
        RunPlan plan = plan();
        nats.options();
        PrintWriter out = spec.commandLine().getOut();
        return new Simulator(plan, nats::options, String.join(",", nats.servers), line -> {
            out.println(line);
            out.flush();
        });
    }

    private RunPlan plan() {
        try {
            if (httpPort < 0 || httpPort > 65_535) {
                throw new IllegalArgumentException("--http-port must be 0…65535, not " + httpPort);
            }
            long theSeed = seed == null ? new SplittableRandom().nextLong(1_000_000) : seed;
            FleetPlan fleetPlan = fleet.plan();
            LoadPlan loadPlan = load.plan();
            boolean demo = script == Script.DEMO;
            List<Fault> all = new ArrayList<>(demo ? FaultSchedule.demo() : List.of());
            faults.stream()
                    .filter(f -> !f.toLowerCase(Locale.ROOT).equals("none"))
                    .map(Fault::parse)
                    .forEach(all::add);
            return new RunPlan(
                    theSeed,
                    fleetPlan,
                    loadPlan,
                    new FaultSchedule(
                            all,
                            demo ? FaultSchedule.demoPeriod() : Duration.ZERO,
                            fleetPlan.ids(),
                            loadPlan.consumers().stream().map(ConsumerPlan::id).toList(),
                            theSeed),
                    duration,
                    httpHost,
                    httpPort,
                    Optional.ofNullable(truthFile),
                    printEvery,
                    load.keep);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
