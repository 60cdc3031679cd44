package io.mistersmith.backplane.monitor.exposition;

/** The HTTP port cannot be had. The message is one sentence for the operator: which port, why, and what to change. */
public final class ListenException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ListenException(String message, Throwable cause) {
        super(message, cause);
    }
}
