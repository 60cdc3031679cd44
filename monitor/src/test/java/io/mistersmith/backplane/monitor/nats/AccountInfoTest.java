package io.mistersmith.backplane.monitor.nats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class AccountInfoTest {

    @Test
    void answer_withALimit_tellsTheFreePlaces() throws Exception {
        AccountInfo info = of("{\"streams\":3,\"consumers\":7,\"limits\":{\"max_consumers\":10}}");

        assertThat(info).isEqualTo(new AccountInfo(7, 10));
        assertThat(info.freePlaces()).isEqualTo(3);
    }

    @Test
    void answer_withoutALimit_hasRoom() throws Exception {
        assertThat(of("{\"consumers\":7,\"limits\":{\"max_consumers\":-1}}").freePlaces())
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(of("{}").freePlaces()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void answer_withTiers_tellsThatOfOneReplica() throws Exception {
        assertThat(of("{\"consumers\":7,\"tiers\":{\"R1\":{\"consumers\":2,\"limits\":{\"max_consumers\":2}}}}"))
                .isEqualTo(new AccountInfo(2, 2))
                .satisfies(info -> assertThat(info.freePlaces()).isZero());
    }

    private static AccountInfo of(String json) throws JsonProcessingException {
        return AccountInfo.of(new ObjectMapper().readTree(json));
    }
}
