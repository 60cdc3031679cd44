package io.mistersmith.backplane.monitor.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A name of the contract with the quote that ends it, as one word of eight bytes, or two that overlap: so it is recognized by two
 * comparisons.
 *
 * @param head the first word
 * @param mask the bits of the first word that count
 * @param tail the last word
 * @param tailAt where the last word begins; 0 where the first holds all
 * @param length the quote included, 1…16
 */
record Key(long head, long mask, long tail, int tailAt, int length) {

    static Key of(String name) {
        byte[] bytes = (name + '"').getBytes(StandardCharsets.US_ASCII);
        int length = bytes.length;
        if (length > 2 * Long.BYTES) {
            throw new IllegalArgumentException(name + " is longer than two words");
        }
        int tailAt = Math.max(0, length - Long.BYTES);
        ByteBuffer words = ByteBuffer.wrap(Arrays.copyOf(bytes, 2 * Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        return new Key(words.getLong(0), mask(length), words.getLong(tailAt), tailAt, length);
    }

    /** The first {@code bytes} of a word, all from 8 on. */
    static long mask(int bytes) {
        return bytes >= Long.BYTES ? -1L : (1L << (Byte.SIZE * bytes)) - 1;
    }
}
