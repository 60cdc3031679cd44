package io.mistersmith.backplane.sim.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mistersmith.backplane.sim.bench.Child;
import io.mistersmith.backplane.sim.bench.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Private servers, one or a cluster, and a monitor that watches them; all end with it. */
final class Lab implements AutoCloseable {

    /**
     * @param java the command that starts the monitor, JVM options included
     * @param server the nats-server
     * @param bySystemAccount whether the monitor may ask the servers themselves
     */
    record Setup(
            List<String> java, Path monitor, Path server, Duration poll, Duration window, boolean bySystemAccount) {
        Setup {
            java = List.copyOf(java);
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final Setup setup;
    final Server server;

    private final Path directory;
    private final List<Integer> ports;
    private final List<Child> servers = new ArrayList<>();
    private final Page page;
    private Optional<Child> monitor = Optional.empty();
    private boolean failed = true;

    private Lab(Setup setup, int size) throws IOException, InterruptedException {
        this.setup = setup;
        this.directory = Files.createTempDirectory("verify-consumers-");
        this.ports = freePorts(2 * size + 1);
        this.page = new Page(httpPort());
        for (int i = 0; i < size; i++) {
            servers.add(startServer(i, size));
        }
        for (int i = 0; i < size; i++) {
            int port = ports.get(i);
            await("a server that listens at " + port, () -> isListening(port));
        }
        server = new Server(IntStream.range(0, size).mapToObj(this::url).toList());
    }

    /** One server, and a monitor that is ready. */
    static Lab single(Setup setup) throws IOException, InterruptedException {
        return started(setup, 1);
    }

    /** Three servers, JetStream replicated, and a monitor that is ready. */
    static Lab cluster(Setup setup) throws IOException, InterruptedException {
        return started(setup, 3);
    }

    private static Lab started(Setup setup, int size) throws IOException, InterruptedException {
        Lab lab = new Lab(setup, size);
        try {
            await("JetStream", lab::hasJetStream);
            await("a stream on all servers", () -> lab.canReplicate(size));
            lab.monitor = Optional.of(lab.startMonitor());
            lab.awaitPoll();
            return lab;
        } catch (IOException | InterruptedException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    private void awaitPoll() throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (page.text().map(t -> Scrape.of(t, Span.ZERO).polls()).orElse(0.0) < 1) {
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new IOException(
                        "the monitor did not poll within " + PATIENCE.toSeconds() + " s: see " + directory);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** What the monitor exposes now. */
    Scrape scrape() throws IOException, InterruptedException {
        double sent = Server.now();
        String text = page.text().orElseThrow(() -> new IOException("the monitor does not answer: see " + directory));
        return Scrape.of(text, new Span(sent, Server.now()));
    }

    /** Ends a server of the cluster at once, as {@code kill -9} does. */
    void kill(String name) {
        servers.get(Integer.parseInt(name.substring(1))).kill();
    }

    /** Starts a killed server of the cluster again, with what it had kept. */
    void restart(String name) throws IOException {
        int i = Integer.parseInt(name.substring(1));
        servers.set(i, startServer(i, servers.size()));
    }

    /** All went well: nothing need be kept. */
    void succeeded() {
        failed = false;
    }

    double pollMillis() {
        return setup.poll().toMillis();
    }

    double windowMillis() {
        return setup.window().toMillis();
    }

    static void await(String what, BooleanSupplier condition) throws IOException, InterruptedException {
        await(what, PATIENCE, condition);
    }

    static void await(String what, Duration patience, BooleanSupplier condition)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - began > patience.toNanos()) {
                throw new IOException("waited " + patience.toSeconds() + " s in vain for " + what);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private boolean hasJetStream() {
        return server.api("INFO", Server.object())
                .thenApply(info -> true)
                .completeOnTimeout(false, 1, TimeUnit.SECONDS)
                .exceptionally(e -> false)
                .join();
    }

    /** The first moments of a cluster not all of its servers are known to it. */
    private boolean canReplicate(int size) {
        ObjectNode config = Server.object().put("name", "TRIAL").put("num_replicas", size);
        return server.api("STREAM.CREATE.TRIAL", config)
                .thenCompose(made -> server.api("STREAM.DELETE.TRIAL", Server.object()))
                .thenApply(gone -> true)
                .completeOnTimeout(false, 5, TimeUnit.SECONDS)
                .exceptionally(e -> false)
                .join();
    }

    private int httpPort() {
        return ports.get(ports.size() - 1);
    }

    private String url(int i) {
        return "nats://127.0.0.1:" + ports.get(i);
    }

    private Child startServer(int i, int size) throws IOException {
        Path config = directory.resolve("n" + i + ".conf");
        String routes = IntStream.range(0, size)
                .mapToObj(r -> "nats-route://127.0.0.1:" + ports.get(size + r))
                .collect(Collectors.joining(", "));
        Files.writeString(config, """
                server_name: n%d
                listen: 127.0.0.1:%d
                jetstream { store_dir: "%s", max_mem: 1GB, max_file: 1GB }
                accounts {
                  SYS { users: [ { user: sys, password: sys } ] }
                  APP { jetstream: enabled, users: [ { user: app, password: app } ] }
                }
                system_account: SYS
                %s
                """.formatted(
                        i,
                        ports.get(i),
                        directory.resolve("n" + i),
                        size == 1
                                ? ""
                                : "cluster { name: verify, listen: 127.0.0.1:" + ports.get(size + i) + ", routes: [ "
                                        + routes + " ] }"));
        return new Child(
                directory.resolve("n" + i + ".log"), List.of(setup.server().toString(), "-c", config.toString()));
    }

    private Child startMonitor() throws IOException {
        Path config = directory.resolve("monitor.yml");
        Path app = Files.writeString(directory.resolve("app.password"), "app");
        Path sys = Files.writeString(directory.resolve("sys.password"), "sys");
        Files.writeString(config, """
                nats:
                  servers: [%s]
                  user: app
                  password-file: %s
                %s
                http: { port: %d }
                consumers: { poll-interval: "%dms", window: "%dms" }
                baselines:
                  evaluate-every: 250ms
                  rules:
                    consumer-state: { clear: { percent: 0, for: 0s } }
                    leaderless: { for: 0s, clear: { percent: 0, for: 0s } }
                state: { directory: "%s" }
                """.formatted(
                        IntStream.range(0, servers.size())
                                .mapToObj(i -> '"' + url(i) + '"')
                                .collect(Collectors.joining(", ")),
                        app,
                        setup.bySystemAccount() ? "  system: { user: sys, password-file: " + sys + " }" : "",
                        httpPort(),
                        setup.poll().toMillis(),
                        setup.window().toMillis(),
                        directory.resolve("state")));
        List<String> command = new ArrayList<>(setup.java());
        command.addAll(List.of("-jar", setup.monitor().toString(), "run", "--config", config.toString()));
        return new Child(directory.resolve("monitor.log"), command);
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        monitor.ifPresent(Child::close);
        server.close();
        servers.forEach(Child::close);
        if (failed) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
