package io.mistersmith.backplane.sim.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Lag at random moments against what was published and finished. A figure is of its poll: it has to be true of some moment
 * between the poll's beginning and its end, give or take the error that it states and {@value #TOLERANCE_MS} ms.
 */
final class LagCheck {

    /** Rounding of two times to ms each, and what a clock reads a moment late. */
    static final double TOLERANCE_MS = 5;

    /** The consumer of a stream that nobody uses. */
    static final String AT_REST = "at-rest";

    /** Of a time to ms. */
    private static final double ROUNDING_MS = 1;

    private static final long WARM_UP_MILLIS = 5_000;
    private static final double GAP_OF_A_POLL = 0.3;
    private static final int FAILURES_TOLD = 20;

    /** One scrape, and when the poll ended that it is of. */
    private record Sample(Scrape scrape, Span poll) {}

    private final Lab lab;
    private final long seed;
    private final int scrapes;
    private final Report report;

    LagCheck(Lab lab, long seed, int scrapes, Report report) {
        this.lab = lab;
        this.seed = seed;
        this.scrapes = scrapes;
        this.report = report;
    }

    void run() throws IOException, InterruptedException {
        try (Play play = new Play(lab.server, seed)) {
            new RestlessCast(play).enter();
            TimeUnit.MILLISECONDS.sleep(WARM_UP_MILLIS);
            List<Sample> samples = sample(play);
            play.settle();
            judge(play, samples);
        }
    }

    private List<Sample> sample(Play play) throws IOException, InterruptedException {
        RandomGenerator random = play.random("samples");
        List<Sample> samples = new ArrayList<>();
        Scrape before = lab.scrape();
        double end = Double.POSITIVE_INFINITY;
        while (samples.size() < scrapes) {
            TimeUnit.MILLISECONDS.sleep(random.nextLong(0, Math.round(2 * GAP_OF_A_POLL * lab.pollMillis())));
            play.check();
            Scrape now = lab.scrape();
            Optional<Span> polled = now.polled();
            if (now.polls() > before.polls() && polled.isPresent()) {
                // one poll since: that is how long it took; else it ended before it was exposed
                end = now.polls() == before.polls() + 1
                        ? polled.get().to() + now.polling() - before.polling() + 1
                        : now.taken().to();
            }
            double ended = Math.min(end, now.taken().to());
            polled.ifPresent(began -> samples.add(new Sample(now, new Span(began.from(), ended))));
            before = now;
        }
        return samples;
    }

    private void judge(Play play, List<Sample> samples) {
        Map<String, LagErrors> errors = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        for (Sample sample : samples) {
            Map<String, Span> moments = moments(play, sample);
            for (Play.Part part : play.parts()) {
                Span moment = moments.getOrDefault(part.id().stream(), Span.NEVER);
                judge(part, sample, moment, errors.computeIfAbsent(part.id().toString(), id -> new LagErrors()))
                        .ifPresent(failures::add);
            }
        }
        report.lag(
                samples.size(), errors, failures.stream().limit(FAILURES_TOLD).toList());
    }

    /**
     * The very moment that the figures of each stream are of, told by the age of a message that nobody touches; where that is
     * a moment of the poll.
     */
    private static Map<String, Span> moments(Play play, Sample sample) {
        Map<String, Span> moments = new TreeMap<>();
        for (Play.Part part : play.parts()) {
            Optional<Double> lag = sample.scrape().of(part.id(), "lag_ms");
            if (part.id().consumer().equals(AT_REST) && lag.isPresent()) {
                part.truth()
                        .moment(lag.get(), sample.poll())
                        .ifPresent(m -> moments.put(part.id().stream(), new Span(m - ROUNDING_MS, m + ROUNDING_MS)));
            }
        }
        return moments;
    }

    private Optional<String> judge(Play.Part part, Sample sample, Span moment, LagErrors errors) {
        ConsumerId id = part.id();
        Optional<Double> lag = sample.scrape().of(id, "lag_ms");
        Optional<Double> stated = sample.scrape().of(id, "lag_error_ms");
        List<Span> truth = part.truth().possible(sample.poll());
        if (lag.isEmpty() || stated.isEmpty()) {
            errors.absent();
            return Optional.empty();
        }
        double off = Math.max(0, Span.distance(truth, lag.get()) - stated.get());
        errors.add(stated.get(), off, width(truth));
        if (stated.get() == 0
                && !id.consumer().equals(AT_REST)
                && sample.poll().and(moment).isPresent()) {
            errors.addSharp(Span.distance(part.truth().possible(moment), lag.get()));
        }
        if (off <= TOLERANCE_MS) {
            return Optional.empty();
        }
        Span told = new Span(lag.get(), lag.get() + stated.get());
        return Optional.of(String.format(
                Locale.ROOT,
                "%s: lag %.0f ± %.0f ms, off by %.1f; in a poll of %.1f ms truth is %s; %s",
                id,
                lag.get(),
                stated.get(),
                off,
                sample.poll().to() - sample.poll().from(),
                truth.stream()
                        .limit(4)
                        .map(s -> String.format(Locale.ROOT, "%.1f…%.1f", s.from(), s.to()))
                        .collect(Collectors.joining(" or ")),
                part.truth().explain(told, sample.poll())));
    }

    /** How much truth itself leaves open, ms. */
    private static double width(List<Span> truth) {
        return truth.stream().mapToDouble(Span::to).max().orElse(0)
                - truth.stream().mapToDouble(Span::from).min().orElse(0);
    }
}
