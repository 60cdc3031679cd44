package io.mistersmith.backplane.sim;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the simulator. Exit status: 0 done, 1 failed, 2 used wrongly. */
@Command(
        name = "backplane-sim",
        description = "Plays agents, publishers and consumers against a real NATS, and knows the truth about them.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {
            RunCommand.class,
            PublishHeartbeatCommand.class,
            BenchConsumersCommand.class,
            BenchLivenessCommand.class,
            BenchHeartbeatsCommand.class,
            BenchHeartbeatsCommand.Publish.class,
            BenchHeartbeatsCommand.Count.class,
            VerifyConsumersCommand.class
        })
public final class Main implements Runnable {

    /** From the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "backplane-sim "
                        + Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                                .orElse("(not from a jar)")
            };
        }
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: run or publish-heartbeat");
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, args) -> {
                    CommandLine command = e.getCommandLine();
                    command.getErr().println(e.getMessage());
                    command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help");
                    return command.getCommandSpec().exitCodeOnInvalidInput();
                })
                .setExecutionExceptionHandler((e, commandLine, parsed) -> {
                    commandLine
                            .getErr()
                            .println(Optional.ofNullable(e.getMessage()).orElse(e.toString()));
                    return 1;
                });
    }

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }
}
