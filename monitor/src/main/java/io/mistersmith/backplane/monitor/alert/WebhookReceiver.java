package io.mistersmith.backplane.monitor.alert;

import io.mistersmith.backplane.monitor.config.AlertsConfig;
import io.mistersmith.backplane.monitor.wire.Violation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * An HTTP endpoint that gets notifications as JSON, signed where a secret is configured. 2xx is taken; 408, 429, 5xx and a
 * connection that fails are worth another attempt; anything else is refused.
 */
final class WebhookReceiver implements Receiver {

    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final int IDLE_TIMEOUT_MILLIS = 10_000;

    private final AlertsConfig.Receiver.Webhook config;
    private final WebhookBody body;
    private final InstantSource clock;
    private final HttpClient client;

    WebhookReceiver(
            Vertx vertx,
            AlertsConfig.Receiver.Webhook config,
            Function<Violation, byte[]> encoder,
            InstantSource clock) {
        this.config = config;
        this.body = new WebhookBody(encoder);
        this.clock = clock;
        HttpClientOptions options = new HttpClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
        config.ca().ifPresent(ca -> options.setTrustOptions(new PemTrustOptions().addCertPath(ca.toString())));
        this.client = vertx.createHttpClient(options);
    }

    @Override
    public Future<Void> send(Notification notification) {
        byte[] bytes = body.encode(notification);
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(config.url())
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setIdleTimeout(IDLE_TIMEOUT_MILLIS)
                .putHeader("Content-Type", "application/json")
                .putHeader("User-Agent", "mistersmith-backplane-monitor");
        config.hmacSecret()
                .reveal()
                .ifPresent(secret -> request.putHeader("X-Backplane-Signature", WebhookBody.signature(secret, bytes)));
        return client.request(request)
                .compose(r -> r.send(Buffer.buffer(bytes)))
                // the body is read to its end so that the connection can serve the next one
                .compose(response -> response.end().compose(v -> judge(response)));
    }

    @Override
    public String kind() {
        return "webhook";
    }

    @Override
    public Future<Void> close() {
        return client.close();
    }

    private Future<Void> judge(HttpClientResponse response) {
        int status = response.statusCode();
        if (status >= 200 && status < 300) {
            return Future.succeededFuture();
        }
        String answer = "answered " + status + " " + response.statusMessage();
        if (status == 408 || status == 429 || status >= 500) {
            Optional<Duration> after = Optional.ofNullable(response.getHeader("Retry-After"))
                    .flatMap(value -> RetryAfter.parse(value, clock.instant()));
            return Future.failedFuture(new Busy(answer, after));
        }
        return Future.failedFuture(new Refused(answer + ", expected 2xx"));
    }
}
