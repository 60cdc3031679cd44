package io.mistersmith.backplane.monitor.exposition;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Text that grows as UTF-8 bytes, in chunks: so megabytes are never copied to a larger place, and go out as they are. Numbers come
 * without a String. Not thread-safe.
 */
final class TextBuffer {

    /** As much as a socket takes at once, about. */
    private static final int CHUNK = 1 << 16;

    /** Of {@code bytes} the first {@code length} are text. */
    static final class Chunk {
        final byte[] bytes;
        final int length;

        private Chunk(byte[] bytes, int length) {
            this.bytes = bytes;
            this.length = length;
        }
    }

    private final List<Chunk> full = new ArrayList<>();
    private final int chunk;
    /** The length of those that are full. */
    private int before;

    private byte[] bytes;
    /** The end of the text in {@link #bytes}. */
    private int end;

    TextBuffer() {
        this(CHUNK);
    }

    /** @param chunk bytes; a single text may make a larger one */
    TextBuffer(int chunk) {
        this.chunk = chunk;
        this.bytes = new byte[chunk];
    }

    int length() {
        return before + end;
    }

    /** Forgets what was written after the first {@code keep} bytes. */
    void truncate(int keep) {
        while (keep < before) {
            Chunk last = full.remove(full.size() - 1);
            before -= last.length;
            bytes = last.bytes;
        }
        end = keep - before;
    }

    void put(char ascii) {
        reserve(1);
        bytes[end++] = (byte) ascii;
    }

    void put(byte[] text) {
        reserve(text.length);
        end = append(text, bytes, end);
    }

    void put(String text) {
        put(text.getBytes(StandardCharsets.UTF_8));
    }

    void put(long value) {
        reserve(NumberText.MAX_LENGTH);
        end = NumberText.write(value, bytes, end);
    }

    /** A finite number, see {@link NumberText#write(double, byte[], int)}. */
    void put(double value) {
        reserve(NumberText.MAX_LENGTH);
        end = NumberText.write(value, bytes, end);
    }

    /** The bound of a bucket as OpenMetrics wants it, always with a point: {@code 2.5}, {@code 10.0}. */
    void putBound(double bound) {
        put(bound);
        if (NumberText.isWhole(bound)) {
            put('.');
            put('0');
        }
    }

    /** A whole line, {@code name{labels} value}: nearly all of a page is such lines. */
    void putSample(byte[] name, byte[] labels, double value) {
        reserve(name.length + labels.length + NumberText.MAX_LENGTH + 4);
        byte[] out = bytes;
        int at = append(name, out, end);
        out[at++] = '{';
        at = append(labels, out, at);
        out[at++] = '}';
        out[at++] = ' ';
        at = NumberText.write(value, out, at);
        out[at++] = '\n';
        end = at;
    }

    private static int append(byte[] text, byte[] out, int at) {
        System.arraycopy(text, 0, out, at, text.length);
        return at + text.length;
    }

    /** The text so far, which is given away: what is written from now on is another one. */
    List<Chunk> take() {
        List<Chunk> text = new ArrayList<>(full);
        text.add(new Chunk(bytes, end));
        full.clear();
        before = 0;
        bytes = new byte[chunk];
        end = 0;
        return text;
    }

    /** The text so far, as gzip of the fastest kind. */
    byte[] gzip() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length() / 8 + 64);
        try (FastGzip gzip = new FastGzip(out)) {
            for (Chunk part : full) {
                gzip.write(part.bytes, 0, part.length);
            }
            gzip.write(bytes, 0, end);
        } catch (IOException e) {
            throw new UncheckedIOException("gzip in memory", e);
        }
        return out.toByteArray();
    }

    @Override
    public String toString() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length());
        full.forEach(part -> out.write(part.bytes, 0, part.length));
        out.write(bytes, 0, end);
        return out.toString(StandardCharsets.UTF_8);
    }

    private void reserve(int more) {
        if (end + more > bytes.length) {
            full.add(new Chunk(bytes, end));
            before += end;
            bytes = new byte[Math.max(chunk, more)];
            end = 0;
        }
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out, 8192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
