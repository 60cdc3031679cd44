package io.mistersmith.backplane.monitor.nats;

import java.io.IOException;

/**
 * The structure of a JSON document, walked from its begin to its end: in and out of objects and lists, over names, past what is of no
 * interest and not looked at closely. Not thread-safe.
 *
 * <p>Where the document ends too early every method throws {@link IndexOutOfBoundsException}.
 */
abstract class JsonWalk {

    final byte[] bytes;
    /** Where we are. */
    int at;

    JsonWalk(byte[] document) {
        this.bytes = document;
    }

    /** Over the rest of the document, which is nothing but white space. */
    final void end() throws IOException {
        while (at < bytes.length) {
            if ((bytes[at] & 0xFF) > ' ') {
                throw unexpected("the end");
            }
            at++;
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
    String member(JsonMembers members) throws IOException {
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

    private String found(JsonMembers members, int i) throws IOException {
        members.expected = i + 1;
        colon();
        return members.names[i];
    }

    final void openName() throws IOException {
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

    final void colon() throws IOException {
        if (next() != ':') {
            throw unexpected("':'");
        }
        at++;
    }

    /** Over the rest of a string and its closing quote; whether it has no escapes. */
    final boolean skipText() {
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

    final boolean literal(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return false;
            }
        }
        at += word.length();
        return true;
    }

    /** The next byte that is not white space, which stays where it is. */
    final byte next() {
        byte b = bytes[at];
        while (b <= ' ' && b >= 0) {
            b = bytes[++at];
        }
        return b;
    }

    final IOException unexpected(String expected) {
        return new IOException("expected " + expected + " at byte " + at);
    }
}
