package io.mistersmith.backplane.sim.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of the simulator's own that does what a line tells it, and answers with one. */
final class Servant implements AutoCloseable {

    private final Child child;
    private final PrintStream commands;
    private final BufferedReader answers;

    /**
     * @param log what it writes to its standard error goes there
     * @param java the command that starts a JVM
     * @param arguments of the simulator
     */
    Servant(Path log, List<String> java, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.mistersmith.backplane.sim.Main"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        child = new Child(process);
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        answers = process.inputReader(StandardCharsets.US_ASCII);
        answer("its start");
    }

    Child child() {
        return child;
    }

    /** Waits until it is done. */
    List<String> ask(String command) throws IOException {
        commands.println(command);
        return answer(command);
    }

    private List<String> answer(String command) throws IOException {
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("a process of this run ended during " + command + "; its log says why");
        }
        return List.of(answer.split(" ", -1));
    }

    @Override
    public void close() {
        child.close();
    }
}
