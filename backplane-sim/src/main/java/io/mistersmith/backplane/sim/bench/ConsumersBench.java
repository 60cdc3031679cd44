package io.mistersmith.backplane.sim.bench;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A server with many consumers, half of them with work pending, each at a place of its own; a monitor that polls them; and
 * what that costs both, beside the same requests sent by a bare loop.
 */
public final class ConsumersBench {

    private static final int MESSAGES = 100;
    private static final int IN_FLIGHT = 200;
    private static final int RAW_SWEEPS = 21;
    private static final int PACED_SWEEPS = 9;
    private static final int SCRAPES = 21;
    /** A page of 7 MB costs the monitor as much as half a poll. */
    private static final long LOOK_MILLIS = 250;

    /**
     * @param java the command that starts the monitor, JVM options included
     * @param server the nats-server
     * @param bySystemAccount whether the monitor may ask the servers themselves
     */
    public record Setup(
            List<String> java,
            Path monitor,
            Path server,
            int streams,
            int consumersPerStream,
            Duration poll,
            Duration warmUp,
            Duration window,
            boolean bySystemAccount) {
        public Setup {
            java = List.copyOf(java);
        }

        int consumers() {
            return streams * consumersPerStream;
        }
    }

    private final Setup setup;
    private final Report report;
    private final Path directory;

    public ConsumersBench(Setup setup, PrintWriter out) throws IOException {
        this.setup = setup;
        this.report = new Report(out);
        this.directory = Files.createTempDirectory("consumers-bench-");
    }

    /** Runs it; a minute or two. */
    @SuppressWarnings("try") // an interrupt during the close of a connection ends us, as it should
    public void run() throws IOException, InterruptedException, ExecutionException {
        int port = Child.freePort();
        Files.writeString(directory.resolve("nats.conf"), serverConfig(port));
        try (Child server = new Child(
                directory.resolve("nats.log"),
                List.of(
                        setup.server().toString(),
                        "-c",
                        directory.resolve("nats.conf").toString()))) {
            try (Connection app = connect(port, "app");
                    Connection system = connect(port, "sys")) {
                report.say("server", app.getServerInfo().getVersion());
                fill(app);
                double idle = share(server, setup.window().dividedBy(2));
                report.say(
                        "the raw requests of a sweep, back to back, median ms",
                        raw(app, system, RAW_SWEEPS, Duration.ZERO));
                double raw = raw(app, system, PACED_SWEEPS, setup.poll());
                report.say("  as often as the monitor, median ms", raw);
                watch(port, server, idle, raw);
            }
        }
    }

    private double raw(Connection app, Connection system, int times, Duration every)
            throws InterruptedException, ExecutionException {
        return setup.bySystemAccount()
                ? RawRequests.snapshot(system, times, every)
                : RawRequests.lists(app, setup.streams(), times, every);
    }

