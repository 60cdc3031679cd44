package io.mistersmith.backplane.monitor.consumer;

import static io.mistersmith.backplane.monitor.consumer.Given.consumer;
import static io.mistersmith.backplane.monitor.consumer.Given.poll;
import static io.mistersmith.backplane.monitor.consumer.Given.stream;
import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.consumer.Given.Consumer;
import io.mistersmith.backplane.monitor.consumer.Given.Stream;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which messages are looked up, and in which order; polls every second, 2 000 requests a second at most. */
class LookupsTest {

    private static final int MANY = 900;

    private Backplane backplane = new Backplane(Given.config());

    /** Consumers {@code c1, c2, …}: each waits for the message after its number plus {@code beyond}. */
    private static Consumer[] consumers(int count, int beyond) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(n -> {
                    Consumer c = consumer(n + beyond, n + beyond, 0, 1);
                    c.name = "c" + n;
                    return c;
                })
                .toArray(Consumer[]::new);
    }

    private static Stream lastAt(long time) {
        Stream s = stream(1, 10_000);
        s.lastTime = time;
        return s;
    }

    @Test
    void consumers_atOnePlace_shareOneQuestion() {
        Consumer[] two = consumers(2, 0);
        two[1].deliveredStream = two[0].deliveredStream;
        two[1].floorStream = two[0].floorStream;
        backplane.fold(poll(20_000, lastAt(20_000), two));

        assertThat(backplane.wanted())
                .hasSize(2)
                .extracting(Lookup::question)
                .containsOnly(new Lookup.Question(Given.STREAM, two[0].deliveredStream + 1, List.of(">"), false));
    }

    @Test
    void consumers_neverAskedFor_areAllAskedForAtOnce_thereafterAFew() {
        backplane.fold(poll(20_000, lastAt(20_000), consumers(MANY, 0)));
        List<Lookup> first = backplane.wanted();
        assertThat(first).hasSize(MANY);
        first.forEach(l -> backplane.found(l, Optional.of(new Lookup.Found(l.from(), 10_000 + l.from())), 20_000));
        backplane.judge();

        backplane.fold(poll(21_000, lastAt(21_000), consumers(MANY, MANY)));

        assertThat(backplane.wanted()).hasSize(256).noneMatch(Lookup::first);
    }

    @Test
    void ofBracketsAsWide_theOneAroundAThresholdIsFirst_thenTheLargestLag() {
        // known points: (1, 10 s) (4000, 11 s) (8000, 12 s) (10000, 13 s)
        backplane = new Backplane(Given.config(), List.of(2_700.0));
        Consumer oldest = at("oldest", 100);
        Consumer edge = at("edge", 5_000);
        Consumer youngest = at("youngest", 9_000);
        backplane.fold(poll(11_000, upTo(4_000, 11_000)));
        backplane.fold(poll(12_000, upTo(8_000, 12_000)));
        backplane.fold(poll(14_000, upTo(10_000, 13_000), youngest, edge, oldest));

        assertThat(backplane.wanted()).extracting(Lookup::consumer).containsExactly("edge", "oldest", "youngest");
    }

    private static Consumer at(String name, long delivered) {
        Consumer c = consumer(delivered, delivered, 0, 10_000 - delivered);
        c.name = name;
        return c;
    }

    private static Stream upTo(long last, long time) {
        Stream s = stream(1, last);
        s.lastTime = time;
        return s;
    }
}
