package io.mistersmith.backplane.monitor.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.config.HostConfig;
import io.mistersmith.backplane.monitor.testing.LatestFrames;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostVerticleTest {

    private final Vertx vertx = Vertx.vertx();
    private final LatestFrames frames = new LatestFrames(vertx);

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(5, TimeUnit.SECONDS);
    }

    @Test
    void host_isReadSoonAfterTheStart_whateverTheInterval() throws Exception {
        vertx.deployVerticle(new HostVerticle(new HostConfig(Duration.ofMinutes(1))))
                .await(5, TimeUnit.SECONDS);

        await().atMost(Duration.ofSeconds(10)).until(() -> frames.hasRow("host", ""));
        assertThat(frames.value("host", "", "system_cpu_utilization_percent")).isBetween(0.0, 100.0);
        assertThat(frames.value("host", "", "system_memory_utilization_percent"))
                .isBetween(0.1, 100.0);
        assertThat(frames.value("host", "", "system_load_average_1m")).isNotNegative();
    }
}