    private void watch(int port, Child server, double idle, double raw) throws IOException, InterruptedException {
        int http = Child.freePort();
        Files.writeString(directory.resolve("monitor.yml"), monitorConfig(port, http));
        Page page = new Page(http);
        long began = System.nanoTime();
        List<String> command = new ArrayList<>(setup.java());
        command.addAll(List.of(
                "-jar",
                setup.monitor().toString(),
                "run",
                "--config",
                directory.resolve("monitor.yml").toString()));
        try (Child monitor = new Child(directory.resolve("monitor.log"), command)) {
            long exact = 0;
            while (exact < setup.consumers() && seconds(began) < 60 && monitor.isAlive()) {
                exact = page.text()
                        .map(t -> Page.zeros(t, "backplane_consumer_lag_error_ms{"))
                        .orElse(0L);
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
            if (!monitor.isAlive()) {
                throw new IOException("the monitor has ended: " + Files.readString(directory.resolve("monitor.log")));
            }
            report.say("consumers with exact lag", exact);
            report.say("  all of them after, s from the start of the process", seconds(began));
            TimeUnit.MILLISECONDS.sleep(setup.warmUp().toMillis());
            String before = page.text().orElseThrow();
            double serverBefore = server.cpuSeconds();
            Map<String, Double> threads = monitor.cpuSecondsByThread();
            double share = share(monitor, setup.window());
            double serverShare =
                    (server.cpuSeconds() - serverBefore) / setup.window().toSeconds();
            String after = page.text().orElseThrow();
            double polls = delta(before, after, "backplane_monitor_poll_duration_ms_count");
            double sweep = delta(before, after, "backplane_monitor_poll_duration_ms_sum") / polls;
            report.say("polls in the window", polls);
            report.say("  a sweep, mean ms", sweep);
            report.say("  to the raw requests as often", sweep / raw);
            report.say(
                    "  look-ups, % of consumers a sweep",
                    100
                            * delta(before, after, "backplane_monitor_requests_total{kind=\"message_get\"}")
                            / polls
                            / setup.consumers());
            report.say("monitor, % of a core", 100 * share);
            report.sayThreads(monitor, threads, 100.0 / setup.window().toSeconds());
            report.say("server, extra % of a core", 100 * (serverShare - idle));
            double[] plain = page.scrape(false, SCRAPES);
            double[] gzip = page.scrape(true, SCRAPES);
            report.say("/metrics, MB", plain[2] / 1e6);
            report.say("  plain, minimum ms", plain[0]);
            report.say("  plain, median ms", plain[1]);
            report.say("  gzip, minimum ms", gzip[0]);
            report.say("  gzip, median ms", gzip[1]);
            report.say("monitor RSS, MB", monitor.rssMegabytes());
        }
    }

    private static double delta(String before, String after, String prefix) {
        return Page.sum(after, prefix) - Page.sum(before, prefix);
    }

    /** CPU time over wall time of the next {@code window}. */
    private static double share(Child child, Duration window) throws IOException, InterruptedException {
        double before = child.cpuSeconds();
        TimeUnit.MILLISECONDS.sleep(window.toMillis());
        return (child.cpuSeconds() - before) * 1000 / window.toMillis();
    }

    private void fill(Connection app) throws InterruptedException, ExecutionException {
        Queue<CompletableFuture<Message>> flying = new ArrayDeque<>();
        for (int s = 0; s < setup.streams(); s++) {
            send(app, flying, "$JS.API.STREAM.CREATE.S" + s, """
                    {"name":"S%1$d","subjects":["s%1$d.>"],"storage":"memory"}""".formatted(s));
        }
        drain(flying, 0);
        for (int s = 0; s < setup.streams(); s++) {
            for (int m = 0; m < MESSAGES; m++) {
                send(app, flying, "s" + s + ".work", "x".repeat(100));
            }
            for (int c = 0; c < setup.consumersPerStream(); c++) {
                String policy = c % 2 == 0
                        ? "\"deliver_policy\":\"by_start_sequence\",\"opt_start_seq\":" + (2 + c % (MESSAGES - 1))
                                + ",\"filter_subject\":\"s" + s + ".work\""
                        : "\"deliver_policy\":\"all\",\"filter_subject\":\"s" + s + ".idle\"";
                send(app, flying, "$JS.API.CONSUMER.DURABLE.CREATE.S" + s + ".c" + c, """
                        {"stream_name":"S%d","config":{"durable_name":"c%d","ack_policy":"explicit",%s}}""".formatted(s, c, policy));
            }
        }
        drain(flying, 0);
    }

    private static void send(Connection app, Queue<CompletableFuture<Message>> flying, String subject, String body)
            throws InterruptedException, ExecutionException {
        drain(flying, IN_FLIGHT);
        flying.add(app.request(subject, body.getBytes(StandardCharsets.UTF_8)));
    }

    private static void drain(Queue<CompletableFuture<Message>> flying, int downTo)
            throws InterruptedException, ExecutionException {
        while (flying.size() > downTo) {
            String answer = new String(flying.remove().get().getData(), StandardCharsets.UTF_8);
            if (answer.contains("\"error\"")) {
                throw new IllegalStateException(answer);
            }
        }
    }

    private String serverConfig(int port) {
        return """
                server_name: bench
                listen: 127.0.0.1:%d
                jetstream { store_dir: "%s", max_mem: 1GB, max_file: 1GB }
                accounts {
                  SYS { users: [ { user: sys, password: sys } ] }
                  APP { jetstream: enabled, users: [ { user: app, password: app } ] }
                }
                system_account: SYS
                """.formatted(port, directory.resolve("jetstream"));
    }

    private String monitorConfig(int port, int http) throws IOException {
        Path app = Files.writeString(directory.resolve("app.password"), "app");
        Path sys = Files.writeString(directory.resolve("sys.password"), "sys");
        return """
                nats:
                  servers: ["nats://127.0.0.1:%d"]
                  user: app
                  password-file: %s
                %s
                http: { port: %d }
                consumers: { poll-interval: "%dms" }
                state: { directory: "%s" }
                """.formatted(
                        port,
                        app,
                        setup.bySystemAccount() ? "  system: { user: sys, password-file: " + sys + " }" : "",
                        http,
                        setup.poll().toMillis(),
                        directory.resolve("state"));
    }

    private static Connection connect(int port, String user) throws IOException, InterruptedException {
        Options options = Options.builder()
                .server("nats://127.0.0.1:" + port)
                .userInfo(user, user)
                .connectionTimeout(Duration.ofSeconds(5))
                .build();
        return Nats.connectReconnectOnConnect(options);
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
