package io.mistersmith.backplane.monitor.alert;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mistersmith.backplane.monitor.config.ViolationsConfig;
import io.mistersmith.backplane.monitor.wire.Violation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;

/** What is said on NATS of a violation. */
final class ViolationMessages {

    /** The framework's own subject for alerts of its system; a severity follows. */
    static final String SYSTEM_ALERTS = "system.alerts.";

    private final ObjectMapper json = JsonMapper.builder().build();
    private final ViolationsConfig config;
    private final Function<Violation, byte[]> encoder;

    /** @param encoder a violation as on the wire */
    ViolationMessages(ViolationsConfig config, Function<Violation, byte[]> encoder) {
        this.config = config;
        this.encoder = encoder;
    }

    /** The violation itself; then, where configured, the same as the framework's {@code system_alert} message. */
    List<Outgoing> of(Violation violation) {
        byte[] body = encoder.apply(violation);
        String id = violation.id() + ":" + violation.revision();
        String severity = violation.severityWord();
        Outgoing message = new Outgoing(config.subject() + "." + severity + "." + violation.metric(), id, body, true);
        // an id of its own: a stream that captures both must not take it for a repeat
        return config.systemAlerts()
                ? List.of(
                        message, new Outgoing(SYSTEM_ALERTS + severity, id + ":system_alert", systemAlert(body), false))
                : List.of(message);
    }

    /** {@code {"type":"system_alert", …}}: the violation's fields, and the type by which the framework tells its messages. */
    private byte[] systemAlert(byte[] violation) {
        try {
            ObjectNode alert = json.createObjectNode().put("type", "system_alert");
            alert.setAll((ObjectNode) json.readTree(violation));
            return json.writeValueAsBytes(alert);
        } catch (IOException e) {
            throw new UncheckedIOException("a violation is not JSON", e);
        }
    }
}
