package io.mistersmith.backplane.monitor.wire;

import java.util.Locale;

/** Why a heartbeat is not believed. One bad field rejects all of it: half a truth is worse than none. */
public enum Rejection {
    /** Not one UTF-8 JSON document, or a known key twice in one object: which of the two would hold? */
    NOT_JSON,
    /** More than 64 KiB, 256 operations, or an operation with more than 1 024 durations or 256 buckets. */
    TOO_LARGE,
    /** Nested deeper than 8. */
    TOO_DEEP,
    /** A known field, or the document, of another JSON type than the contract says; null is no type of any field. */
    WRONG_TYPE,
    /** Not finite, negative, or out of its field's range. */
    BAD_NUMBER,
    /** An operation with more errors than operations. */
    ERRORS_ABOVE_COUNT,
    /** Without {@code agent_id}, {@code timestamp} or {@code sequence}, or an operation without {@code count}. */
    MISSING_FIELD,
    /** The subject's token is not an agent id. */
    BAD_ID,
    /** The body is about another agent than the subject. */
    ID_MISMATCH,
    /** Neither an RFC 3339 time nor epoch milliseconds. */
    BAD_TIME,
    /** A new id while the fleet is full; said by the fleet, not by the decoder. */
    MAX_AGENTS;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As in the label {@code reason}: {@code not_json}, … */
    public String word() {
        return word;
    }
}
