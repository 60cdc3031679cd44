package io.mistersmith.backplane.monitor.exposition;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Text that grows as UTF-8 bytes and is written over again at the next scrape, so that a scrape leaves no garbage. Numbers
 * come without a String. Not thread-safe.
 */
final class TextBuffer {

    /** More than any long or double takes. */
    private static final int NUMBER = 32;

    /** Below it, thousandths and millionths are whole numbers that a double holds exactly. */
    private static final double FIXED_POINT_LIMIT = 1e9;

    private static final double EXACT_INTEGERS = 0x1p53;

    /** Of a long. */
    private static final int MAX_DIGITS = 19;

    private static final byte[] TENS = new byte[100];
    private static final byte[] ONES = new byte[100];

    static {
        for (int i = 0; i < 100; i++) {
            TENS[i] = (byte) ('0' + i / 10);
            ONES[i] = (byte) ('0' + i % 10);
        }
    }

    private byte[] bytes;
    private int length;

    TextBuffer(int capacity) {
        this.bytes = new byte[capacity];
    }

    int length() {
        return length;
    }

    /** Forgets what was written after the first {@code keep} bytes. */
    void truncate(int keep) {
        length = keep;
    }

    /** The bytes; those from {@link #length()} on are none of the text. Shared: callers read them only. */
    byte[] array() {
        return bytes;
    }

    void put(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    void put(byte[] text) {
        reserve(text.length);
        append(text);
    }

    /** Two texts around an opening character, and two characters behind: most of a line in one step. */
    void put(byte[] text, char between, byte[] more, char last, char behind) {
        reserve(text.length + more.length + 3);
        append(text);
        bytes[length++] = (byte) between;
        append(more);
        bytes[length++] = (byte) last;
        bytes[length++] = (byte) behind;
    }

    private void append(byte[] text) {
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    void put(String text) {
        put(text.getBytes(StandardCharsets.UTF_8));
    }

    void put(long value) {
        if (value == Long.MIN_VALUE) {
            putAscii(Long.toString(value));
            return;
        }
        reserve(NUMBER);
        if (value < 0) {
            bytes[length++] = '-';
        }
        long magnitude = Math.abs(value);
        digits(magnitude, digitsOf(magnitude));
    }

    /**
     * A finite number such that reading it gives exactly this double: whole ones without a fraction, those of at most six
     * decimals in plain digits, the others as short as {@link Double#toString(double)} of Java 19 has them.
     */
    void put(double value) {
        long whole = (long) value;
        if (whole == value && Math.abs(value) <= EXACT_INTEGERS) {
            put(whole);
        } else if (!fixedPoint(value, 1_000, 3) && !fixedPoint(value, 1_000_000, 6)) {
            // Schubfach: shortest, which Double.toString is from Java 19 on only, and faster than Java 17's
            putAscii(NumberOutput.toString(value, true));
        }
    }

    /** The bound of a bucket as OpenMetrics wants it, always with a point: {@code 2.5}, {@code 10.0}. */
    void putBound(double bound) {
        put(bound);
        if (Math.rint(bound) == bound && Math.abs(bound) <= EXACT_INTEGERS) {
            put('.');
            put('0');
        }
    }

    /** The text so far, as gzip of the fastest kind. */
    byte[] gzip() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length / 8 + 64);
        try (FastGzip gzip = new FastGzip(out)) {
            gzip.write(bytes, 0, length);
        } catch (IOException e) {
            throw new UncheckedIOException("gzip in memory", e);
        }
        return out.toByteArray();
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Writes {@code value} with at most {@code decimals} decimals if that is exact; says whether it was. */
    private boolean fixedPoint(double value, int scale, int decimals) {
        if (!(Math.abs(value) < FIXED_POINT_LIMIT)) {
            return false;
        }
        long scaled = Math.round(value * scale);
        // both are exact doubles, so this quotient is the double that a reader makes of the digits
        if ((double) scaled / scale != value) {
            return false;
        }
        reserve(NUMBER);
        long magnitude = Math.abs(scaled);
        if (value < 0) {
            bytes[length++] = '-';
        }
        int whole = (int) (magnitude / scale);
        digits(whole, digitsOf(whole));
        bytes[length++] = '.';
        int fraction = (int) (magnitude - (long) whole * scale);
        int places = decimals;
        while (fraction % 10 == 0) {
            fraction /= 10;
            places--;
        }
        digits(fraction, places);
        return true;
    }

    /** Two digits a division, and small numbers as ints: divisions are most of what a number costs. */
    private void digits(long value, int count) {
        int end = length + count;
        int at = end;
        long large = value;
        while (large > Integer.MAX_VALUE) {
            long rest = large / 100;
            at = twoDigits((int) (large - rest * 100), at);
            large = rest;
        }
        int small = (int) large;
        while (small >= 10) {
            int rest = small / 100;
            at = twoDigits(small - rest * 100, at);
            small = rest;
        }
        while (at > length) {
            bytes[--at] = (byte) ('0' + small);
            small = 0;
        }
        length = end;
    }

    /** Writes {@code value}, 0 … 99, before {@code end}; returns where it begins. */
    private int twoDigits(int value, int end) {
        bytes[end - 1] = ONES[value];
        bytes[end - 2] = TENS[value];
        return end - 2;
    }

    private static int digitsOf(long value) {
        int count = 1;
        for (long power = 10; count < MAX_DIGITS && value >= power; power *= 10) {
            count++;
        }
        return count;
    }

    private void putAscii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length + bytes.length / 2));
        }
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out, 8192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
