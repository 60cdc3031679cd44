package io.mistersmith.backplane.monitor.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PositionsTest {

    private static final Instant CREATED = Instant.parse("2026-11-23T23:21:00.885741961Z");

    private final Positions positions = new Positions();

    @Test
    void json_bringsThemBack() throws IOException {
        positions.begin("DLQ a.>", CREATED, 4);
        positions.advance("DLQ a.>", 7);
        Positions next = new Positions();
        next.restore(positions.toJson());
        assertThat(next.of("DLQ a.>", CREATED)).contains(7L);
        assertThat(next.of("other", CREATED)).isEmpty();
    }

    @Test
    void streamMadeAnew_isReadFromItsFirst() {
        positions.begin("DLQ", CREATED, 4);
        assertThat(positions.of("DLQ", CREATED.plusNanos(1))).contains(0L);
    }

    @Test
    void forgotten_isNoPlaceToGoOnFrom() {
        positions.begin("A", CREATED, 4);
        positions.begin("B", CREATED, 4);
        positions.retain(List.of("B"));
        positions.advance("A", 9);
        assertThat(positions.of("A", CREATED)).isEmpty();
        assertThat(positions.of("B", CREATED)).contains(4L);
    }

    @Test
    void garbage_isRefused() {
        assertThatThrownBy(() -> positions.restore("{\"A\":{\"sequence\":1}}".getBytes(UTF_8)))
                .isInstanceOf(IOException.class);
    }
}
