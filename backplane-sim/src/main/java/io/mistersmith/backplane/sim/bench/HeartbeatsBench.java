package io.mistersmith.backplane.sim.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a heartbeat costs the monitor, beside what it costs a process that only counts it: both hear the same ones, at paces of a
 * fleet at the same time, at full speed one after the other. CPU time of the whole process from before the first heartbeat
 * until after the last, so ticks, rules, garbage collection and compiler are in it.
 */
public final class HeartbeatsBench {

    /** Nobody who still takes something in is silent so long. */
    private static final long QUIET_SECONDS = 3;

    /**
     * @param java the command that starts the monitor and the counter, JVM options included
     * @param server the nats-server
     * @param rates heartbeats per second of each run
     * @param window how long each run takes
     */
    public record Setup(
            List<String> java,
            Path monitor,
            Path server,
            int agents,
            List<Integer> rates,
            Duration warmUp,
            Duration window) {
        public Setup {
            java = List.copyOf(java);
            rates = List.copyOf(rates);
        }
    }

    /** What one run found. */
    private record Run(long published, double seconds) {}

    private final Setup setup;
    private final Report report;
    private final Path directory;

    public HeartbeatsBench(Setup setup, PrintWriter out) throws IOException {
        this.setup = setup;
        this.report = new Report(out);
        this.directory = Files.createTempDirectory("heartbeats-bench-");
    }

    /** Runs it; some minutes. */
    public void run() throws IOException, InterruptedException {
        int port = Child.freePort();
        Path config = Files.writeString(directory.resolve("nats.conf"), serverConfig(port));
        try (Child server = new Child(
                        directory.resolve("nats.log"), List.of(setup.server().toString(), "-c", config.toString()));
                Servant source = Servant.of(
                        server,
                        port,
                        directory.resolve("publisher.log"),
                        List.of(setup.java().get(0)),
                        "bench-publish",
                        "--agents",
                        Integer.toString(setup.agents()));
                Servant counter =
                        Servant.of(server, port, directory.resolve("counter.log"), setup.java(), "bench-count")) {
            report.say("agents", setup.agents());
            long idle = Long.parseLong(counter.ask("subscribe").get(0));
            publish(source, 0, setup.warmUp());
            awaitCount(counter, idle);
            double bare = countAtFullSpeed(source, counter);
            counter.ask("unsubscribe");
            watch(port, source, counter, bare);
        }
    }

    private double countAtFullSpeed(Servant source, Servant counter) throws IOException, InterruptedException {
        long before = Long.parseLong(counter.ask("count").get(0));
        double cpu = counter.child().cpuSeconds();
        Run run = publish(source, 0, setup.window());
        long counted = awaitCount(counter, before) - before;
        double nanos = (counter.child().cpuSeconds() - cpu) * 1e9 / counted;
        report.say("full speed, the bare counter: published a second", run.published() / run.seconds());
        report.say(
                "  not counted, dropped",
                (run.published() - counted) + ", " + counter.ask("count").get(1));
        report.say("  bare counter, ns of CPU a heartbeat", nanos);
        return nanos;
    }

    private void watch(int port, Servant source, Servant counter, double bare)
            throws IOException, InterruptedException {
        int http = Child.freePort();
        Path config = Files.writeString(directory.resolve("monitor.yml"), monitorConfig(port, http));
        List<String> command = new ArrayList<>(setup.java());
        command.addAll(List.of("-jar", setup.monitor().toString(), "run", "--config", config.toString()));
        try (Child monitor = new Child(directory.resolve("monitor.log"), command)) {
            MonitorFigures figures = new MonitorFigures(new Page(http));
            figures.awaitReady(monitor);
            publish(source, 0, setup.warmUp());
            figures.awaitAll(QUIET_SECONDS);
            report.say("full speed, the monitor", "");
            measure(source, monitor, figures, 0, bare);
            for (int rate : setup.rates()) {
                report.say(String.format(Locale.ROOT, "%,d a second, both", rate), "");
                long before = Long.parseLong(counter.ask("subscribe").get(0));
                double cpu = counter.child().cpuSeconds();
                measure(source, monitor, figures, rate, () -> {
                    long counted = awaitCount(counter, before) - before;
                    return (counter.child().cpuSeconds() - cpu) * 1e9 / counted;
                });
                counter.ask("unsubscribe");
            }
            report.say("monitor RSS, MB", monitor.rssMegabytes());
        }
    }

    private interface BareCost {
        double nanos() throws IOException, InterruptedException;
    }

    private void measure(Servant source, Child monitor, MonitorFigures figures, int rate, double bare)
            throws IOException, InterruptedException {
        measure(source, monitor, figures, rate, () -> bare);
    }

    private void measure(Servant source, Child monitor, MonitorFigures figures, int rate, BareCost bare)
            throws IOException, InterruptedException {
        MonitorFigures.Counts before = figures.counts();
        double cpu = monitor.cpuSeconds();
        Map<String, Double> threads = monitor.cpuSecondsByThread();
        Run run = publish(source, rate, setup.window());
        MonitorFigures.Counts seen = figures.awaitAll(QUIET_SECONDS).minus(before);
        double nanos = (monitor.cpuSeconds() - cpu) * 1e9 / seen.taken();
        double bareNanos = bare.nanos();
        report.say("  published a second", run.published() / run.seconds());
        report.say(
                "  of them not taken in, dropped, rejected",
                String.format(
                        Locale.ROOT,
                        "%.0f, %.0f, %.0f",
                        run.published() - seen.taken(),
                        seen.dropped(),
                        seen.rejected()));
        report.say("  bare counter, ns of CPU a heartbeat", bareNanos);
        report.say("  monitor, ns of CPU a heartbeat", nanos);
        report.say("  ratio", nanos / bareNanos);
        report.say("  monitor allocates, bytes a heartbeat", seen.allocated() / seen.taken());
        report.sayThreads(monitor, threads, 1e9 / seen.taken());
    }

    private static Run publish(Servant source, int rate, Duration time) throws IOException {
        List<String> done = source.ask("publish " + rate + " " + time.toMillis() / 1000.0);
        return new Run(Long.parseLong(done.get(1)), Long.parseLong(done.get(2)) / 1e9);
    }

    /** What the counter has counted once it counts no more. */
    private static long awaitCount(Servant counter, long atLeast) throws IOException, InterruptedException {
        long counted = atLeast;
        for (long last = -1; counted != last; ) {
            last = counted;
            TimeUnit.MILLISECONDS.sleep(200);
            counted = Long.parseLong(counter.ask("count").get(0));
        }
        return counted;
    }

    private String serverConfig(int port) {
        return """
                server_name: bench
                listen: 127.0.0.1:%d
                jetstream { store_dir: "%s", max_mem: 64MB, max_file: 1GB }
                """.formatted(port, directory.resolve("jetstream"));
    }

    private String monitorConfig(int port, int http) {
        return """
                nats: { servers: ["nats://127.0.0.1:%d"] }
                http: { port: %d }
                agents: { max-agents: %d }
                state: { directory: "%s" }
                """.formatted(port, http, setup.agents(), directory.resolve("state"));
    }
}
