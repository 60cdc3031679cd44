package io.mistersmith.backplane.monitor.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnLimitsTest {

    private static OwnLimits of(String key, String value) {
        return OwnLimits.of(Map.of("io.nats.monitor." + key, value), "consumer S/c");
    }

    @Test
    void keys_areTheNatsClis() {
        assertThat(of("unprocessed-critical", "7").get(OwnLimits.PENDING)).isEqualTo(7);
        assertThat(of("outstanding-ack-critical", "7").get(OwnLimits.ACK_PENDING))
                .isEqualTo(7);
        assertThat(of("waiting-critical", "7").get(OwnLimits.WAITING)).isEqualTo(7);
        assertThat(of("redelivery-critical", "7").get(OwnLimits.REDELIVERED)).isEqualTo(7);
        assertThat(of("last-delivery-critical", "7s").get(OwnLimits.LAST_DELIVERY))
                .isEqualTo(7);
        assertThat(of("last-ack-critical", "7s").get(OwnLimits.LAST_ACK)).isEqualTo(7);
        assertThat(of("waiting-critical", "7").get(OwnLimits.PENDING)).isNaN();
    }

    @ParameterizedTest
    @CsvSource({
        "90s, 90",
        "1h30m, 5400",
        "500ms, 0.5",
        "1.5h, 5400",
        "2d, 172800",
        "1w, 604800",
        "1M, 2592000",
        "1y, 31536000",
        "1d12h, 129600"
    })
    void times_areGos_andDaysBesides(String text, double seconds) {
        assertThat(of("last-ack-critical", text).get(OwnLimits.LAST_ACK)).isCloseTo(seconds, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"unprocessed-critical, 0", "unprocessed-critical, -1", "last-ack-critical, 0", "last-ack-critical, -5s"
    })
    void zeroAndLess_isNone(String key, String value) {
        assertThat(of(key, value).isNone()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "unprocessed-critical, many",
        "unprocessed-critical, 1.5",
        "last-ack-critical, 5",
        "last-ack-critical, 5s x"
    })
    void whatCannotBeRead_doesNotHold(String key, String value) {
        assertThat(of(key, value).isNone()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"false, true", "0, true", "true, false", "yes, false"})
    void switchedOff_isNone(String enabled, boolean none) {
        OwnLimits own = OwnLimits.of(
                Map.of("io.nats.monitor.enabled", enabled, "io.nats.monitor.waiting-critical", "3"), "consumer S/c");
        assertThat(own.isNone()).isEqualTo(none);
    }
}
