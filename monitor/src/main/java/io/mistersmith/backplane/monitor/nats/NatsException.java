package io.mistersmith.backplane.monitor.nats;

/** A request to NATS that came to nothing, and why: expected trouble, so it carries no stack trace. */
public final class NatsException extends Exception {

    /** What kind of trouble it is; each asks for another reaction. */
    public enum Kind {
        /** The stream, consumer or message does not exist (404). */
        NOT_FOUND,
        /** Nobody answers for it at the moment: no leader, no quorum (503 from JetStream). */
        NO_LEADER,
        /** The account or server has no JetStream. */
        NO_JETSTREAM,
        /** Our user may not ask this. */
        NO_PERMISSION,
        /** No answer within the deadline. */
        TIMEOUT,
        /** The request budget would have let it wait beyond its deadline; it was not sent. */
        OVER_BUDGET,
        /** There is no connection; it was not sent, or its answer was lost with the connection. */
        DISCONNECTED,
        /** The server refused for another reason, which the message tells. */
        REFUSED
    }

    private final Kind kind;
    private final int code;
    private final int errorCode;

    NatsException(Kind kind, int code, int errorCode, String message) {
        super(message, null, false, false);
        this.kind = kind;
        this.code = code;
        this.errorCode = errorCode;
    }

    public NatsException(Kind kind, String message) {
        this(kind, 0, 0, message);
    }

    public Kind kind() {
        return kind;
    }

    /** The HTTP-like code of a JetStream answer, or 0. */
    public int code() {
        return code;
    }

    /** JetStream's own error code ({@code err_code}), or 0. */
    public int errorCode() {
        return errorCode;
    }

    /** The kind of trouble that {@code cause} is; {@link Kind#REFUSED} for what is no trouble with NATS. */
    public static Kind kindOf(Throwable cause) {
        return cause instanceof NatsException e ? e.kind() : Kind.REFUSED;
    }
}
