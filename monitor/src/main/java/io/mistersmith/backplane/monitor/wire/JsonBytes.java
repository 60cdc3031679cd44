package io.mistersmith.backplane.monitor.wire;

import static io.mistersmith.backplane.monitor.wire.HeartbeatDecoder.MAX_BYTES;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A JSON document, for who reads the ordinary shape of it only: ASCII without escapes, plain numbers. Every step is told a place
 * in it and answers the place behind what it found there, or {@link #NO}; and it answers {@link #NO} to {@link #NO}. Not
 * thread-safe.
 *
 * <p>The document is copied to between zeros, which nothing that is looked for begins with: so eight bytes may be read wherever
 * one is, the end needs no question, and {@link #NO} is a place where nothing is.
 */
final class JsonBytes {

    static final int NO = 0;

    /** Where the document begins. */
    static final int START = Long.BYTES;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** As much as is ever looked at from one place on. */
    private static final int ZEROS = 32;

    /** So many digits never overflow. */
    private static final int MAX_DIGITS = 18;

    /** A number up to it has room for one more digit. */
    private static final long MAX_BEFORE_DIGIT = (Long.MAX_VALUE - 9) / 10;

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = ONES << 7;

    private final byte[] bytes = new byte[START + MAX_BYTES + ZEROS];
    private int end;
    private long integer;
    private double decimal;

    /** @param document of at most {@link HeartbeatDecoder#MAX_BYTES} */
    void open(byte[] document) {
        end = START + document.length;
        System.arraycopy(document, 0, bytes, START, document.length);
        Arrays.fill(bytes, end, end + ZEROS, (byte) 0);
    }

    byte byteAt(int at) {
        return bytes[at];
    }

    /** The eight bytes from {@code at} on, the first of them lowest. */
    long word(int at) {
        return (long) WORD.get(bytes, at);
    }

    /**
     * Over so many bytes if they are those of some words.
     *
     * @param words from {@code first} on, {@code count} of them, the last one filled up with zeros
     */
    int words(int at, long[] words, int first, int count, int length) {
        int here = at;
        int last = first + count - 1;
        for (int i = first; i < last; i++, here += Long.BYTES) {
            if (word(here) != words[i]) {
                return NO;
            }
        }
        // as many of the last one's lowest bytes as count
        long mask = -1L >>> (-Byte.SIZE * length);
        return ((word(here) ^ words[last]) & mask) == 0 ? at + length : NO;
    }

    /** Over {@code symbol}, and white space before it. */
    int symbol(int at, char symbol) {
        byte b = bytes[at];
        if (b == symbol) {
            return at + 1;
        }
        return b <= ' ' ? symbolAfterSpace(at, symbol) : NO;
    }

    private int symbolAfterSpace(int at, char symbol) {
        int there = space(at);
        return bytes[there] == symbol ? there + 1 : NO;
    }

    /** Over white space, if there is any. */
    int space(int at) {
        int there = at;
        while (isSpace(bytes[there])) {
            there++;
        }
        return there;
    }

    private static boolean isSpace(byte b) {
        return b <= ' ' && (b == ' ' || b == '\n' || b == '\r' || b == '\t');
    }

    /** Whether {@code at} is a place behind which there is nothing but white space. */
    boolean isEnd(int at) {
        return at != NO && space(at) == end;
    }

    /**
     * Whether {@code key} stands at {@code at}, behind its opening quote.
     *
     * @param word {@link #word} there
     */
    boolean isKey(int at, Key key, long word) {
        return (word & key.mask()) == key.head() && (key.tailAt() == 0 || word(at + key.tailAt()) == key.tail());
    }

    /** Over a string's rest and its closing quote, unless it has escapes or anything beyond ASCII. */
    int text(int at) {
        for (int here = at; ; here += Long.BYTES) {
            long stops = stops(word(here));
            if (stops != 0) {
                int stop = here + (Long.numberOfTrailingZeros(stops) >>> 3);
                return bytes[stop] == '"' ? stop + 1 : NO;
            }
        }
    }

    /** Bits of which the lowest lies in the first byte that is a quote or no character of an ordinary string. */
    private static long stops(long word) {
        long control = (word - ONES * ' ') & ~word;
        return (control | zeros(word ^ ONES * '"') | zeros(word ^ ONES * '\\') | word) & HIGH_BITS;
    }

    private static long zeros(long word) {
        return (word - ONES) & ~word;
    }

    /** Over an integer ≥ 0 of at most 18 digits, which {@link #integer()} is then. */
    int integer(int at) {
        int first = space(at);
        long digits = word(first) ^ ONES * '0';
        long others = notDigits(digits);
        int count = Long.numberOfTrailingZeros(others) >>> 3;
        if (others == 0 || count == 0) {
            return longInteger(first);
        }
        integer = number(digits, count);
        return count > 1 && (digits & 0xFF) == 0 ? NO : first + count;
    }

    /** The highest bit of each byte that is above 9. */
    private static long notDigits(long digits) {
        return ((digits + ONES * (0x7f - 9)) | digits) & HIGH_BITS;
    }

    /** The number that the lowest 1…7 bytes are, a digit each, the first one lowest. */
    private static long number(long digits, int count) {
        // what does not count goes out at the top, and zeros come in below: eight digits
        long ones = digits << (Long.SIZE - Byte.SIZE * count);
        long pairs = (ones * 10 + (ones >>> 8)) & 0x00FF_00FF_00FF_00FFL;
        long fours = (pairs * 100 + (pairs >>> 16)) & 0x0000_FFFF_0000_FFFFL;
        return (fours * 10_000 + (fours >>> 32)) & 0xFFFF_FFFFL;
    }

    private int longInteger(int first) {
        int here = first;
        long value = 0;
        for (int digit = bytes[here] - '0'; digit >= 0 && digit <= 9; digit = bytes[++here] - '0') {
            value = value * 10 + digit;
        }
        integer = value;
        int digits = here - first;
        return digits > 0 && digits <= MAX_DIGITS && (digits == 1 || bytes[first] != '0') ? here : NO;
    }

    long integer() {
        return integer;
    }

    /** Over a number ≥ 0 that is plainly written and surely read, which {@link #decimal()} is then. */
    int decimal(int at) {
        int first = space(at);
        long digits = word(first) ^ ONES * '0';
        long others = notDigits(digits);
        int before = Long.numberOfTrailingZeros(others) >>> 3;
        if (others == 0 || before == 0) {
            return longDecimal(first);
        }
        boolean leadingZero = before > 1 && (digits & 0xFF) == 0;
        if ((digits >>> (Byte.SIZE * before) & 0xFF) != ('.' ^ '0')) {
            decimal = number(digits, before);
            return leadingZero ? NO : first + before;
        }
        // behind the point
        long later = others & (others - 1);
        int length = Long.numberOfTrailingZeros(later) >>> 3;
        int after = length - before - 1;
        if (later == 0 || after == 0) {
            return longDecimal(first);
        }
        long whole = digits & Key.mask(before);
        long fraction = digits >>> 8 & ~Key.mask(before);
        decimal = Decimals.of(number(whole | fraction, before + after), after);
        return leadingZero ? NO : first + length;
    }

    private int longDecimal(int first) {
        int point = integer(first);
        if (bytes[point] != '.') {
            decimal = integer;
            return point;
        }
        long value = integer;
        int here = point + 1;
        for (int digit = bytes[here] - '0'; digit >= 0 && digit <= 9; digit = bytes[++here] - '0') {
            if (value > MAX_BEFORE_DIGIT) {
                return NO;
            }
            value = value * 10 + digit;
        }
        int decimals = here - point - 1;
        if (decimals == 0 || decimals > Decimals.MAX_DECIMALS) {
            return NO;
        }
        decimal = Decimals.of(value, decimals);
        return Double.isNaN(decimal) ? NO : here;
    }

    double decimal() {
        return decimal;
    }

    /** Over {@code text}, such as {@code null}, and white space before it. */
    int literal(int at, String text) {
        int first = space(at);
        for (int i = 0; i < text.length(); i++) {
            if (bytes[first + i] != text.charAt(i)) {
                return NO;
            }
        }
        return first + text.length();
    }
}
