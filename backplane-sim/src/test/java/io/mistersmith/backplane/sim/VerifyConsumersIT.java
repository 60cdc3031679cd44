package io.mistersmith.backplane.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.testing.NatsServers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The monitor's consumer figures against known truth, in short; {@code docs/verification.md} has the long runs. Each test on
 * another generation of nats-server, where there are several.
 */
class VerifyConsumersIT {

    private static final List<Optional<Path>> SERVERS = NatsServers.all().toList();

    private static void verify(int server, String... more) {
        StringWriter text = new StringWriter();
        Path binary = SERVERS.get(server % SERVERS.size()).orElseGet(VerifyConsumersIT::usual);
        List<String> arguments = new ArrayList<>(List.of(
                "verify-consumers",
                "--monitor",
                "../monitor/target/backplane-monitor.jar",
                "--nats-server",
                binary.toString(),
                "--poll",
                "500ms",
                "--window",
                "2s"));
        arguments.addAll(List.of(more));
        int status = Main.commandLine()
                .setOut(new PrintWriter(text))
                .setErr(new PrintWriter(text))
                .execute(arguments.toArray(new String[0]));
        assertThat(status).as(text.toString()).isZero();
        assertThat(text.toString()).contains("--- nats-server");
    }

    private static Path usual() {
        return Optional.ofNullable(System.getenv("NATS_SERVER"))
                .map(Path::of)
                .or(() -> Tool.find("nats-server").map(Tool::binary))
                .orElseThrow(() -> new AssertionError("these tests need a nats-server, or its path in NATS_SERVER"));
    }

    @Test
    void lag_isExact_orWithinItsStatedError() {
        verify(2, "--only", "lag", "--samples", "100");
    }

    @Test
    void everyCause_isRecognised_ofNobodyElse_andNoLongerThanItLasts() {
        verify(1, "--only", "causes", "--together", "--lists");
    }

    @Test
    void whoIsHealthy_isNeverCalledOtherwise() {
        verify(0, "--only", "healthy", "--healthy", "20s");
    }
}
