package io.mistersmith.backplane.monitor.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatSenderTest {

    private static final String LETTERS = "ab01-_\"\u0000\u0101.\u007f";

    /** Two tokens have the same words if they are the same, and never else. */
    @Property(tries = 5000)
    void words_of_a_token_tell_it_from_every_other(@ForAll long seed) {
        Random random = new Random(seed);
        String id = token(random, "ab01-_", 1 + random.nextInt(20));
        String token = random.nextBoolean() ? id : token(random, LETTERS, id.length() - 1 + random.nextInt(3));
        String subject = "agents." + token + ".heartbeat";
        long[] words = new long[HeartbeatSender.MAX_WORDS + 1];
        int count = HeartbeatSender.pack(subject, "agents.".length(), "agents.".length() + token.length(), words, 1);
        assertThat(new HeartbeatSender(id).isCalled(words, 1, count)).isEqualTo(token.equals(id));
    }

    private static String token(Random random, String letters, int length) {
        StringBuilder token = new StringBuilder();
        for (int i = 0; i < length; i++) {
            token.append(letters.charAt(random.nextInt(letters.length())));
        }
        return token.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 15, 16, 63, 64})
    void id_of_any_length_is_recognized(int length) {
        String id = "x".repeat(length);
        long[] words = new long[HeartbeatSender.MAX_WORDS];
        HeartbeatSender sender = new HeartbeatSender(id);
        assertThat(sender.isValid()).isTrue();
        assertThat(sender.isCalled(words, 0, HeartbeatSender.pack(id, 0, length, words, 0)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a!", "caf\u00e9", "\u0161"})
    void what_is_no_id_is_nobody(String token) {
        HeartbeatSender sender = new HeartbeatSender(token);
        assertThat(sender.isValid()).isFalse();
        assertThat(sender.id()).isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 200})
    void token_longer_than_an_id_has_no_words(int length) {
        long[] words = new long[HeartbeatSender.MAX_WORDS];
        assertThat(HeartbeatSender.pack("x".repeat(length), 0, length, words, 0))
                .isZero();
    }
}
