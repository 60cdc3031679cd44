package io.mistersmith.backplane.monitor.alert;

import static io.mistersmith.backplane.monitor.alert.PublisherFixture.STREAM;
import static io.mistersmith.backplane.monitor.alert.PublisherFixture.config;
import static io.mistersmith.backplane.monitor.alert.PublisherFixture.ids;
import static io.mistersmith.backplane.monitor.alert.PublisherFixture.kept;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mistersmith.backplane.monitor.nats.Features;
import io.mistersmith.backplane.monitor.testing.NatsServer;
import io.nats.client.Connection;
import io.nats.client.api.StreamConfiguration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The stream that keeps violations, in the states in which servers and operators leave it. */
@Execution(ExecutionMode.CONCURRENT)
class ViolationStreamIT {

    private static final String STREAM_INFO = """
            {"config": {"name": "BACKPLANE_VIOLATIONS", "subjects": ["backplane.violations.>"],
                        "max_age": 2592000000000000, "num_replicas": 1}}""";

    private final PublisherFixture nats = new PublisherFixture();

    @AfterEach
    void close() throws Exception {
        nats.close();
    }

    @Test
    void withoutJetStream_isSaidPlainly() throws Exception {
        NatsServer server = nats.closedAtEnd(NatsServer.withoutJetStream());
        nats.listen(server);
        nats.deploy(server, config());

        nats.publish(0, 10);

        await().until(() -> nats.heard.size() == 10 && nats.waiting() == 0);
        assertThat(nats.heard)
                .extracting(m -> m.getHeaders().getFirst("Nats-Msg-Id"))
                .containsExactlyElementsOf(
                        ids(0, 10).stream().map(id -> id + ":1").toList());
        assertThat(nats.features.all().get(Features.VIOLATIONS_STREAM).up()).isFalse();
        assertThat(nats.features.all().get(Features.VIOLATIONS_STREAM).reason()).contains("no JetStream");
    }

    @Test
    void operatorsStreamThatCaptures_isLeftToIt() throws Exception {
        NatsServer server = nats.closedAtEnd(NatsServer.withJetStream());
        Connection app = nats.listen(server);
        app.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("EVERYTHING")
                        .subjects("backplane.>")
                        .build());
        nats.deploy(server, config());

        nats.publish(0, 5);

        await().ignoreExceptions().until(() -> kept(app, "EVERYTHING").equals(ids(0, 5)));
        assertThat(app.jetStreamManagement().getStreamNames()).containsExactly("EVERYTHING");
        assertThat(nats.heard).hasSize(5);
        assertThat(nats.features.all().get(Features.VIOLATIONS_STREAM).reason()).contains("another stream captures");
    }

    @Test
    void streamDeletedMeanwhile_isMadeAgain() throws Exception {
        NatsServer server = nats.closedAtEnd(NatsServer.withJetStream());
        Connection app = nats.listen(server);
        nats.deploy(server, config());
        nats.publish(0, 1);
        await().ignoreExceptions().until(() -> kept(app, STREAM).size() == 1);

        app.jetStreamManagement().deleteStream(STREAM);
        nats.publish(1, 3);

        await().ignoreExceptions().until(() -> kept(app, STREAM).equals(ids(1, 3)));
    }

    @Test
    void streamWithAnotherAge_isBroughtToTheConfiguration_andKeepsTheOperatorsLimits() throws Exception {
        NatsServer server = nats.closedAtEnd(NatsServer.withJetStream());
        Connection app = nats.listen(server);
        app.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name(STREAM)
                        .subjects("backplane.violations.>")
                        .maxAge(Duration.ofDays(1))
                        .maxBytes(10_000_000)
                        .build());
        nats.deploy(server, config());

        await().until(() -> nats.features.isUp(Features.VIOLATIONS_STREAM));

        StreamConfiguration stream =
                app.jetStreamManagement().getStreamInfo(STREAM).getConfiguration();
        assertThat(stream.getMaxAge()).isEqualTo(Duration.ofDays(30));
        assertThat(stream.getMaxBytes()).isEqualTo(10_000_000);
    }

    /** The app plays JetStream here, because a real one cannot be told to lose its leader. */
    @Test
    void streamThatDoesNotAnswer_isSaidPlainly_andKeptLater() throws Exception {
        NatsServer server = nats.closedAtEnd(NatsServer.withoutJetStream());
        Connection app = nats.listen(server);
        AtomicBoolean hasLeader = new AtomicBoolean();
        app.createDispatcher(request -> {
                    if (hasLeader.get()) {
                        app.publish(request.getReplyTo(), STREAM_INFO.getBytes(StandardCharsets.UTF_8));
                    }
                })
                .subscribe("$JS.API.STREAM.INFO.>");
        List<String> acked = new CopyOnWriteArrayList<>();
        app.createDispatcher(message -> {
                    if (message.getReplyTo() != null) {
                        acked.add(message.getHeaders().getFirst("Nats-Msg-Id"));
                        app.publish(
                                message.getReplyTo(), "{\"stream\":\"X\",\"seq\":1}".getBytes(StandardCharsets.UTF_8));
                    }
                })
                .subscribe("backplane.violations.>");
        app.flush(Duration.ofSeconds(5));
        nats.pace = new PublishLoop.Pace(Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofSeconds(30));
        nats.deploy(server, config());

        nats.publish(0, 3);
        await().atMost(20, TimeUnit.SECONDS).until(() -> nats.heard.size() == 3);
        assertThat(nats.waiting()).isEqualTo(3);
        assertThat(nats.features.all().get(Features.VIOLATIONS_STREAM).reason()).contains("kept later");
        hasLeader.set(true);

        await().atMost(20, TimeUnit.SECONDS).until(() -> nats.waiting() == 0);
        assertThat(acked).containsExactly("v-0:1", "v-1:1", "v-2:1");
        assertThat(nats.features.isUp(Features.VIOLATIONS_STREAM)).isTrue();
    }
}
