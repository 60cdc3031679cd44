package io.mistersmith.backplane.monitor.exposition;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mistersmith.backplane.monitor.exposition.TextWriter.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of {@code /metrics}: the Frames, then what is known only now, then Micrometer's meters of the JVM, of Vert.x and of
 * the process. Reads memory only, and takes a millisecond for ten thousand series. One at a time: it writes into the same
 * buffer.
 */
final class Scrape {

    private static final byte[] END_OF_OPENMETRICS = "# EOF\n".getBytes(StandardCharsets.US_ASCII);

    private final PrometheusMeterRegistry meters;
    private final About about;
    private final SeriesCap cap;
    private final TextWriter writer = new TextWriter();
    private final TextBuffer out = new TextBuffer();

    Scrape(PrometheusMeterRegistry meters, About about, int maxAgents) {
        this.meters = meters;
        this.about = about;
        this.cap = new SeriesCap(maxAgents);
    }

    /**
     * @param now epoch ms
     * @return the text, to be taken before the next call
     */
    TextBuffer write(Snapshot snapshot, Format format, long now) {
        List<Part> parts = new ArrayList<>(cap.apply(snapshot));
        parts.add(Part.whole(ExpositionMetrics.frame(snapshot, about, cap.suppressed(), now)));
        out.truncate(0);
        writer.write(parts, format, now, out);
        MeterText.append(meters.scrape(format.contentType()), writer.layout(), out);
        if (format == Format.OPENMETRICS) {
            out.put(END_OF_OPENMETRICS);
        }
        return out;
    }
}
