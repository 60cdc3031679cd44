package io.mistersmith.backplane.sim.verify;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Between these two a figure or a moment lies, both included: what is sent to a server happens between the sending and the
 * answer.
 *
 * @param from ms; of a moment, epoch ms
 * @param to not less than {@code from}; infinite: it has not happened
 */
record Span(double from, double to) {

    static final Span NEVER = new Span(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    static final Span ZERO = new Span(0, 0);

    Span {
        if (!(from <= to)) {
            throw new IllegalArgumentException("from " + from + " is after to " + to);
        }
    }

    static Span at(double moment) {
        return new Span(moment, moment);
    }

    /** When the first of two things happened. */
    Span orEarlier(Span other) {
        return new Span(Math.min(from, other.from), Math.min(to, other.to));
    }

    Optional<Span> and(Span other) {
        double begin = Math.max(from, other.from);
        double end = Math.min(to, other.to);
        return begin <= end ? Optional.of(new Span(begin, end)) : Optional.empty();
    }

    /** What is left of it without what lies strictly between the ends of {@code other}. */
    Stream<Span> without(Span other) {
        if (other.to <= from || other.from >= to) {
            return Stream.of(this);
        }
        return Stream.concat(
                other.from > from ? Stream.of(new Span(from, other.from)) : Stream.empty(),
                other.to < to ? Stream.of(new Span(other.to, to)) : Stream.empty());
    }

    /** How far {@code figure} lies outside; 0 inside. */
    double distance(double figure) {
        return Math.max(0, Math.max(from - figure, figure - to));
    }

    /** How far {@code figure} lies from the nearest of {@code spans}; infinite where there are none. */
    static double distance(List<Span> spans, double figure) {
        return spans.stream().mapToDouble(s -> s.distance(figure)).min().orElse(Double.POSITIVE_INFINITY);
    }
}
