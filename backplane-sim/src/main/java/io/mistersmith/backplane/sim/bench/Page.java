package io.mistersmith.backplane.sim.bench;

import java.io.IOException;
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
            return Optional.of(new String(get(false), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** How long a scrape takes, ms: the minimum and the median of {@code times}, and the body's bytes. */
    double[] scrape(boolean gzip, int times) throws IOException, InterruptedException {
        double[] millis = new double[times];
        int bytes = 0;
        for (int i = 0; i < times; i++) {
            long began = System.nanoTime();
            bytes = get(gzip).length;
            millis[i] = (System.nanoTime() - began) / 1e6;
        }
        Arrays.sort(millis);
        return new double[] {millis[0], millis[times / 2], bytes};
    }

    private byte[] get(boolean gzip) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10));
        if (gzip) {
            request.header("Accept-Encoding", "gzip");
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                .body();
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
