package io.mistersmith.backplane.sim.bench;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/** A large fleet that beats, agents of it that fall silent, and how soon after its deadline each one's violation is heard. */
public final class LivenessBench {

    private static final int INTERVAL_MILLIS = 5_000;
    private static final long LATE_MILLIS = INTERVAL_MILLIS * 3L / 2;
    private static final int SILENT_A_SECOND = 4;
    private static final int SCRAPES = 21;
    private static final long COUNTER_WARM_UP_SECONDS = 20;

    private static final Pattern AGENT = Pattern.compile("\"agent_id\" ?: ?\"([^\"]+)\"");
    private static final Pattern OPENED = Pattern.compile("\"event\" ?: ?\"opened\"");
    private static final Pattern PAUSE = Pattern.compile("^\\[([0-9.]+)s\\].* Pause .* ([0-9.]+)ms$");
    private static final Pattern TOTAL = Pattern.compile("^Total +\\d+ +(\\d+)$", Pattern.MULTILINE);

    /**
     * @param java the command that starts the monitor, JVM options included
     * @param server the nats-server
     * @param silent agents that fall silent, one by one
     */
    public record Setup(
            List<String> java, Path monitor, Path server, int agents, int silent, Duration warmUp, Duration window) {
        public Setup {
            java = List.copyOf(java);
        }
    }

    private final Setup setup;
    private final Report report;
    private final Path directory;
    /** When the violation of an agent was heard, epoch ms. */
    private final Map<String, Long> heard = new ConcurrentHashMap<>();

    public LivenessBench(Setup setup, PrintWriter out) throws IOException {
        this.setup = setup;
        this.report = new Report(out);
        this.directory = Files.createTempDirectory("liveness-bench-");
    }

    /** Runs it; a few minutes. */
    @SuppressWarnings("try") // an interrupt during the close of a connection ends us, as it should
    public void run() throws IOException, InterruptedException {
        int port = Child.freePort();
        try (Child server = new Child(
                        directory.resolve("nats.log"),
                        List.of(
                                setup.server().toString(),
                                "-a",
                                "127.0.0.1",
                                "-p",
                                Integer.toString(port),
                                "-js",
                                "-sd",
                                directory.resolve("jetstream").toString()));
                Connection nats = Nats.connectReconnectOnConnect(Options.builder()
                        .server("nats://127.0.0.1:" + port)
                        .connectionTimeout(Duration.ofSeconds(5))
                        .build())) {
            report.say("server", nats.getServerInfo().getVersion());
            nats.createDispatcher(message -> hear(new String(message.getData(), StandardCharsets.UTF_8)))
                    .subscribe("backplane.violations.warning.agent_last_heartbeat_age_ms");
            watch(port, server);
        }
    }

    private void hear(String violation) {
        long now = System.currentTimeMillis();
        Matcher agent = AGENT.matcher(violation);
        if (OPENED.matcher(violation).find() && agent.find()) {
            heard.putIfAbsent(agent.group(1), now);
        }
    }

