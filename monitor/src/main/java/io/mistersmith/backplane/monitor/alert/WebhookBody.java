package io.mistersmith.backplane.monitor.alert;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The body that a webhook gets, and its signature: {@code {"version":1,"receiver":…,"violations":[…]}}, each violation as on
 * NATS (wire.md §2), its {@code event} also {@code reminded}.
 */
final class WebhookBody {

    private final ObjectMapper json = JsonMapper.builder().build();
    private final Function<Violation, byte[]> encoder;

    WebhookBody(Function<Violation, byte[]> encoder) {
        this.encoder = encoder;
    }

    byte[] encode(Notification notification) {
        ObjectNode body = json.createObjectNode();
        body.put("version", 1);
        body.put("receiver", notification.receiver());
        ArrayNode violations = body.putArray("violations");
        try {
            for (Alert alert : notification.alerts()) {
                ObjectNode violation = (ObjectNode) json.readTree(encoder.apply(alert.violation()));
                violations.add(violation.put("event", alert.event()));
            }
            return json.writeValueAsBytes(body);
        } catch (IOException e) {
            throw new UncheckedIOException("a violation is not JSON", e);
        }
    }

    /** {@code sha256=} and the HMAC-SHA256 of the body under {@code secret} in lower-case hex. */
    static String signature(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HmacSHA256", e);
        }
    }
}
