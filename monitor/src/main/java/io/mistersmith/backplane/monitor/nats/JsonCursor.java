package io.mistersmith.backplane.monitor.nats;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A place in a JSON document that moves from its begin to its end. The large answers of servers are read so: thousands of objects
 * whose members come in one and the same order, which is guessed and then only compared. What is {@code null} reads as empty. What
 * is skipped is not looked at closely. Not thread-safe.
 *
 * <p>Where the document ends too early every method throws {@link IndexOutOfBoundsException}: {@link #read} makes an
 * {@link EOFException} of it.
 */
final class JsonCursor extends JsonWalk {

    /** Reads a document from its begin. */
    @FunctionalInterface
    interface Reading<A> {
        A read(JsonCursor in) throws IOException;
    }

    /** More never overflow. */
    private static final int MAX_DIGITS = 18;

    private final ServerTime times = new ServerTime();

    private JsonCursor(byte[] document) {
        super(document);
    }

    /** Reads {@code document}, of which nothing may be left; an exception tells the place of what is not as it should be. */
    static <A> A read(byte[] document, Reading<A> reading) throws IOException {
        JsonCursor in = new JsonCursor(document);
        try {
            A answer = reading.read(in);
            in.end();
            return answer;
        } catch (IndexOutOfBoundsException e) {
            throw new EOFException("it ends in the middle");
        }
    }

    /** Over a member's name and its colon; the name. */
    String name() throws IOException {
        openName();
        at--;
        String name = text();
        colon();
        return name;
    }

    /** Over a string; {@code null} is empty. */
    String text() throws IOException {
        if (next() != '"') {
            nothing("a string");
            return "";
        }
        int from = ++at;
        boolean plain = skipText();
        return plain
                ? new String(bytes, from, at - 1 - from, StandardCharsets.UTF_8)
                : JetStreamJson.MAPPER.readValue(bytes, from - 1, at - from + 1, String.class);
    }

    /** Over a list of strings. */
    List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        for (boolean more = enter('['); more; more = more(']')) {
            texts.add(text());
        }
        return texts;
    }

    /** Over an object whose values are strings. */
    Map<String, String> map() throws IOException {
        Map<String, String> map = new HashMap<>();
        for (boolean more = enter('{'); more; more = more('}')) {
            map.put(name(), text());
        }
        return map;
    }

    /**
     * Over an integer; {@code null} is 0. What is too large for a long is the largest one: servers count with 64 bits, have been
     * seen to count below 0, and one such figure must not hide all the others.
     */
    long integer() throws IOException {
        boolean negative = next() == '-';
        byte[] document = bytes;
        int first = negative ? at + 1 : at;
        int here = first;
        long value = 0;
        for (int digit = document[here] - '0'; digit >= 0 && digit <= 9; digit = document[++here] - '0') {
            value = value * 10 + digit;
        }
        byte behind = document[here];
        if (here == first || behind == '.' || behind == 'e' || behind == 'E') {
            nothing("an integer");
            return 0;
        }
        if (here - first > MAX_DIGITS) {
            value = clamped(first, here);
        }
        at = here;
        return negative ? -value : value;
    }

    private long clamped(int first, int end) {
        try {
            return Long.parseLong(new String(bytes, first, end - first, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** Over {@code true} or {@code false}; {@code null} is false. */
    boolean bool() throws IOException {
        next();
        if (literal("true")) {
            return true;
        }
        if (!literal("false")) {
            nothing("true or false");
        }
        return false;
    }

    /** Over a time; {@code null} and what lies before 1970 is {@link Instant#EPOCH}. */
    Instant time() throws IOException {
        if (next() != '"') {
            nothing("a time");
            return Instant.EPOCH;
        }
        int from = ++at;
        skipText();
        try {
            return times.parse(bytes, from, at - 1 - from);
        } catch (DateTimeException e) {
            at = from;
            throw unexpected("an RFC 3339 time");
        }
    }

    /** Over a value of any kind, which is read by the JSON library. */
    <T> T value(Class<T> type) throws IOException {
        next();
        int from = at;
        skip();
        return JetStreamJson.MAPPER.readValue(bytes, from, at - from, type);
    }

    /** Over {@code null}. */
    private void nothing(String expected) throws IOException {
        if (!literal("null")) {
            throw unexpected(expected);
        }
    }
}
