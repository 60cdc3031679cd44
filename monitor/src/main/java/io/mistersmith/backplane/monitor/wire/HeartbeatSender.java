package io.mistersmith.backplane.monitor.wire;

import java.util.Arrays;

/**
 * An agent as the decoder knows it: its id, made ready to be compared, and what its last heartbeat looked like. Not thread-safe.
 */
public final class HeartbeatSender {

    /** As many words as an id has at most. */
    public static final int MAX_WORDS = words(AgentId.MAX_LENGTH);

    private final String id;

    /** The id as {@link #pack} makes it; nothing for what is no id. */
    private final long[] words;

    /** Most likely the shape of its next heartbeat. */
    HeartbeatShape shape = HeartbeatShape.NONE;

    /** @param id the subject's token, whatever it is */
    public HeartbeatSender(String id) {
        this.id = id;
        long[] packed = new long[MAX_WORDS];
        this.words = AgentId.isValid(id) ? Arrays.copyOf(packed, pack(id, 0, id.length(), packed, 0)) : new long[0];
    }

    public String id() {
        return id;
    }

    /** Whether the id may stand in a subject at all. */
    public boolean isValid() {
        return words.length > 0;
    }

    /**
     * Writes {@code text[from…to)} and a quote behind it as words of eight characters, the first of them lowest, the last word
     * filled up with zeros: no two tokens have the same words. Returns how many there are; 0 for what is no id, by its length or
     * for characters beyond ASCII.
     */
    public static int pack(String text, int from, int to, long[] into, int at) {
        int length = to - from;
        if (length > AgentId.MAX_LENGTH) {
            return 0;
        }
        int all = 0;
        int end = at;
        long word = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(from + i);
            all |= c;
            word |= (long) c << (Byte.SIZE * i);
            if (i % Long.BYTES == Long.BYTES - 1) {
                into[end++] = word;
                word = 0;
            }
        }
        into[end++] = word | (long) '"' << (Byte.SIZE * length);
        return all <= 0x7f ? end - at : 0;
    }

    private static int words(int length) {
        return length / Long.BYTES + 1;
    }

    /** Whether the id is the one that {@link #pack} made {@code count} words of, from {@code at} on. */
    public boolean isCalled(long[] packed, int at, int count) {
        if (count != words.length) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (packed[at + i] != words[i]) {
                return false;
            }
        }
        return true;
    }

    /** The id's words, from {@code at} on; returns how many there are. */
    public int copyTo(long[] into, int at) {
        System.arraycopy(words, 0, into, at, words.length);
        return words.length;
    }

    /** Over the id and the quote behind it. */
    int take(JsonBytes in, int at) {
        return in.words(at, words, 0, words.length, id.length() + 1);
    }
}
