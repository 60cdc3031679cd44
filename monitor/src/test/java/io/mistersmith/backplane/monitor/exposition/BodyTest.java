package io.mistersmith.backplane.monitor.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Behind a real HTTP server: more than all buffers between the two sides take at once. */
class BodyTest {

    private static final int LINES = 400_000;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private final List<Throwable> defects = new ArrayList<>();
    private int port;

    @BeforeEach
    void start() throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {
            asked.incrementAndGet();
            request.connection().closeHandler(v -> left.incrementAndGet());
            Body body = Body.plain(text());
            request.response().putHeader("Content-Length", String.valueOf(body.length()));
            body.sendTo(request.response());
        });
        vertx.exceptionHandler(defects::add);
        port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static TextBuffer text() {
        TextBuffer text = new TextBuffer();
        for (int i = 0; i < LINES; i++) {
            text.put("line ");
            text.put((long) i);
            text.put('\n');
        }
        return text;
    }

    private Socket ask() throws IOException {
        Socket socket = new Socket();
        // a small window: the server has to wait for us
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void body_thatTheClientTakesSlowly_isWhole() throws Exception {
        try (Socket socket = ask()) {
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).isEqualTo(text().toString());
        }
        assertThat(defects).isEmpty();
    }

    @Test
    void client_thatGoesAwayInTheMiddle_isNoDefect() throws Exception {
        try (Socket socket = ask()) {
            InputStream in = socket.getInputStream();
            assertThat(in.readNBytes(100_000)).hasSize(100_000);
        }
        await().untilAsserted(() -> assertThat(left).hasValue(1));
        body_thatTheClientTakesSlowly_isWhole();
        assertThat(asked).hasValue(2);
    }
}
