package io.mistersmith.backplane.monitor.wire;

import static io.mistersmith.backplane.monitor.wire.JsonBytes.NO;

import java.util.Arrays;

/**
 * What a heartbeat looks like apart from its values: what stands between them, and which value comes where. An agent's heartbeats
 * mostly look alike, and where all that stands between is as it was, only the values are left to be read. Not thread-safe.
 */
final class HeartbeatShape {

    /** Nothing looks so. */
    static final HeartbeatShape NONE = new HeartbeatShape();

    private static final int MAX_WORDS = 192;

    /** Ends an operation that has no name: none ends. */
    private static final int NO_OPERATION = 0;

    private static final int MAX_OPERATIONS = 16;

    /** In place of a field, behind the last piece. */
    private static final int END = 255;

    /** Of how many bytes the length of a piece has room in a head. */
    private static final int LENGTH_BITS = 16;

    private static final int FIELD_AT = LENGTH_BITS;
    private static final int OPERATION_AT = FIELD_AT + Byte.SIZE;

    /**
     * The pieces one behind the other: of each a head, with its length, the field of the value behind it and the operation that
     * ends with that; then its bytes, the last word filled up with zeros.
     */
    private final long[] words = new long[MAX_WORDS];

    private final String[] operations = new String[MAX_OPERATIONS];

    private int size;
    private int operationCount;

    /** Equal for those that look alike. */
    private long hash;

    private int head;
    private int pieceFrom;
    private boolean tooLarge;

    HeartbeatShape() {
        Arrays.fill(operations, "");
        words[0] = (long) END << FIELD_AT;
    }

    /** Begins to note down another one. */
    void begin() {
        size = 0;
        operationCount = 0;
        hash = 0;
        pieceFrom = JsonBytes.START;
        tooLarge = false;
    }

    /** Notes that the value of {@code field} stands from {@code from} to before {@code to}. */
    void value(JsonBytes in, int field, int from, int to) {
        piece(in, from, field);
        pieceFrom = to;
    }

    private void piece(JsonBytes in, int to, int field) {
        int length = to - pieceFrom;
        if (size + 1 + wordsIn(length) > MAX_WORDS) {
            tooLarge = true;
            return;
        }
        head = size;
        add((long) field << FIELD_AT | length);
        for (int i = 0; i < length; i += Long.BYTES) {
            add(in.word(pieceFrom + i) & Key.mask(length - i));
        }
    }

    private static int wordsIn(int length) {
        return (length + Long.BYTES - 1) / Long.BYTES;
    }

    private void add(long word) {
        words[size++] = word;
        hash = 31 * hash + word;
    }

    /** Notes that an operation ends with the value that was noted last. */
    void endOperation(String name) {
        if (operationCount + 1 == MAX_OPERATIONS) {
            tooLarge = true;
        } else {
            operations[++operationCount] = name;
            words[head] |= (long) operationCount << OPERATION_AT;
        }
    }

    /** Ends the notes; whether it is a shape that can be recognized. */
    boolean end(JsonBytes in, int at) {
        piece(in, at, END);
        return !tooLarge;
    }

    /** Reads a document that looks so, all its values; no for any other. */
    boolean read(JsonBytes in, HeartbeatValues out) {
        int at = JsonBytes.START;
        int here = 0;
        while (true) {
            long description = words[here++];
            int length = (int) description & ((1 << LENGTH_BITS) - 1);
            int count = wordsIn(length);
            at = in.words(at, words, here, count, length);
            here += count;
            int field = (int) (description >>> FIELD_AT) & 0xFF;
            if (field == END) {
                return in.isEnd(at);
            }
            at = out.read(at, field);
            int operation = (int) (description >>> OPERATION_AT);
            if (at == NO || (operation != NO_OPERATION && !out.endOperation(operations[operation]))) {
                return false;
            }
        }
    }

    boolean looksLike(HeartbeatShape other) {
        return hash == other.hash && Arrays.equals(words, 0, size, other.words, 0, other.size);
    }

    void copyFrom(HeartbeatShape other) {
        size = other.size;
        operationCount = other.operationCount;
        hash = other.hash;
        System.arraycopy(other.words, 0, words, 0, size);
        System.arraycopy(other.operations, 0, operations, 0, MAX_OPERATIONS);
    }
}
