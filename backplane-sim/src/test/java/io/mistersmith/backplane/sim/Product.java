package io.mistersmith.backplane.sim;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The product as its users run it: the two jars, each a process of its own, beside a real nats-server. Logs are kept in the
 * directory and are part of what a failing test says.
 */
final class Product implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration TERM_DEADLINE = Duration.ofSeconds(8);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Path directory;
    private final List<Process> processes = new ArrayList<>();

    final NatsServer nats;
    final int monitorPort = NatsServer.freePort();
    final int truthPort = NatsServer.freePort();
    final Process monitor;
    final Process sim;

    /** One scrape: values by series, as {@code name{label="value",…}}. */
    record Scrape(Map<String, Double> series) {

        double value(String name) {
            return series.getOrDefault(name, Double.NaN);
        }

        /** Values of a family, by all of its labels. */
        Map<String, Double> family(String name) {
            Map<String, Double> rows = new HashMap<>();
            series.forEach((id, value) -> {
                if (id.equals(name) || id.startsWith(name + "{")) {
                    rows.put(id.substring(name.length()), value);
                }
            });
            return rows;
        }
    }

    /**
     * Starts all three, the simulator once the monitor hears: what was said before is nothing that it could know. It watches
     * with a system account and a tap on {@code tasks.>}.
     */
    Product(Path directory, String... simOptions) {
        this.directory = directory;
        this.nats = NatsServer.withJetStream();
        try {
            Path config = directory.resolve("monitor.yml");
            Files.writeString(
                    config,
                    String.join(
                            "\n",
                            "nats:",
                            "  servers: [\"" + nats.url() + "\"]",
                            "  user: monitor",
                            "  password: monitor",
                            "  system: { user: sys, password: sys }",
                            "http: { port: " + monitorPort + " }",
                            "consumers: { poll-interval: 500ms }",
                            "traffic: { taps: [ { name: tap, subject: \"tasks.>\" } ] }",
                            "state: { directory: " + directory.resolve("state") + " }",
                            ""));
            monitor = start(
                    "monitor", "-jar", "../monitor/target/backplane-monitor.jar", "run", "--config", config.toString());
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptions()
                    .until(() -> get(monitorPort, "/health/ready").statusCode() == 200);
            List<String> arguments = new ArrayList<>(List.of(
                    "-jar",
                    "target/backplane-sim.jar",
                    "run",
                    "--servers",
                    nats.url(),
                    "--user",
                    "app",
                    "--password",
                    "app",
                    "--seed",
                    "7",
                    "--http-port",
                    Integer.toString(truthPort)));
            arguments.addAll(List.of(simOptions));
            sim = start("sim", arguments.toArray(new String[0]));
        } catch (IOException | RuntimeException e) {
            close();
            throw e instanceof RuntimeException r ? r : new UncheckedIOException((IOException) e);
        }
    }

    private Process start(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC", "-Xmx96m"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start();
        processes.add(process);
        return process;
    }

    /** SIGTERM; the exit status. */
    int end(Process process) throws InterruptedException, TimeoutException {
        process.destroy();
        if (!process.waitFor(TERM_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("not ended " + TERM_DEADLINE + " after SIGTERM\n" + logs());
        }
        return process.exitValue();
    }

    Scrape scrape() throws InterruptedException {
        Map<String, Double> series = new HashMap<>();
        for (String line : get(monitorPort, "/metrics").body().split("\n")) {
            if (!line.startsWith("#") && !line.isBlank()) {
                int space = line.lastIndexOf(' ');
                series.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
            }
        }
        return new Scrape(series);
    }

    JsonNode truth() throws InterruptedException {
        return json(get(truthPort, "/truth"));
    }

    JsonNode health() throws InterruptedException {
        return json(get(monitorPort, "/health"));
    }

    static JsonNode json(byte[] text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return MAPPER.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws UncheckedIOException while nobody answers, which those who wait ignore */
    HttpResponse<String> get(int port, String path) throws InterruptedException {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String logs() {
        StringBuilder all = new StringBuilder();
        for (String name : List.of("monitor", "sim")) {
            try {
                all.append("--- ").append(name).append('\n').append(log(name));
            } catch (UncheckedIOException e) {
                all.append(e.getMessage()).append('\n');
            }
        }
        return all.toString();
    }

    String log(String name) {
        try {
            return Files.readString(directory.resolve(name + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        processes.forEach(p -> {
            p.destroyForcibly();
            p.onExit().join();
        });
        nats.close();
    }
}
