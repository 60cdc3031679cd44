package io.mistersmith.backplane.sim.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** A monitor's {@code /metrics}. */
public final class Page {

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI uri;

    public Page(int port) {
        uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    }

    /** The text; empty while nobody answers. */
    public Optional<String> text() throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
            return Optional.of(client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                    .body());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** How long a scrape takes, ms: the minimum and the median of {@code times}, and the body's bytes. */
    double[] scrape(boolean gzip, int times) throws IOException {
        double[] millis = new double[times];
        long bytes = 0;
        for (int i = 0; i < times; i++) {
            long began = System.nanoTime();
            bytes = drain(gzip);
            millis[i] = (System.nanoTime() - began) / 1e6;
        }
        Arrays.sort(millis);
        return new double[] {millis[0], millis[times / 2], bytes};
    }

    /** Reads it away, as curl does: an HTTP client that keeps it takes as long as the monitor; the body's bytes. */
    private long drain(boolean gzip) throws IOException {
        String request = "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                + (gzip ? "Accept-Encoding: gzip\r\n" : "") + "\r\n";
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            long bytes = headers(in, buffer);
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes += n;
            }
            return bytes;
        }
    }

    /** Reads to the end of the headers at least; how much of the body came with them. */
    private static int headers(InputStream in, byte[] buffer) throws IOException {
        int length = 0;
        int end = -1;
        while (end < 0) {
            int n = in.read(buffer, length, buffer.length - length);
            if (n < 0) {
                throw new EOFException("no whole answer to a scrape");
            }
            length += n;
            end = new String(buffer, 0, length, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
        }
        if (!new String(buffer, 0, length, StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 200 ")) {
            throw new IOException("a scrape was refused");
        }
        return length - end - 4;
    }

    /** The sum over all series whose line begins with {@code prefix}. */
    static double sum(String text, String prefix) {
        return text.lines()
                .filter(l -> l.startsWith(prefix))
                .mapToDouble(l -> Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** How many series whose line begins with {@code prefix} are 0. */
    static long zeros(String text, String prefix) {
        return text.lines()
                .filter(l -> l.startsWith(prefix) && Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)) == 0)
                .count();
    }
}
