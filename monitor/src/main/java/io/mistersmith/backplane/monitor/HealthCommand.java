package io.mistersmith.backplane.monitor;

import io.mistersmith.backplane.monitor.config.ConfigException;
import io.mistersmith.backplane.monitor.config.HttpConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks a running monitor how it is: for the probes of containers that have no other HTTP client. */
@Command(
        name = "health",
        description =
                "Asks a running monitor how it is; exit status 0 when it can do its job, 1 when it cannot or is not there.")
final class HealthCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Where the monitor listens, as its configuration says. */
    @FunctionalInterface
    interface Address {
        HttpConfig read() throws ConfigException;
    }

    private final Address address;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "Where it serves, such as http://127.0.0.1:9090; else as its configuration says, on this host.")
    private @Nullable URI url;

    @Option(names = "--live", description = "Only whether the process is alive (/health/live instead of /health).")
    private boolean live;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec command;

    HealthCommand(Address address) {
        this.address = address;
    }

    @Override
    public Integer call() throws ConfigException {
        PrintWriter out =
                Objects.requireNonNull(command, "set by picocli").commandLine().getOut();
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(PATIENCE);
        HttpRequest.Builder request = HttpRequest.newBuilder().timeout(PATIENCE).GET();
        URI base = url == null ? configured(client, request) : url;
        String address = base.toString().replaceFirst("/+$", "") + (live ? "/health/live" : "/health");
        try {
            HttpResponse<String> response =
                    client.build().send(request.uri(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
            out.println(response.body());
            return response.statusCode() == 200 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        } catch (IOException e) {
            out.println(address + " does not answer: " + e);
            return CommandLine.ExitCode.SOFTWARE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CommandLine.ExitCode.SOFTWARE;
        } catch (IllegalArgumentException e) {
            throw usage("--url: " + e.getMessage());
        } finally {
            out.flush();
        }
    }

    /** Where the monitor of this configuration serves, and how it wants to be asked. */
    private URI configured(HttpClient.Builder client, HttpRequest.Builder request) throws ConfigException {
        HttpConfig http = address.read();
        if (http.port() == 0) {
            throw usage("--url is needed: the configuration leaves the port open");
        }
        http.certificate().ifPresent(certificate -> {
            try {
                client.sslContext(PinnedCertificate.trusting(certificate));
            } catch (IOException | GeneralSecurityException e) {
                throw usage("http.tls.certificate: " + certificate + ": " + e.getMessage());
            }
        });
        authorization(http).ifPresent(value -> request.header("Authorization", value));
        return addressOf(http);
    }

    private CommandLine.ParameterException usage(String message) {
        return new CommandLine.ParameterException(
                Objects.requireNonNull(command, "set by picocli").commandLine(), message);
    }

    private static URI addressOf(HttpConfig http) {
        String host = switch (http.host()) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "[::1]";
            default -> http.host().contains(":") ? "[" + http.host() + "]" : http.host();
        };
        return URI.create((http.certificate().isPresent() ? "https://" : "http://") + host + ":" + http.port());
    }

    private static Optional<String> authorization(HttpConfig http) {
        return http.password()
                .reveal()
                .map(password -> "Basic "
                        + Base64.getEncoder()
                                .encodeToString((http.user() + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }
}
