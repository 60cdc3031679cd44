package io.mistersmith.backplane.monitor.nats;

import io.nats.client.Connection;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.support.Status;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the client has to complain about, in our words: the last trouble is kept for {@code /health}, the same trouble is
 * logged once until there was a connection in between, and refused subjects are remembered.
 */
final class ClientErrors implements ErrorListener {

    private static final Logger LOG = LoggerFactory.getLogger(ClientErrors.class);
    private static final Pattern DENIED = Pattern.compile("permissions violation for \\w+ to \"([^\"]+)\"");
    private static final int MAX_DENIED = 1000;

    private final String name;
    private final Set<String> denied = ConcurrentHashMap.newKeySet();
    private volatile Optional<String> last = Optional.empty();
    private volatile String logged = "";

    ClientErrors(String name) {
        this.name = name;
    }

    Optional<String> last() {
        return last;
    }

    boolean isDenied(String subject) {
        return denied.contains(subject.toLowerCase(Locale.ROOT));
    }

    /** There is a connection: what was wrong is over, and permissions may be others. */
    void connected() {
        last = Optional.empty();
        logged = "";
        denied.clear();
    }

    void connectFailed(List<String> servers, Exception failure) {
        String words = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        last = Optional.of(words);
        logOnce("cannot connect to " + String.join(", ", servers) + ": " + words + "; trying again for ever");
    }

    @Override
    public void errorOccurred(Connection source, String error) {
        last = Optional.of(error);
        Matcher refused = DENIED.matcher(error.toLowerCase(Locale.ROOT));
        if (refused.find() && denied.size() < MAX_DENIED && !denied.add(refused.group(1))) {
            return;
        }
        logOnce("the server says: " + error);
    }

    @Override
    public void exceptionOccurred(Connection source, Exception failure) {
        last = Optional.of(failure.getMessage() == null ? failure.toString() : failure.getMessage());
        LOG.debug("{}: {}", name, failure.toString());
    }

    @Override
    public void slowConsumerDetected(Connection source, Consumer consumer) {
        LOG.warn(
                "{}: messages arrive faster than they are handled; {} dropped so far",
                name,
                consumer.getDroppedCount());
    }

    @Override
    public void messageDiscarded(Connection source, Message message) {
        logOnce("a message to " + message.getSubject() + " was not sent: the outgoing queue is full");
    }

    @Override
    public void heartbeatAlarm(
            Connection source, JetStreamSubscription subscription, long lastStream, long lastConsumer) {
        LOG.debug("{}: a consumer of ours is silent", name);
    }

    @Override
    public void unhandledStatus(Connection source, JetStreamSubscription subscription, Status status) {
        LOG.debug("{}: unexpected status {}", name, status);
    }

    private void logOnce(String words) {
        if (!words.equals(logged)) {
            logged = words;
            LOG.warn("{}: {}", name, words);
        }
    }
}
