package io.mistersmith.backplane.monitor.wire;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How bad a violation is, the worse the later. */
public enum Severity {
    /** Degraded but acceptable. */
    WARNING,
    /** Below what is acceptable. */
    ERROR,
    /** Needs somebody now. */
    CRITICAL;

    /** As on the wire and in labels: {@code warning}, {@code error}, {@code critical}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Severity> of(String word) {
        return Arrays.stream(values()).filter(s -> s.word().equals(word)).findFirst();
    }
}
