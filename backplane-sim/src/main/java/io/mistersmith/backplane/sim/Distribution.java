package io.mistersmith.backplane.sim;

import io.mistersmith.backplane.sim.random.LogNormal;
import io.mistersmith.backplane.sim.text.Durations;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converters of the options' values. */
final class Distribution {

    private Distribution() {}

    /** {@code MEDIAN/P95} of durations. */
    static final class OfDurations implements ITypeConverter<LogNormal> {
        @Override
        public LogNormal convert(String text) {
            return parse(text, "durations as 900ms/4s", d -> Durations.parse(d).toNanos() / 1e6);
        }
    }

    /** {@code MEDIAN/P95} of bytes. */
    static final class OfBytes implements ITypeConverter<LogNormal> {
        @Override
        public LogNormal convert(String text) {
            return parse(text, "bytes as 512/4096", Double::parseDouble);
        }
    }

    /** {@link Durations}. */
    static final class OneDuration implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Durations.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    private static LogNormal parse(String text, String example, ToDoubleFunction<String> number) {
        String[] parts = text.split("/", -1);
        try {
            if (parts.length == 2) {
                return new LogNormal(number.applyAsDouble(parts[0]), number.applyAsDouble(parts[1]));
            }
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("\"" + text + "\": " + e.getMessage());
        }
        throw new TypeConversionException("\"" + text + "\": expected MEDIAN/P95, " + example);
    }
}
