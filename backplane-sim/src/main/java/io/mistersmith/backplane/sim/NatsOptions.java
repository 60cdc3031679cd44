package io.mistersmith.backplane.sim;

import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where NATS is and who we are there; of every command. */
final class NatsOptions {

    @Option(
            names = "--servers",
            split = ",",
            paramLabel = "URL",
            defaultValue = "nats://127.0.0.1:4222",
            description = "Where NATS is, as nats://host:4222 or tls://…, comma-separated. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init")
    List<String> servers;

    @Option(names = "--user", paramLabel = "NAME", description = "User name.")
    @Nullable
    String user;

    @Option(names = "--password", paramLabel = "WORD", description = "Its password; others on this machine can see it.")
    @Nullable
    String password;

    @Option(names = "--password-file", paramLabel = "FILE", description = "A file with the password.")
    @Nullable
    Path passwordFile;

    @Option(names = "--creds", paramLabel = "FILE", description = "A credentials file (JWT and key).")
    @Nullable
    Path creds;

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    /** @throws ParameterException when they cannot be used */
    Options.Builder options() {
        Options.Builder options = new Options.Builder();
        try {
            options.servers(servers.toArray(new String[0])).build();
        } catch (IllegalArgumentException e) {
            throw wrong("--servers " + String.join(",", servers) + ": expected URLs as nats://127.0.0.1:4222");
        }
        if (user != null) {
            options.userInfo(user.toCharArray(), secret().toCharArray());
        } else if (password != null || passwordFile != null) {
            throw wrong("a password needs a --user");
        }
        if (creds != null) {
            if (user != null) {
                throw wrong("either --user or --creds, not both");
            }
            if (!Files.isReadable(creds)) {
                throw wrong("--creds " + creds + ": there is no such file that can be read");
            }
            options.authHandler(Nats.credentials(creds.toString()));
        }
        return options;
    }

    private String secret() {
        if (password != null && passwordFile != null) {
            throw wrong("either --password or --password-file, not both");
        }
        if (passwordFile == null) {
            return password == null ? "" : password;
        }
        try {
            return Files.readString(passwordFile, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw wrong("--password-file " + passwordFile + ": there is no such file that can be read");
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
