package io.mistersmith.backplane.monitor.wire;

/** What may stand for the wildcard in {@code agents.*.heartbeat}: {@code ^[A-Za-z0-9_-]{1,64}$}. */
public final class AgentId {

    /** The most characters of an id. */
    public static final int MAX_LENGTH = 64;

    private AgentId() {}

    public static boolean isValid(String token) {
        if (token.isEmpty() || token.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < token.length(); i++) {
            char c = token.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }
}
