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
final class JsonCursor {

    /**
     * The members of an object that are of interest, in the order in which they are expected: the one behind the last that was
     * found is looked for first. Not thread-safe.
     */
    static final class Members {
        private final String[] names;
        /** Each with its closing quote. */
        private final byte[][] quoted;

        private int expected;

        private Members(String[] names) {
            this.names = names;
            this.quoted = new byte[names.length][];
            for (int i = 0; i < names.length; i++) {
                quoted[i] = (names[i] + '"').getBytes(StandardCharsets.UTF_8);
            }
        }

        static Members of(String... names) {
            return new Members(names);
        }
    }

    /** Reads a document from its begin. */
    @FunctionalInterface
    interface Reading<A> {
        A read(JsonCursor in) throws IOException;
    }

    /** More never overflow. */
    private static final int MAX_DIGITS = 18;

    private final byte[] bytes;
    private final ServerTime times = new ServerTime();
    private int at;

    private JsonCursor(byte[] document) {
        this.bytes = document;
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

    private void end() throws IOException {
        while (at < bytes.length) {
            if (bytes[at++] > ' ') {
                throw unexpected("the end");
            }
        }
    }

    /** The document itself, to be read only. */
    byte[] document() {
        return bytes;
    }

    /** Where the next value begins, for {@link #reset}. */
    int mark() {
        next();
        return at;
    }

    /** Goes to a place in the document. */
    void reset(int place) {
        at = place;
    }

    /** Into an object or a list, which {@code open} begins; whether there is anything in it. */
    boolean enter(char open) throws IOException {
        if (next() != open) {
            if (literal("null")) {
                return false;
            }
            throw unexpected(open == '{' ? "an object" : "a list");
        }
        at++;
        // '{' + 2 == '}', and '[' + 2 == ']'
        if (next() != open + 2) {
            return true;
        }
        at++;
        return false;
    }

    /** Behind a member or an element; whether there is one more before {@code close}. */
    boolean more(char close) throws IOException {
        byte b = next();
        at++;
        if (b == ',') {
            return true;
        }
        if (b != close) {
            at--;
            throw unexpected("',' or '" + close + "'");
        }
        return false;
    }

    /** Over a member's name and its colon; the name, or empty where it is not one of these. */
    String member(Members members) throws IOException {
        openName();
        byte[][] quoted = members.quoted;
        int expected = members.expected;
        for (int i = expected; i < quoted.length; i++) {
            if (isName(quoted[i])) {
                return found(members, i);
            }
        }
        for (int i = 0; i < expected; i++) {
            if (isName(quoted[i])) {
                return found(members, i);
            }
        }
        skipText();
        colon();
        return "";
    }

    private String found(Members members, int i) throws IOException {
        members.expected = i + 1;
        colon();
        return members.names[i];
    }

    /** Over a member's name and its colon; the name. */
    String name() throws IOException {
        openName();
        at--;
        String name = text();
        colon();
        return name;
    }

    private void openName() throws IOException {
        if (next() != '"') {
            throw unexpected("a name");
        }
        at++;
    }

    private boolean isName(byte[] name) {
        byte[] document = bytes;
        int here = at;
        for (byte b : name) {
            if (document[here++] != b) {
                return false;
            }
        }
        at = here;
        return true;
    }

    private void colon() throws IOException {
        if (next() != ':') {
            throw unexpected("':'");
        }
        at++;
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

    /** Over the rest of a string and its closing quote; whether it has no escapes. */
    private boolean skipText() {
        byte[] document = bytes;
        boolean plain = true;
        int here = at;
        for (byte b = document[here]; b != '"'; b = document[++here]) {
            if (b == '\\') {
                plain = false;
                here++;
            }
        }
        at = here + 1;
        return plain;
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

    /** Over a value of any kind. */
    void skip() throws IOException {
        int depth = 0;
        do {
            switch (next()) {
                case '"' -> {
                    at++;
                    skipText();
                }
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                }
                case ',', ':' -> {
                    if (depth == 0) {
                        throw unexpected("a value");
                    }
                    at++;
                }
                default -> skipWord();
            }
        } while (depth > 0);
        if (depth < 0) {
            throw unexpected("a value");
        }
    }

    /** Over a number, or true, false, null. */
    private void skipWord() throws IOException {
        int from = at;
        while (isOfWord(bytes[at])) {
            at++;
        }
        if (at == from) {
            throw unexpected("a value");
        }
    }

    private static boolean isOfWord(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9') || b == '-' || b == '+' || b == '.' || b == 'E';
    }

    /** Over {@code null}. */
    private void nothing(String expected) throws IOException {
        if (!literal("null")) {
            throw unexpected(expected);
        }
    }

    private boolean literal(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return false;
            }
        }
        at += word.length();
        return true;
    }

    /** The next byte that is not white space, which stays where it is. */
    private byte next() {
        byte b = bytes[at];
        while (b <= ' ' && b >= 0) {
            b = bytes[++at];
        }
        return b;
    }

    private IOException unexpected(String expected) {
        return new IOException("expected " + expected + " at byte " + at);
    }
}
