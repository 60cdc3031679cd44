package io.mistersmith.backplane.sim.load;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A durable pull consumer to make and play.
 *
 * @param acksPerSecond how fast it works at most; 0: as fast as messages come
 */
public record ConsumerPlan(String stream, String name, double acksPerSecond) {

    private static final Pattern TEXT =
            Pattern.compile("([A-Za-z0-9_-]{1,64})/([A-Za-z0-9_-]{1,64})(?::(\\d{1,6}(?:\\.\\d{1,3})?))?");

    /** {@code STREAM/NAME[:ACKS_PER_SECOND]}. */
    public static ConsumerPlan parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no consumer: expected STREAM/NAME or"
                    + " STREAM/NAME:ACKS_PER_SECOND, as ORDERS/billing or ORDERS/billing:15");
        }
        return new ConsumerPlan(m.group(1), m.group(2), m.group(3) == null ? 0 : Double.parseDouble(m.group(3)));
    }

    /** {@code STREAM/NAME}. */
    public String id() {
        return stream + "/" + name;
    }
}
