package io.mistersmith.backplane.monitor.nats;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AckSubjectTest {

    @Test
    void sequence_ofNineTokens_isTheSixth() {
        assertThat(AckSubject.streamSequence("$JS.ACK.S1024.mon1024_1.1.9097.1.1795476049580522639.11303"))
                .isEqualTo(9097);
        assertThat(AckSubject.consumerSequence("$JS.ACK.S1024.mon1024_1.1.9097.2.1795476049580522639.11303"))
                .isEqualTo(2);
    }

    @Test
    void sequence_withDomainAndAccount_isTheEighth() {
        assertThat(AckSubject.streamSequence("$JS.ACK.hub.ACCHASH.S.c.3.4711.9.1795476049580522639.0.rnd"))
                .isEqualTo(4711);
        assertThat(AckSubject.consumerSequence("$JS.ACK.hub.ACCHASH.S.c.3.4711.9.1795476049580522639.0.rnd"))
                .isEqualTo(9);
        assertThat(AckSubject.timeNanos("$JS.ACK.hub.ACCHASH.S.c.3.4711.9.1795476049580522639.0.rnd"))
                .isEqualTo(1795476049580522639L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_INBOX.x", "$JS.ACK.", "$JS.ACK.S.c.1.2.3.4", "$JS.ACK.S.c.1.x7.3.4.5"})
    void sequence_ofAnotherSubject_isZero(String subject) {
        assertThat(AckSubject.streamSequence(subject)).isZero();
    }

    @Property
    void sequence_ofAnyDelivery_isRead(
            @ForAll @LongRange(min = 1) long sequence, @ForAll @LongRange(min = 0) long other) {
        String tail = ".S.c." + other + "." + sequence + "." + other + "." + other + "." + other;
        assertThat(AckSubject.streamSequence("$JS.ACK" + tail)).isEqualTo(sequence);
        assertThat(AckSubject.streamSequence("$JS.ACK._.H" + tail + ".r")).isEqualTo(sequence);
    }
}
