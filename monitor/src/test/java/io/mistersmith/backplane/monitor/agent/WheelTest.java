package io.mistersmith.backplane.monitor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WheelTest {

    private final Wheel<Wheel.Entry> wheel = new Wheel<>();
    private final List<Wheel.Entry> woken = new ArrayList<>();

    /** Entries armed, armed again, disarmed and parked, times from ms to days: none is woken late, none that is not armed. */
    @Property(tries = 200)
    void entries_areWokenByTheFirstTurnToTheirTime(@ForAll long seed) {
        Random random = new Random(seed);
        Wheel<Wheel.Entry> own = new Wheel<>();
        List<Wheel.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            entries.add(new Wheel.Entry());
        }
        Map<Wheel.Entry, Long> armed = new HashMap<>();
        long now = 1_763_938_320_000L;
        own.turn(now, entry -> {});
        for (int step = 0; step < 300; step++) {
            long most = 1L << random.nextInt(20);
            for (int i = random.nextInt(4); i > 0; i--) {
                Wheel.Entry entry = entries.get(random.nextInt(entries.size()));
                long at = now - 100 + (long) (random.nextDouble() * 4 * most);
                switch (random.nextInt(5)) {
                    case 0 -> {
                        own.disarm(entry);
                        armed.remove(entry);
                    }
                    case 1 -> {
                        own.park(entry);
                        armed.remove(entry);
                    }
                    default -> {
                        own.arm(entry, at);
                        armed.put(entry, at);
                    }
                }
            }
            long asked = now;
            long next = own.next(now + 50);
            assertThat(next).isBetween(now, now + 50);
            // who was due when this was asked is due already
            assertThat(armed.values()).noneMatch(at -> at > asked && at < next - Wheel.SLOT_MILLIS);
            now += (long) (random.nextDouble() * most);
            long turn = now;
            Set<Wheel.Entry> due = new HashSet<>();
            armed.forEach((entry, at) -> {
                if (at <= turn) {
                    due.add(entry);
                }
            });
            own.turn(now, entry -> {
                due.remove(entry);
                Long at = armed.get(entry);
                assertThat(at).as("armed").isNotNull();
                if (at <= turn) {
                    armed.remove(entry);
                } else {
                    own.arm(entry, at);
                }
            });
            assertThat(due).isEmpty();
        }
    }

    @Test
    void next_isTheEndOfTheFirstSlotWithAnEntry() {
        wheel.turn(16_000, woken::add);
        assertThat(wheel.next(16_050)).isEqualTo(16_050);
        wheel.arm(new Wheel.Entry(), 16_018);
        assertThat(wheel.next(16_050)).isEqualTo(16_032);
        wheel.turn(16_015, woken::add);
        assertThat(woken).isEmpty();
        wheel.turn(16_032, woken::add);
        assertThat(woken).hasSize(1);
    }

    @Test
    void parked_isWokenOnlyWhenAskedFor_andMayParkAgain() {
        Wheel.Entry entry = new Wheel.Entry();
        wheel.park(entry);
        wheel.turn(1_000_000, woken::add);
        assertThat(woken).isEmpty();
        assertThat(wheel.hasParked()).isTrue();
        wheel.wakeParked(wheel::park);
        assertThat(wheel.hasParked()).isTrue();
        wheel.wakeParked(woken::add);
        assertThat(woken).containsExactly(entry);
        assertThat(wheel.hasParked()).isFalse();
    }

    @Test
    void time_thatGoesBack_wakesNobody() {
        wheel.turn(1_000, woken::add);
        wheel.arm(new Wheel.Entry(), 900);
        wheel.turn(950, woken::add);
        assertThat(woken).isEmpty();
        wheel.turn(1_000, woken::add);
        assertThat(woken).hasSize(1);
    }
}
