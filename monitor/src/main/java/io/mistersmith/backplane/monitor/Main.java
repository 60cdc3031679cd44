package io.mistersmith.backplane.monitor;

import io.mistersmith.backplane.monitor.baseline.RuleTable;
import io.mistersmith.backplane.monitor.baseline.Rules;
import io.mistersmith.backplane.monitor.config.ConfigException;
import io.mistersmith.backplane.monitor.config.ConfigProblem;
import io.mistersmith.backplane.monitor.config.ConfigReader;
import io.mistersmith.backplane.monitor.config.LoadedConfig;
import io.mistersmith.backplane.monitor.config.MonitorConfig;
import io.mistersmith.backplane.monitor.config.RuleCatalog;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. Exit status 0: done; 1: failed; 2: used wrongly, or the configuration is bad. {@code run} is what happens
 * without a command.
 */
@Command(
        name = Version.NAME,
        description = "Monitors a NATS backplane: what it shows is true, and what it does not know it does not show.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        usageHelpAutoWidth = true)
public final class Main implements Callable<Integer> {

    private final Map<String, String> environment;
    private final RuleCatalog catalog;
    private final ToIntFunction<MonitorConfig> monitor;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "The configuration, in YAML; else the file that $BACKPLANE_CONFIG names; else defaults. Each key can"
                            + " also be given by an environment variable, which wins: BACKPLANE_HTTP_PORT for http.port.")
    private @Nullable Path config;

    @Spec
    private @Nullable CommandSpec spec;

    Main(Map<String, String> environment, RuleCatalog catalog, ToIntFunction<MonitorConfig> monitor) {
        this.environment = environment;
        this.catalog = catalog;
        this.monitor = monitor;
    }

    public static void main(String[] args) {
        Main main = new Main(System.getenv(), new MetricCatalog(), Monitor::run);
        System.exit(main.commandLine().execute(args));
    }

    CommandLine commandLine() {
        return new CommandLine(this)
                .addSubcommand(new HealthCommand(() -> load().config().http()))
                .setParameterExceptionHandler(Main::usedWrongly)
                .setExecutionExceptionHandler(Main::failed);
    }

    @Override
    public Integer call() throws ConfigException {
        return run();
    }

    @Command(name = "run", description = "Runs the monitor until it is asked to end; the default.")
    int run() throws ConfigException {
        LoadedConfig loaded = load();
        loaded.warnings().forEach(LoggerFactory.getLogger(Main.class)::warn);
        return monitor.applyAsInt(loaded.config());
    }

    @Command(
            name = "check-config",
            description = "Reads the configuration, tells every mistake in it, and does nothing else.")
    int checkConfig() throws ConfigException {
        LoadedConfig loaded = load();
        PrintWriter out = out();
        loaded.warnings().forEach(warning -> out.println("warning: " + warning));
        out.println("configuration is good: " + loaded.origin());
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    @Command(
            name = "baselines",
            description = "Prints the rules in force: the built-in baselines with the configuration's changes.")
    int baselines() throws ConfigException {
        PrintWriter out = out();
        RuleTable.lines(Rules.effective(load().config().baselines(), MetricCatalog::metric))
                .forEach(out::println);
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec, "set by picocli").commandLine().getOut();
    }

    LoadedConfig load() throws ConfigException {
        Optional<Path> file = Optional.ofNullable(config)
                .or(() -> Optional.ofNullable(environment.get("BACKPLANE_CONFIG"))
                        .filter(name -> !name.isBlank())
                        .map(Path::of));
        return new ConfigReader(environment, catalog).read(file);
    }

    private static int usedWrongly(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println(e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
        if (!(e instanceof ConfigException bad)) {
            throw e;
        }
        PrintWriter err = command.getErr();
        bad.problems().stream().map(ConfigProblem::toString).forEach(err::println);
        int count = bad.problems().size();
        err.println("The configuration has " + (count == 1 ? "a mistake." : count + " mistakes."));
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }
}
