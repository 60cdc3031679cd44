package io.mistersmith.backplane.sim.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Agents that beat one after the other, evenly over their interval, from a thread of their own; some fall silent. Each has five
 * kinds of operations. Speaks NATS by itself: what cannot be sent at once is sent late, and nothing is thrown away.
 */
final class BeatingFleet implements AutoCloseable {

    private final int intervalMillis;
    private final long[] lastBeat;
    private final boolean[] silent;
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private final Thread thread = new Thread(this::run, "fleet");
    private final long began = System.nanoTime();
    private volatile boolean closed;

    BeatingFleet(int port, int agents, int intervalMillis) throws IOException {
        this.intervalMillis = intervalMillis;
        this.lastBeat = new long[agents];
        this.silent = new boolean[agents];
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 15);
        this.in = socket.getInputStream();
        out.write("CONNECT {\"verbose\":false}\r\n".getBytes(StandardCharsets.US_ASCII));
        thread.setDaemon(true);
        thread.start();
    }

    /** Falls silent now. */
    synchronized void silence(int agent) {
        silent[agent] = true;
    }

    /** When it last beat, epoch ms; 0 before the first time. */
    synchronized long lastBeat(int agent) {
        return lastBeat[agent];
    }

    private void run() {
        try {
            long beats = 0;
            while (!closed) {
                long due = (System.nanoTime() - began) / 1_000_000 * lastBeat.length / intervalMillis;
                beats = beat(beats, due);
                if (in.available() > 0
                        && new String(in.readNBytes(in.available()), StandardCharsets.US_ASCII).contains("PING")) {
                    out.write("PONG\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                out.flush();
                TimeUnit.MILLISECONDS.sleep(2);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            if (!closed) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private synchronized long beat(long from, long to) throws IOException {
        long now = System.currentTimeMillis();
        for (long beat = from; beat < to; beat++) {
            int agent = (int) (beat % lastBeat.length);
            if (!silent[agent]) {
                lastBeat[agent] = now;
                beat(agent, beat / lastBeat.length, now);
            }
        }
        return Math.max(from, to);
    }

    private void beat(int agent, long sequence, long now) throws IOException {
        String id = id(agent);
        String count = "{\"count\":" + 3 * sequence;
        String body = "{\"agent_id\":\"" + id + "\",\"timestamp\":" + now + ",\"sequence\":" + sequence
                + ",\"agent_type\":\"worker\",\"status\":\"busy\",\"interval_ms\":" + intervalMillis
                + ",\"uptime_seconds\":" + sequence * intervalMillis / 1000
                + ",\"resource_usage\":{\"cpu_percent\":" + (agent + sequence) % 50
                + ",\"memory_mb\":" + (100 + (agent + sequence) % 100) + "},\"queue_depth\":" + sequence % 3
                + ",\"operations\":{\"task\":" + count + ",\"errors\":" + sequence / 100
                + ",\"durations_ms\":[812.4,1204]},\"spawn\":{\"count\":1},\"message\":" + count + "},\"queue\":"
                + count + "},\"context\":" + count + "}}}";
        out.write(("PUB agents." + id + ".heartbeat " + body.length() + "\r\n" + body + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    static String id(int agent) {
        return "analyzer-" + (1_000_000 + agent);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        socket.close();
    }
}
