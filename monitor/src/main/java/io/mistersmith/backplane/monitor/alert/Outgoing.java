package io.mistersmith.backplane.monitor.alert;

/** A message that is to be said on NATS. Immutable; nobody writes into the payload. */
final class Outgoing {

    private final String subject;
    private final String messageId;
    private final byte[] payload;
    private final boolean kept;

    /**
     * @param messageId tells a repeat: to the stream, and to subscribers
     * @param kept belongs into the stream, where there is one
     */
    Outgoing(String subject, String messageId, byte[] payload, boolean kept) {
        this.subject = subject;
        this.messageId = messageId;
        this.payload = payload;
        this.kept = kept;
    }

    String subject() {
        return subject;
    }

    String messageId() {
        return messageId;
    }

    byte[] payload() {
        return payload;
    }

    boolean isKept() {
        return kept;
    }

    @Override
    public String toString() {
        return subject + " " + messageId;
    }
}
