package io.mistersmith.backplane.sim.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of the simulator's own that does what a line tells it, and answers with one. */
final class Servant implements AutoCloseable {

    private static final int ATTEMPTS = 10;

    private final Child child;
    private final PrintStream commands;
    private final BufferedReader answers;

    private Servant(Path log, List<String> java, List<String> arguments) throws IOException {
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

    /**
     * One that speaks to a server of ours, as soon as that one listens.
     *
     * @param log what it writes to its standard error goes there
     * @param java the command that starts a JVM
     * @param arguments of the simulator, but for the port
     */
    static Servant of(Child server, int port, Path log, List<String> java, String... arguments)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--port", Integer.toString(port)));
        for (int attempt = 0; ; attempt++) {
            try {
                return new Servant(log, java, all);
            } catch (IOException e) {
                if (attempt == ATTEMPTS || !server.isAlive()) {
                    throw new IOException(e.getMessage() + ": " + log, e);
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
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
