package io.mistersmith.backplane.monitor.config;

import io.mistersmith.backplane.monitor.config.AlertsConfig.Receiver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads one of {@code alerts.receivers}: a section with exactly one key, the kind of receiver. */
final class ReceiverReader {

    private static final Kind<String> TEXT_OF_SOME_LENGTH =
            new Kind<>("a text that is not empty", text -> Optional.of(text).filter(t -> !t.isBlank()));

    private static final Map<String, Function<Section, Receiver>> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("slack", s -> new Receiver.Slack(SecretReader.required(s, "url", Kinds.HTTP_URL)));
        KINDS.put("pagerduty", ReceiverReader::pagerDuty);
        KINDS.put("email", ReceiverReader::email);
        KINDS.put("webhook", ReceiverReader::webhook);
        KINDS.put("alertmanager", s -> new Receiver.Alertmanager(s.require("url", Kinds.HTTP_URL, "")));
        KINDS.put("log", s -> new Receiver.Log());
    }

    /** What a receiver may say; for receivers that only the environment names. */
    static final List<String> LEAVES = List.of(
            "slack.url",
            "slack.url-file",
            "pagerduty.routing-key",
            "pagerduty.routing-key-file",
            "pagerduty.url",
            "email.smtp",
            "email.from",
            "email.to",
            "email.start-tls",
            "email.user",
            "email.password",
            "email.password-file",
            "webhook.url",
            "webhook.hmac-secret",
            "webhook.hmac-secret-file",
            "webhook.ca",
            "alertmanager.url");

    private ReceiverReader() {}

    static Receiver receiver(Section s) {
        List<String> given = KINDS.keySet().stream().filter(s::hasSection).toList();
        if (given.size() > 1) {
            s.problem("", String.join(" and ", given), "exactly one of " + String.join(", ", KINDS.keySet()));
        } else if (given.isEmpty() && s.isEmpty()) {
            s.missing("", "exactly one of " + String.join(", ", KINDS.keySet()));
        }
        Receiver receiver = new Receiver.Log();
        for (Map.Entry<String, Function<Section, Receiver>> kind : KINDS.entrySet()) {
            if (given.contains(kind.getKey())) {
                receiver = s.section(kind.getKey(), kind.getValue());
            } else {
                s.pass(kind.getKey());
            }
        }
        return receiver;
    }

    private static Receiver pagerDuty(Section s) {
        return new Receiver.PagerDuty(
                SecretReader.required(s, "routing-key", TEXT_OF_SOME_LENGTH),
                s.get("url", Kinds.HTTP_URL, "https://events.pagerduty.com/v2/enqueue"));
    }

    private static Receiver email(Section s) {
        NatsReader.partnersOrNeither(
                s, "user", SecretReader.isFilled(s, "user"), "password", SecretReader.isGiven(s, "password"));
        if (!s.has("to")) {
            s.missing("to", "at least one e-mail address");
        }
        return new Receiver.Email(
                s.require("smtp", Kinds.HOST_PORT, ""),
                s.require("from", Kinds.MAIL_ADDRESS, ""),
                s.someOf("to", Kinds.MAIL_ADDRESS, List.of()),
                s.get("start-tls", Kinds.oneOf("required", "optional", "none"), "required"),
                s.get("user", Kinds.TEXT, ""),
                SecretReader.secret(s, "password"));
    }

    private static Receiver webhook(Section s) {
        return new Receiver.Webhook(
                s.require("url", Kinds.HTTP_URL, ""),
                SecretReader.secret(s, "hmac-secret"),
                SecretReader.file(s, "ca"));
    }
}
