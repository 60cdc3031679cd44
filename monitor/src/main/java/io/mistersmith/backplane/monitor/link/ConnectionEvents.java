package io.mistersmith.backplane.monitor.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mistersmith.backplane.monitor.nats.MessageDispatcher;
import io.nats.client.Message;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens to the system account's word on who connects and who goes. The dispatcher's thread writes, any reads. */
final class ConnectionEvents {

    static final String CONNECTS = "$SYS.ACCOUNT.*.CONNECT";
    static final String DISCONNECTS = "$SYS.ACCOUNT.*.DISCONNECT";

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionEvents.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ServerReconnects reconnects = new ServerReconnects();
    private final LongSupplier clock;
    private volatile long count;

    /** @param clock ms, does not go back */
    ConnectionEvents(LongSupplier clock) {
        this.clock = clock;
    }

    void listen(MessageDispatcher dispatcher) {
        dispatcher.subscribe(CONNECTS, m -> take(m, true));
        dispatcher.subscribe(DISCONNECTS, m -> take(m, false));
    }

    /** Reconnects since the start. */
    long reconnects() {
        return count;
    }

    private void take(Message message, boolean connected) {
        try {
            JsonNode client = MAPPER.readTree(message.getData()).path("client");
            ServerReconnects.Client who = new ServerReconnects.Client(
                    client.path("acc").asText(),
                    client.path("name").asText(),
                    client.path("host").asText());
            long now = clock.getAsLong();
            if (connected) {
                reconnects.connected(now, who);
                count = reconnects.count();
            } else {
                reconnects.disconnected(now, who);
            }
        } catch (IOException e) {
            LOG.debug("{} is no JSON: {}", message.getSubject(), e.getMessage());
        }
    }
}
