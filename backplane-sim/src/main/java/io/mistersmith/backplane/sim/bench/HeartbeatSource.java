package io.mistersmith.backplane.sim.bench;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that publishes heartbeats over a bare socket, so that it is never what limits a run. It obeys lines of its input:
 * {@code publish RATE SECONDS}, rate 0 for as fast as the server takes them; answered by {@code published N NANOS} once the
 * server has them all.
 */
public final class HeartbeatSource {

    /** At full speed so many frames go into one write. */
    private static final int BATCH = 200;

    private final HeartbeatFrames frames;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    /** @throws IOException when nobody answers at {@code port} of this machine */
    public HeartbeatSource(int port, int agents) throws IOException {
        frames = new HeartbeatFrames(agents);
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        line("CONNECT {\"verbose\":false,\"pedantic\":false,\"name\":\"heartbeats\"}");
        awaitTaken();
    }

    /** Until the input ends. */
    public void obey(InputStream commands, PrintStream answers) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(commands, StandardCharsets.US_ASCII));
        answers.println("ready");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.split(" ", -1);
            long began = System.nanoTime();
            long published = publish(Long.parseLong(words[1]), Math.round(Double.parseDouble(words[2]) * 1e9));
            awaitTaken();
            answers.println("published " + published + " " + (System.nanoTime() - began));
        }
        socket.close();
    }

    /**
     * At a rate, each is sent when it is due, as far as the kernel's timer allows: heartbeats of a fleet come one by one, and
     * batches would be cheaper for whoever receives them.
     */
    private long publish(long perSecond, long nanos) throws IOException {
        long began = System.nanoTime();
        long end = perSecond > 0 ? Math.round(perSecond * (nanos / 1e9)) : Long.MAX_VALUE;
        long published = 0;
        while (published < end) {
            long elapsed = System.nanoTime() - began;
            if (perSecond == 0 && elapsed >= nanos) {
                break;
            }
            long due = perSecond == 0 ? Long.MAX_VALUE : Math.min(end, (long) (elapsed * (perSecond / 1e9)) + 1);
            if (published >= due) {
                LockSupport.parkNanos(1);
            } else {
                published += frames.next((int) Math.min(BATCH, due - published), Instant.now());
                out.write(frames.bytes(), frames.offset(), frames.length());
            }
        }
        return published;
    }

    private void line(String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** The server answers in order: what came before the ping, it has. */
    private void awaitTaken() throws IOException {
        line("PING");
        for (String answer = answer(); !answer.equals("PONG"); answer = answer()) {
            if (answer.equals("PING")) {
                line("PONG");
            } else if (!answer.startsWith("INFO")) {
                throw new IOException("the server says " + answer);
            }
        }
    }

    private String answer() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection after: " + line);
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
