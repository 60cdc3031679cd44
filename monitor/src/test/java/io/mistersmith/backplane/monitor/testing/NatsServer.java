package io.mistersmith.backplane.monitor.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A real nats-server in a directory of its own on a free port: account APP (users {@code app}/{@code app} and {@code
 * monitor}/{@code monitor}) and system account SYS ({@code sys}/{@code sys}). It keeps its port and its store over {@link
 * #kill()} and {@link #start()}.
 *
 * <p>The binary is {@code $NATS_SERVER}, else {@code nats-server} of the PATH or of {@code /usr/sbin}. A machine without one
 * fails the test: a tier that vanishes silently proves nothing.
 */
public final class NatsServer implements AutoCloseable {

    private final Path directory;
    private final int port;
    private final Path config;
    private boolean speaksFirst = true;
    private final String binary;
    private Optional<Process> process = Optional.empty();

    private NatsServer(Path directory, int port, String config, String binary) {
        this.binary = binary;
        this.directory = directory;
        this.port = port;
        this.config = directory.resolve("nats.conf");
        try {
            Files.writeString(this.config, config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JetStream for account APP. */
    public static NatsServer withJetStream() {
        return started(true, "");
    }

    /** Core NATS only. */
    public static NatsServer withoutJetStream() {
        return started(false, "");
    }

    /** JetStream, and {@code extra} lines of server configuration. */
    public static NatsServer with(String extra) {
        return started(true, extra);
    }

    /** JetStream, and {@code accounts} as its configuration of accounts instead of ours. */
    public static NatsServer withAccounts(String accounts) {
        return started(create(true, accounts, "", NatsServers.binary()));
    }

    /** JetStream on a server of another generation; empty: of the default one. */
    public static NatsServer of(Optional<Path> binary) {
        return started(
                create(true, accounts(true), "", binary.map(Path::toString).orElseGet(NatsServers::binary)));
    }

    /** Three servers of one JetStream cluster, named {@code test-PORT}, started; they need a while to find each other. */
    public static List<NatsServer> cluster(Optional<Path> binary) {
        // all at once: a server that takes the route port of another keeps that one out of the cluster
        List<Integer> ports = freePorts(6);
        List<Integer> routePorts = ports.subList(0, 3);
        String routes =
                routePorts.stream().map(p -> "nats-route://127.0.0.1:" + p).collect(Collectors.joining(", "));
        return IntStream.range(0, 3)
                .mapToObj(i -> started(create(
                        true,
                        accounts(true),
                        "cluster { name: test, listen: 127.0.0.1:" + routePorts.get(i) + ", routes: [ " + routes
                                + " ] }",
                        binary.map(Path::toString).orElseGet(NatsServers::binary),
                        ports.get(3 + i))))
                .toList();
    }

    /** Nothing but {@code config} and its address: who may do what, TLS. */
    public static NatsServer configured(String config) {
        NatsServer server = bare(config);
        server.start();
        return server;
    }

    /** The same, of a server that waits for the client's TLS handshake before it says anything ({@code handshake_first}). */
    public static NatsServer handshakeFirst(String config) {
        NatsServer server = bare(config);
        server.speaksFirst = false;
        server.start();
        return server;
    }

    private static NatsServer bare(String config) {
        try {
            int port = freePort();
            return new NatsServer(
                    Files.createTempDirectory("nats-server-test-"),
                    port,
                    address(port) + config + "\n",
                    NatsServers.binary());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String address(int port) {
        return "server_name: test-" + port + "\nlisten: 127.0.0.1:" + port + "\n";
    }

    /** Takes the place of its configuration with the next {@link #start()}. */
    public void reconfigure(String lines) {
        try {
            Files.writeString(config, address(port) + lines + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Configured, not started: its port is free and known. */
    public static NatsServer stopped() {
        return create(true, accounts(true), "", NatsServers.binary());
    }

    private static NatsServer started(boolean jetStream, String extra) {
        return started(create(jetStream, accounts(jetStream), extra, NatsServers.binary()));
    }

    private static NatsServer started(NatsServer server) {
        server.start();
        return server;
    }

    private static String accounts(boolean jetStream) {
        return String.join(
                "\n",
                "accounts {",
                "  SYS { users: [ {user: sys, password: sys} ] }",
                "  APP { " + (jetStream ? "jetstream: enabled, " : "")
                        + "users: [ {user: app, password: app}, {user: monitor, password: monitor} ] }",
                "}",
                "system_account: SYS");
    }

    private static NatsServer create(boolean jetStream, String accounts, String extra, String binary) {
        return create(jetStream, accounts, extra, binary, freePort());
    }

    private static NatsServer create(boolean jetStream, String accounts, String extra, String binary, int port) {
        try {
            Path directory = Files.createTempDirectory("nats-server-test-");
            List<String> lines =
                    new ArrayList<>(List.of("server_name: test-" + port, "listen: 127.0.0.1:" + port, accounts, extra));
            if (jetStream) {
                lines.add(
                        "jetstream { store_dir: \"" + directory.resolve("js") + "\", max_mem: 256MB, max_file: 1GB }");
            }
            return new NatsServer(directory, port, String.join("\n", lines) + "\n", binary);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static int freePort() {
        return freePorts(1).get(0);
    }

    /** So many different ones. */
    private static List<Integer> freePorts(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0));
            }
            List<Integer> ports =
                    sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "nats://127.0.0.1:" + port;
    }

    /** Its {@code server_name}. */
    public String name() {
        return "test-" + port;
    }

    public int port() {
        return port;
    }

    /** Starts it (again) and returns once it answers. */
    public void start() {
        try {
            Process started = new ProcessBuilder(binary, "-c", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("nats.log").toFile()))
                    .start();
            process = Optional.of(started);
            Instant deadline = Instant.now().plus(Duration.ofSeconds(15));
            while (!answers()) {
                if (!started.isAlive() || Instant.now().isAfter(deadline)) {
                    throw new IllegalStateException("nats-server does not start:\n" + log());
                }
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9}. */
    public void kill() {
        process.ifPresent(p -> {
            p.destroyForcibly();
            p.onExit().join();
        });
        process = Optional.empty();
    }

    /** Freezes it: sockets stay open, nothing answers. */
    public void pause() {
        signal("STOP");
    }

    /** Goes on after {@link #pause()}. */
    public void resume() {
        signal("CONT");
    }

    public String log() {
        try {
            Path log = directory.resolve("nats.log");
            return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process.isPresent()) {
            resume();
        }
        kill();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void signal(String name) {
        long pid = process.orElseThrow().pid();
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
            if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill -" + name + " " + pid + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
            socket.setSoTimeout(500);
            return !speaksFirst
                    || new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII).equals("INFO");
        } catch (IOException e) {
            return false;
        }
    }
}