    private void watch(int port, Child server) throws IOException, InterruptedException {
        int http = Child.freePort();
        Path gcLog = directory.resolve("gc.log");
        List<String> command = new ArrayList<>(setup.java());
        command.addAll(List.of("-Xlog:gc:file=" + gcLog, "-jar", setup.monitor().toString(), "run", "--config"));
        command.add(Files.writeString(
                        directory.resolve("monitor.yml"), """
                        nats: { servers: ["nats://127.0.0.1:%d"] }
                        http: { port: %d }
                        state: { directory: "%s" }
                        """.formatted(port, http, directory.resolve("state")))
                .toString());
        Page page = new Page(http);
        long began = System.nanoTime();
        try (Child monitor = new Child(directory.resolve("monitor.log"), command);
                Servant counter =
                        Servant.of(server, port, directory.resolve("counter.log"), setup.java(), "bench-count")) {
            while (page.text().isEmpty() && monitor.isAlive()) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            long empty = liveBytes(monitor);
            try (BeatingFleet fleet = new BeatingFleet(port, setup.agents(), INTERVAL_MILLIS)) {
                TimeUnit.MILLISECONDS.sleep(setup.warmUp().toMillis());
                report.say("agents", Page.sum(page.text().orElseThrow(), "system_active_agents "));
                counter.ask("subscribe");
                TimeUnit.SECONDS.sleep(COUNTER_WARM_UP_SECONDS);
                double from = (System.nanoTime() - began) / 1e9;
                double cpu = monitor.cpuSeconds();
                Map<String, Double> threads = monitor.cpuSecondsByThread();
                double counterCpu = counter.child().cpuSeconds();
                TimeUnit.MILLISECONDS.sleep(setup.window().toMillis());
                double seconds = (System.nanoTime() - began) / 1e9 - from;
                double used = monitor.cpuSeconds() - cpu;
                double bare = counter.child().cpuSeconds() - counterCpu;
                counter.ask("unsubscribe");
                report.say("monitor, % of a core", 100 * used / seconds);
                report.sayThreads(monitor, threads, 100 / seconds);
                report.say("  a process that only counts, % of a core", 100 * bare / seconds);
                report.say("  ratio", used / bare);
                report.say("monitor RSS, MB", monitor.rssMegabytes());
                pauses(gcLog, from);
                scrapes(page);
                detect(fleet);
                report.say(
                        "lost heartbeats",
                        Page.sum(page.text().orElseThrow(), "backplane_monitor_messages_dropped_total"));
                report.say("live objects, B an agent", (liveBytes(monitor) - empty) / (double) setup.agents());
            }
        }
    }

    private void scrapes(Page page) throws IOException, InterruptedException {
        double[] plain = page.scrape(false, SCRAPES);
        report.say("/metrics, MB", plain[2] / 1e6);
        report.say("  plain, minimum ms", plain[0]);
        report.say("  plain, median ms", plain[1]);
    }

    /** One after the other falls silent; each one's deadline is 1.5 intervals after its last heartbeat. */
    private void detect(BeatingFleet fleet) throws InterruptedException {
        int[] silent = new Random(1)
                .ints(0, setup.agents())
                .distinct()
                .limit(setup.silent())
                .toArray();
        for (int agent : silent) {
            fleet.silence(agent);
            TimeUnit.MILLISECONDS.sleep(1000 / SILENT_A_SECOND);
        }
        TimeUnit.MILLISECONDS.sleep(LATE_MILLIS + 2_000);
        double[] late = Arrays.stream(silent)
                .boxed()
                .flatMap(agent -> Optional.ofNullable(heard.get(BeatingFleet.id(agent)))
                        .map(at -> at - fleet.lastBeat(agent) - LATE_MILLIS)
                        .stream())
                .mapToDouble(Long::doubleValue)
                .sorted()
                .toArray();
        report.say("silent agents", silent.length);
        report.say("  heard of", late.length);
        quantiles("  ms after the deadline", late);
        report.say("others that were called silent", heard.size() - late.length);
    }

    private void pauses(Path gcLog, double fromSeconds) throws IOException {
        double[] pauses = Files.readAllLines(gcLog).stream()
                .map(PAUSE::matcher)
                .filter(Matcher::matches)
                .filter(m -> Double.parseDouble(m.group(1)) > fromSeconds)
                .mapToDouble(m -> Double.parseDouble(m.group(2)))
                .sorted()
                .toArray();
        report.say("pauses for garbage", pauses.length);
        quantiles("  ms", pauses);
    }

    private void quantiles(String what, double[] sorted) {
        for (double q : new double[] {0.5, 0.99, 1}) {
            int rank = (int) Math.ceil(q * sorted.length) - 1;
            DoubleStream.of(sorted)
                    .skip(Math.max(0, rank))
                    .findFirst()
                    .ifPresent(v -> report.say(what + ", p" + 100 * q, v));
        }
    }

    /** What is live in its heap, after a collection. */
    private long liveBytes(Child child) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(child.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IOException("jcmd GC.class_histogram told no total: "
                    + histogram.lines().findFirst().orElse(""));
        }
        Files.writeString(directory.resolve("histogram"), histogram);
        return Long.parseLong(total.group(1));
    }
}
