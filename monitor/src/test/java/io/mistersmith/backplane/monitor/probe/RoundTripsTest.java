package io.mistersmith.backplane.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mistersmith.backplane.monitor.frame.Frame;
import org.junit.jupiter.api.Test;

class RoundTripsTest {

    private static final long MS = 1_000_000;

    private final RoundTrips trips = new RoundTrips();

    @Test
    void trips_thatCameBack_areMeasured() {
        for (int i = 1; i <= 100; i++) {
            trips.sent(i * 1000 * MS, i);
            trips.returned(i * 1000 * MS + (i <= 98 ? 2 : 40) * MS, i);
        }
        // the first 40 are older than the window
        Frame frame = frame(100_100 * MS, true);

        assertThat(frame.value(0, 0)).isCloseTo(2, within(0.02));
        assertThat(frame.value(0, 2)).isCloseTo(40, within(0.4));
        assertThat(frame.value(0, "backplane_probe_samples")).isBetween(55.0, 61.0);
        assertThat(frame.value(0, "backplane_probe_lost_total")).isZero();
    }

    @Test
    void trip_notBackInTime_isLost_andStaysSo() {
        trips.sent(0, 1);
        trips.expire(2000 * MS);
        assertThat(frame(2000 * MS, true).value(0, "backplane_probe_lost_total"))
                .isZero();
        trips.expire(2001 * MS);
        trips.returned(2002 * MS, 1);

        assertThat(frame(2002 * MS, true).value(0, "backplane_probe_lost_total"))
                .isEqualTo(1);
        assertThat(frame(2002 * MS, true).value(0, "backplane_probe_lost_in_a_row"))
                .isEqualTo(1);
    }

    @Test
    void row_ofLosses_endsWithTheFirstThatReturns() {
        trips.sent(0, 1);
        trips.sent(1000 * MS, 2);
        trips.expire(5000 * MS);
        trips.sent(5000 * MS, 3);
        trips.returned(5001 * MS, 3);

        assertThat(frame(5001 * MS, true).value(0, "backplane_probe_lost_in_a_row"))
                .isZero();
        assertThat(frame(5001 * MS, true).value(0, "backplane_probe_lost_total"))
                .isEqualTo(2);
    }

    @Test
    void natsAway_losesNothing_andKnowsNothing() {
        trips.sent(0, 1);
        trips.disconnected();
        trips.expire(9000 * MS);
        Frame frame = frame(9000 * MS, false);

        assertThat(frame.value(0, "backplane_probe_lost_total")).isZero();
        assertThat(frame.value(0, "backplane_probe_rtt_ms")).isNaN();
        assertThat(frame.value(0, "backplane_probe_lost_in_a_row")).isNaN();
    }

    private Frame frame(long now, boolean connected) {
        return trips.frame(0, 3000, now, connected);
    }
}
