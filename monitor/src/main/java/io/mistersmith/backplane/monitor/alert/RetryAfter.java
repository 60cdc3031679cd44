package io.mistersmith.backplane.monitor.alert;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The {@code Retry-After} header of HTTP (RFC 9110, 10.2.3): seconds, or a date. */
final class RetryAfter {

    /** What asks for more is not believed. */
    static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /** Between 0 and {@link #LONGEST}; empty when it is neither seconds nor a date. */
    static Optional<Duration> parse(String value, Instant now) {
        String text = value.strip();
        Duration asked;
        try {
            asked = text.matches("\\d{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(text))
                    : Duration.between(
                            now,
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
        if (asked.isNegative()) {
            return Optional.of(Duration.ZERO);
        }
        return Optional.of(asked.compareTo(LONGEST) > 0 ? LONGEST : asked);
    }
}
