package io.mistersmith.backplane.monitor.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.mistersmith.backplane.monitor.link.ServerReconnects.Client;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ServerReconnectsTest {

    private static final Client ORDERS = new Client("APP", "svc-orders-1", "10.0.0.7");

    private final ServerReconnects reconnects = new ServerReconnects();

    @Test
    void connection_afterALoss_isAReconnect() {
        reconnects.connected(0, ORDERS);
        reconnects.disconnected(1000, ORDERS);
        reconnects.connected(1200, ORDERS);

        assertThat(reconnects.count()).isEqualTo(1);
    }

    @Test
    void connection_longAfterALoss_isANewOne() {
        reconnects.disconnected(0, ORDERS);
        reconnects.connected(60_001, ORDERS);

        assertThat(reconnects.count()).isZero();
    }

    @Test
    void connections_ofSeveralByOneName_areAtMostAsManyAsWereLost() {
        reconnects.disconnected(0, ORDERS);
        reconnects.disconnected(10, ORDERS);
        reconnects.connected(20, ORDERS);
        reconnects.connected(30, ORDERS);
        reconnects.connected(40, ORDERS);

        assertThat(reconnects.count()).isEqualTo(2);
    }

    @Test
    void connection_fromAnotherHostOrAccountOrWithoutName_isNone() {
        reconnects.disconnected(0, ORDERS);
        reconnects.connected(1, new Client("APP", "svc-orders-1", "10.0.0.8"));
        reconnects.connected(1, new Client("OTHER", "svc-orders-1", "10.0.0.7"));
        reconnects.disconnected(2, new Client("APP", "", "10.0.0.7"));
        reconnects.connected(3, new Client("APP", "", "10.0.0.7"));

        assertThat(reconnects.count()).isZero();
    }

    @Property
    void count_neverExceedsLosses_norConnections(@ForAll List<Boolean> connects) {
        ServerReconnects any = new ServerReconnects();
        long now = 0;
        for (boolean connect : connects) {
            now += 10;
            if (connect) {
                any.connected(now, ORDERS);
            } else {
                any.disconnected(now, ORDERS);
            }
        }
        long ups = connects.stream().filter(c -> c).count();
        assertThat(any.count()).isLessThanOrEqualTo(Math.min(ups, connects.size() - ups));
    }
}
