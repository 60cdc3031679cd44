package io.mistersmith.backplane.monitor.wire;

import java.util.Arrays;

/**
 * Names that agents give and that become label values: agent types and kinds of operation. What could not be told apart, or
 * not be read, on a page or in a line of text is {@link #OTHER}: an empty name, one longer than {@value #MAX_LENGTH}
 * characters, one with a control character, a line separator, or half a surrogate pair.
 *
 * <p>Holds a small cache, so that the same name again is the same String and costs no memory. Not thread-safe.
 */
public final class Name {

    /** The catch-all, for what has no name of its own. */
    public static final String OTHER = "other";

    public static final int MAX_LENGTH = 64;

    /** Direct-mapped: a clash costs one String, never more memory. */
    private final String[] cache = new String[256];

    private final long[] words = new long[256];
    private final String[] shortNames = new String[256];

    Name() {
        Arrays.fill(cache, OTHER);
    }

    /** The name in {@code text[offset…offset+length)}, or {@link #OTHER}. */
    String of(char[] text, int offset, int length) {
        if (length == 0 || length > MAX_LENGTH) {
            return OTHER;
        }
        int hash = 0;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + text[i];
        }
        int slot = slot(hash);
        String cached = cache[slot];
        if (!equal(cached, text, offset, length)) {
            cached = of(new String(text, offset, length));
            cache[slot] = cached;
        }
        return cached;
    }

    /** The name of {@code length} characters at {@code from}, which are ASCII, or {@link #OTHER}. */
    String of(JsonBytes text, int from, int length) {
        if (length > Long.BYTES) {
            return ofLong(text, from, length);
        }
        long word = text.word(from) & Key.mask(length);
        int slot = (int) ((word * 0x9E37_79B9_7F4A_7C15L) >>> 56);
        if (words[slot] != word || length == 0) {
            words[slot] = word;
            shortNames[slot] = ofLong(text, from, length);
        }
        return shortNames[slot];
    }

    private String ofLong(JsonBytes text, int from, int length) {
        if (length == 0 || length > MAX_LENGTH) {
            return OTHER;
        }
        char[] chars = new char[length];
        for (int i = 0; i < length; i++) {
            chars[i] = (char) text.byteAt(from + i);
        }
        return of(chars, 0, length);
    }

    private int slot(int hash) {
        return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (cache.length - 1);
    }

    /** The name itself, or {@link #OTHER}. */
    static String of(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH) {
            return OTHER;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < name.length() && Character.isLowSurrogate(name.charAt(i + 1))) {
                i++;
            } else if (Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                return OTHER;
            }
        }
        return name;
    }

    static boolean equal(String known, char[] text, int offset, int length) {
        if (known.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known.charAt(i) != text[offset + i]) {
                return false;
            }
        }
        return true;
    }
}
