package io.mistersmith.backplane.sim.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JetStream stream to make and fill.
 */
public record StreamPlan(String name, Retention retention) {

    /** NATS's own words. */
    public enum Retention {
        LIMITS,
        INTEREST,
        WORKQUEUE
    }

    private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9_-]{1,64})(?::(limits|interest|workqueue))?");

    /** {@code NAME[:limits|interest|workqueue]}. */
    public static StreamPlan parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no stream: expected NAME or NAME:RETENTION with"
                    + " limits, interest or workqueue, as ORDERS or TASKS:workqueue");
        }
        return new StreamPlan(
                m.group(1),
                Arrays.stream(Retention.values())
                        .filter(r -> r.name().toLowerCase(Locale.ROOT).equals(m.group(2)))
                        .findFirst()
                        .orElse(Retention.LIMITS));
    }

    /** What its subjects begin with. */
    public String prefix() {
        return "load." + name.toLowerCase(Locale.ROOT);
    }
}
