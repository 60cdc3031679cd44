package io.mistersmith.backplane.sim.verify;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the monitor exposed at one moment.
 *
 * @param taken between the request and the answer
 * @param series values by {@code name{label="value",…}}
 */
record Scrape(Span taken, Map<String, Double> series) {

    static Scrape of(String text, Span taken) {
        Map<String, Double> series = new HashMap<>();
        text.lines()
                .filter(l -> l.startsWith("backplane_consumer_")
                        || l.startsWith("backplane_monitor_")
                        || l.startsWith("backplane_stream_"))
                .forEach(l -> {
                    int space = l.lastIndexOf(' ');
                    series.put(l.substring(0, space), Double.parseDouble(l.substring(space + 1)));
                });
        return new Scrape(taken, series);
    }

    Optional<Double> value(String name) {
        return Optional.ofNullable(series.get(name));
    }

    /** {@code backplane_consumer_<figure>} of one consumer. */
    Optional<Double> of(ConsumerId id, String figure) {
        return value("backplane_consumer_" + figure + id.labels());
    }

    /** When the poll began that it is of, epoch ms; empty before the first. */
    Optional<Span> polled() {
        // told in whole ms
        return value("backplane_monitor_snapshot_age_ms{source=\"consumers\"}")
                .map(age -> new Span(taken.from() - age - 1, taken.to() - age + 1));
    }

    double polls() {
        return value("backplane_monitor_poll_duration_ms_count").orElse(0.0);
    }

    /** How long all polls took together, ms. */
    double polling() {
        return value("backplane_monitor_poll_duration_ms_sum").orElse(0.0);
    }

    /** All consumers that have the figure. */
    Set<ConsumerId> consumers(String figure) {
        String begin = "backplane_consumer_" + figure + "{consumer_name=\"";
        return series.keySet().stream()
                .filter(s -> s.startsWith(begin))
                .map(s -> s.substring(begin.length(), s.length() - 2).split("\",stream_name=\"", 2))
                .map(names -> new ConsumerId(names[1], names[0]))
                .collect(Collectors.toSet());
    }
}
