package io.mistersmith.backplane.monitor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.wire.HeartbeatSender;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class AgentIndexTest {

    private final long[] words = new long[HeartbeatSender.MAX_WORDS];

    /** It is a map; also where nothing scatters the ids, so that all of them clash. */
    @Property(tries = 300)
    void agents_that_come_and_go_are_found_as_in_a_map(@ForAll long seed, @ForAll boolean scattered) {
        Random random = new Random(seed);
        AgentIndex index = new AgentIndex(scattered ? 0x9E37_79B9_7F4A_7C15L : 1L << 60);
        Map<String, Agent> model = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            String id = "agent-" + random.nextInt(80);
            Agent known = model.get(id);
            if (known == null) {
                Agent agent = new Agent(id, 5000);
                index.add(agent);
                model.put(id, agent);
            } else {
                index.remove(known);
                model.remove(id);
            }
        }
        for (int i = 0; i < 80; i++) {
            String id = "agent-" + i;
            assertThat(find(index, id)).isSameAs(model.get(id));
        }
    }

    @org.jspecify.annotations.Nullable
    private Agent find(AgentIndex index, String id) {
        int count = HeartbeatSender.pack(id, 0, id.length(), words, 0);
        return index.find(index.hash(words, 0, count), words, 0, count);
    }
}
