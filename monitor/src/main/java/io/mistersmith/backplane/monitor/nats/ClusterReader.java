package io.mistersmith.backplane.monitor.nats;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads who keeps a stream or a consumer, as servers tell it with each of them. Not thread-safe. */
final class ClusterReader {

    private final JsonCursor in;
    private final JsonMembers ofCluster = JsonMembers.of("name", "raft_group", "leader", "replicas");
    private final JsonMembers ofReplica = JsonMembers.of("name", "current", "offline", "active", "lag");

    ClusterReader(JsonCursor in) {
        this.in = in;
    }

    /** A cluster; {@code null} is a single server's. */
    StreamInfo.Cluster cluster() throws IOException {
        String name = "";
        String leader = "";
        String raftGroup = "";
        List<StreamInfo.Replica> replicas = List.of();
        for (boolean more = in.enter('{'); more; more = in.more('}')) {
            switch (in.member(ofCluster)) {
                case "name" -> name = in.text();
                case "raft_group" -> raftGroup = in.text();
                case "leader" -> leader = in.text();
                case "replicas" -> replicas = replicas();
                default -> in.skip();
            }
        }
        return new StreamInfo.Cluster(name, leader, replicas, raftGroup);
    }

    private List<StreamInfo.Replica> replicas() throws IOException {
        List<StreamInfo.Replica> replicas = new ArrayList<>();
        for (boolean more = in.enter('['); more; more = in.more(']')) {
            replicas.add(replica());
        }
        return replicas;
    }

    private StreamInfo.Replica replica() throws IOException {
        String name = "";
        boolean current = false;
        boolean offline = false;
        long active = 0;
        long lag = 0;
        for (boolean more = in.enter('{'); more; more = in.more('}')) {
            switch (in.member(ofReplica)) {
                case "name" -> name = in.text();
                case "current" -> current = in.bool();
                case "offline" -> offline = in.bool();
                case "active" -> active = in.integer();
                case "lag" -> lag = in.integer();
                default -> in.skip();
            }
        }
        return new StreamInfo.Replica(name, current, offline, active, lag);
    }
}
