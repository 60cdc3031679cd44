package io.mistersmith.backplane.sim.bench;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that does nothing but count heartbeats, on a dispatcher of the NATS client's: what receiving alone costs. It obeys
 * lines of its input, {@code subscribe}, {@code unsubscribe}, {@code count}, and answers each with {@code COUNT DROPPED}.
 */
public final class BareCounter {

    private static final String SUBJECT = "agents.*.heartbeat";

    private final AtomicLong count = new AtomicLong();
    private final Connection connection;
    private final Dispatcher dispatcher;

    /** Connects to {@code port} of this machine. */
    public BareCounter(int port) throws IOException, InterruptedException {
        Options options = Options.builder()
                .server("nats://127.0.0.1:" + port)
                .connectionName("bare counter")
                .build();
        connection = Nats.connect(options);
        // one thread counts
        dispatcher = connection.createDispatcher(message -> count.lazySet(count.getPlain() + 1));
    }

    /** Until the input ends. */
    public void obey(InputStream commands, PrintStream answers)
            throws IOException, InterruptedException, TimeoutException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(commands, StandardCharsets.US_ASCII));
        answers.println("ready");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("subscribe")) {
                dispatcher.subscribe(SUBJECT);
            } else if (line.equals("unsubscribe")) {
                dispatcher.unsubscribe(SUBJECT);
            }
            connection.flush(Duration.ofSeconds(5));
            answers.println(count.get() + " " + dispatcher.getDroppedCount());
        }
        connection.close();
    }
}
