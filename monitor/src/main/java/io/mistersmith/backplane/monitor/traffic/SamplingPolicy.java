package io.mistersmith.backplane.monitor.traffic;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which sources have to be time-sampled so that what all of them cost together stays within a budget: the most expensive ones,
 * until the rest fits; released again, the cheapest first, once there is room for it and a margin.
 *
 * @param budget per second, in the unit of the costs
 */
record SamplingPolicy(double budget) {

    /** Released only into this part of the budget, so that nobody goes to and fro at its edge. */
    private static final double RELEASE = 0.8;

    /** What sampled sources may cost together at least, where the others leave nothing. */
    private static final double SAMPLES_SHARE = 0.1;

    private static final double MOST_OF_THE_TIME = 0.5;
    private static final long PERIOD_MILLIS = 5000;
    private static final long LONGEST_PERIOD_MILLIS = 30_000;
    private static final long SHORTEST_SAMPLE_MILLIS = 100;

    /** A sample of {@code onMillis} in each {@code periodMillis}. */
    record Duty(long onMillis, long periodMillis) {

        /** How many messages one of a sample stands for. */
        long weight() {
            return Math.max(1, Math.round((double) periodMillis / onMillis));
        }
    }

    /**
     * @param costs per second, each source's if it were not sampled
     * @param before who is sampled now
     */
    Set<String> sampled(Map<String, Double> costs, Set<String> before) {
        Set<String> sampled = new HashSet<>(before);
        sampled.retainAll(costs.keySet());
        Comparator<String> byCost =
                Comparator.<String>comparingDouble(costs::get).thenComparing(Comparator.naturalOrder());
        double heard = heard(costs, sampled);
        while (heard > budget) {
            String hottest = costs.keySet().stream()
                    .filter(s -> !sampled.contains(s))
                    .max(byCost)
                    .orElseThrow();
            sampled.add(hottest);
            heard = heard(costs, sampled);
        }
        while (!sampled.isEmpty()) {
            String coldest = sampled.stream().min(byCost).orElseThrow();
            double cost = costs.getOrDefault(coldest, 0.0);
            if (heard + cost > RELEASE * budget) {
                break;
            }
            sampled.remove(coldest);
            heard += cost;
        }
        return sampled;
    }

    /** How long and how often a sampled source is heard, given the choice of {@link #sampled}. */
    Duty duty(String source, Map<String, Double> costs, Set<String> sampled) {
        double left = Math.max(SAMPLES_SHARE * budget, budget - heard(costs, sampled));
        double cost = Math.max(costs.getOrDefault(source, 0.0), 1e-9);
        double part = Math.min(MOST_OF_THE_TIME, left / sampled.size() / cost);
        // two requests a sample, and not more than two a second for all of them
        long period = Math.max(PERIOD_MILLIS, 1000L * sampled.size());
        period = Math.max(period, (long) (SHORTEST_SAMPLE_MILLIS / part));
        period = Math.min(period, LONGEST_PERIOD_MILLIS);
        return new Duty(Math.max(SHORTEST_SAMPLE_MILLIS, (long) (part * period)), period);
    }

    private static double heard(Map<String, Double> costs, Set<String> sampled) {
        return costs.entrySet().stream()
                .filter(e -> !sampled.contains(e.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
