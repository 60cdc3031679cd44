package io.mistersmith.backplane.monitor.nats;

import java.nio.charset.StandardCharsets;

/**
 * The members of an object that are of interest, in the order in which they are expected: the one behind the last that was
 * found is looked for first. Not thread-safe.
 */
final class JsonMembers {
    final String[] names;
    /** Each with its closing quote. */
    final byte[][] quoted;

    int expected;

    private JsonMembers(String[] names) {
        this.names = names;
        this.quoted = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            quoted[i] = (names[i] + '"').getBytes(StandardCharsets.UTF_8);
        }
    }

    static JsonMembers of(String... names) {
        return new JsonMembers(names);
    }
}
